package store_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// Whatever an action may ask of the school and its people is seen by the next transaction, though it is read once only
// while nothing changes.
func TestTheSchoolIsKnownAsItIsNow(t *testing.T) {
	db := storetest.New(t)
	now := func() (school *store.SchoolNow) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
			school, err = tx.SchoolNow(ctx)
			return err
		})
		return school
	}
	for _, change := range []struct {
		sql  string
		seen func(*store.SchoolNow, *processes.Person) bool
	}{
		{`UPDATE people SET name = '李梅' WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return p.Name == "李梅" }},
		{`UPDATE people SET roles = '{head,buyer}' WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return slices.Contains(p.Roles, "buyer") }},
		{`UPDATE people SET stores = '{general}' WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return slices.Contains(p.Stores, "general") }},
		{`UPDATE people SET department = 'zwc' WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return p.Department == "zwc" }},
		{`UPDATE people SET away_from = '2026-11-01', away_to = '2026-11-30', deputy = 'teacher' WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool {
				return p.Leave.Deputy == "teacher" && p.Leave.From != ""
			}},
		{`UPDATE departments SET head = 'teacher' WHERE id = 'jwc'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return len(p.HeadOf) == 0 }},
		{`UPDATE schools SET settings = settings || '{"permit_from": 1}' WHERE id = 'main'`,
			func(s *store.SchoolNow, _ *processes.Person) bool { return len(s.Settings) > 0 }},
		{`UPDATE people SET disabled = true WHERE id = 'head'`,
			func(_ *store.SchoolNow, p *processes.Person) bool { return p == nil }},
	} {
		before := now()
		if now() != before {
			t.Errorf("before %s: read anew though nothing has changed", change.sql)
		}
		if _, err := db.Owner.Exec(change.sql); err != nil {
			t.Fatal(err)
		}
		after := now()
		if after == before || !change.seen(after, after.Person("head")) {
			t.Errorf("not seen: %s", change.sql)
		}
	}
}

// What a transaction changed and took back is not what another one finds, though both changed the same school once.
func TestWhatWasRolledBackIsNotKept(t *testing.T) {
	db := storetest.New(t)
	rename := func(name string, end error) {
		t.Helper()
		err := db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetRoles(ctx, "head", []string{name}, nil); err != nil {
				return err
			}
			school, err := tx.SchoolNow(ctx)
			if err == nil && !slices.Equal(school.Person("head").Roles, []string{name}) {
				t.Errorf("within its own transaction: %v", school.Person("head").Roles)
			}
			return errors.Join(err, end)
		})
		if !errors.Is(err, end) {
			t.Fatal(err)
		}
	}
	rename("teacher", sql.ErrTxDone)
	rename("buyer", nil)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		school, err := tx.SchoolNow(ctx)
		if err == nil && !slices.Equal(school.Person("head").Roles, []string{"buyer"}) {
			t.Errorf("found %v", school.Person("head").Roles)
		}
		return err
	})
}
