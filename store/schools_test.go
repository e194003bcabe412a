package store_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"

	"zongwu/forms"
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

// What changed at the school while an action waited for its case is seen by it, though the school's version came with
// the case.
func TestTheSchoolIsKnownAsItIsBehindTheLock(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1"); err != nil {
		t.Fatal(err)
	}
	seen := func() (person processes.Person) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.LockCase(ctx, "c1"); err != nil {
				return err
			}
			school, err := tx.SchoolNow(ctx)
			if err == nil {
				person = *school.Person("head")
			}
			return err
		})
		return person
	}
	seen() // and kept
	holder, err := db.Owner.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback() }()
	if _, err := holder.Exec(`SELECT FROM cases WHERE id = 'c1' FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	behind := make(chan processes.Person)
	go func() { behind <- seen() }()
	untilSomebodyWaits(t, db)
	if _, err := db.Owner.Exec(`UPDATE people SET name = '李梅' WHERE id = 'head'`); err != nil {
		t.Fatal(err)
	}
	if err := holder.Rollback(); err != nil {
		t.Fatal(err)
	}
	if person := <-behind; person.Name != "李梅" {
		t.Errorf("behind the lock: %s", person.Name)
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

// A record is kept while the school's lists stand, and read anew after any change to them.
func TestRecordsAreKeptUntilAListChanges(t *testing.T) {
	db := storetest.New(t)
	read := func(kind, id string) (object forms.Object, there bool) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.SchoolNow(ctx); err != nil {
				return err
			}
			var err error
			object, there, err = tx.Object(ctx, kind, id)
			return err
		})
		return object, there
	}
	for _, one := range []struct{ kind, id, table string }{
		{"item", "g02", "items"}, {"supplier", "s1", "suppliers"}, {"subject", "30201", "subjects"},
		{"room", "A101", "rooms"}, {"department", "jwc", "departments"},
	} {
		if _, there := read(one.kind, one.id); !there {
			t.Errorf("%s %s is not there", one.kind, one.id)
		}
		change := func(sql string) {
			if _, err := db.Owner.Exec(sql+` WHERE school = 'main' AND id = $1`, one.id); err != nil {
				t.Fatal(err)
			}
		}
		change(`UPDATE ` + one.table + ` SET name = '新名'`)
		if object, _ := read(one.kind, one.id); object.Attrs.Text("name") != "新名" {
			t.Errorf("%s %s is still called %s", one.kind, one.id, object.Attrs.Text("name"))
		}
		change(`UPDATE ` + one.table + ` SET disabled = true`)
		if _, there := read(one.kind, one.id); there {
			t.Errorf("%s %s is found though disabled", one.kind, one.id)
		}
	}
}
