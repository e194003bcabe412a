package store_test

import (
	"context"
	"fmt"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

func noDeadlocks(t *testing.T, db *storetest.DB) {
	t.Helper()
	var deadlocks int
	if err := db.Owner.QueryRow(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).
		Scan(&deadlocks); err != nil || deadlocks > 0 {
		t.Errorf("%d deadlocks (%v)", deadlocks, err)
	}
}

func TestAnAcceptanceIsClaimedOnce(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1", owe("g02", "1", "10", 1000)); err != nil {
		t.Fatal(err)
	}
	errs := together(24, func(i int) error {
		return one(db, "main", fmt.Sprintf("p%02d", i), owed("invoice", "10", 1000))
	})
	if done, refused := tally(t, errs, "payable"); done != 1 || refused != 23 {
		t.Errorf("%d claimed it, %d refused", done, refused)
	}
	if p := payable(t, db, "s1-CG-2026-0001"); p.Invoiced != 1000 || p.Owed != 1000 {
		t.Errorf("%+v", p)
	}
	sound(t, db)
}

func TestTheLastOfALotGoBackOnce(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1", receive("g02", "10", 1000, "a", "")); err != nil {
		t.Fatal(err)
	}
	errs := together(24, func(i int) error {
		return one(db, "main", fmt.Sprintf("r%02d", i), goBack("4", 400, "a", ""))
	})
	if done, refused := tally(t, errs, "stock"); done != 2 || refused != 22 {
		t.Errorf("%d went back, %d refused", done, refused)
	}
	sound(t, db)
}

// Two that begin to use the same at once: one has it, the other is told who.
func TestAValueIsUsedOnce(t *testing.T) {
	db := storetest.New(t)
	taken := make([][]store.Use, 16)
	errs := together(16, func(i int) error {
		return db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
			c, err := begin(ctx, tx, fmt.Sprintf("c%02d", i))
			if err != nil {
				return err
			}
			uses := []store.Use{{Register: "invoice", Value: "A1", Place: "start", Pointer: "/number"}}
			if i%2 == 1 {
				uses = append(uses, store.Use{Register: "invoice", Value: fmt.Sprint("B", i), Place: "start", Pointer: "/other"})
			}
			taken[i], err = tx.KeepUses(ctx, c.ID, uses)
			return err
		})
	})
	free := 0
	for i, err := range errs {
		if err != nil {
			t.Error(err)
		}
		if len(taken[i]) == 0 {
			free++
		} else if u := taken[i][0]; u.Value != "A1" || u.Pointer != "/number" || u.Case == "" || len(taken[i]) > 1 {
			t.Errorf("taken %+v", taken[i])
		}
	}
	if free != 1 {
		t.Errorf("%d use it", free)
	}
}

// Payments, returns, acceptances and the year's end at once, each touching what the others touch in another order, and
// two that carry the same cases over: they wait for each other, never against.
func TestSettlingTogetherDoesNotCollide(t *testing.T) {
	db := storetest.New(t)
	forC := func(of string) forms.Data { return forms.Data{"case": of} }
	accept := func() []processes.Posting {
		return []processes.Posting{
			receive("g02", "1", 100, "a", ""), owe("g02", "1", "1", 100),
			with(owe("g02", "2", "1", 100), forms.Data{"supplier": "s2"}),
		}
	}
	for _, of := range []string{"c1", "c2"} {
		if err := one(db, "main", of, append(accept(), budget("reserve", 10000))...); err != nil {
			t.Fatal(err)
		}
	}
	in := func(p processes.Posting, of string) processes.Posting { return with(p, forC(of)) }
	pay := func(a, b string) []processes.Posting {
		return []processes.Posting{
			in(owed("invoice", "0.01", 1), a), in(owed("pay", "0.01", 1), a), in(budget("spend", 1), a),
			in(owed("invoice", "0.01", 1), b), in(owed("pay", "0.01", 1), b), in(budget("spend", 1), b),
		}
	}
	_, err := db.Owner.Exec(`UPDATE schools SET settings = settings || '{"budget_close": "2026-01-01"}' WHERE id = 'main'`)
	if err != nil {
		t.Fatal(err)
	}
	plan(t, db, 2027)
	carry := func(of string) processes.Posting {
		return with(budget("carry", 1), forms.Data{"case": of, "year": int64(2026)})
	}
	errs := together(48, func(i int) error {
		who := fmt.Sprintf("x%02d", i)
		switch i % 6 {
		case 0:
			return one(db, "main", who, pay("c1", "c2")...)
		case 1:
			return one(db, "main", who, pay("c2", "c1")...)
		case 2:
			return one(db, "main", []string{"c1", "c2"}[i/6%2], accept()...)
		case 3:
			return one(db, "main", who, goBack("0.01", 1, "a", ""), with(in(budget("release", 1), "c1"),
				forms.Data{"year": int64(2026)}), in(owed("return", "0.01", 1), "c1"))
		case 4:
			return one(db, "main", who, carry("c1"), carry("c2"))
		default:
			return one(db, "main", who, carry("c2"), carry("c1"))
		}
	})
	if done, _ := tally(t, errs, "none"); done != 48 {
		t.Errorf("%d of 48 went through", done)
	}
	noDeadlocks(t, db)
	sound(t, db)
}
