package store_test

import (
	"context"
	"fmt"
	"testing"

	"zongwu/forms"
	"zongwu/store"
	"zongwu/store/storetest"
)

// TestWhatACaseMovedInTheBooks: a case's own balances, and apart from them what it did for another; a supplier's
// entries lead from nothing to what is owed.
func TestWhatACaseMovedInTheBooks(t *testing.T) {
	db := storetest.New(t)
	other := forms.Data{"case": "c1", "year": int64(2026)}
	for _, err := range []error{
		one(db, "main", "c1", budget("reserve", 1000), owe("g02", "1", "10", 1000)),
		one(db, "main", "p1", owed("invoice", "4", 400)),
		one(db, "main", "p1", owed("pay", "4", 400), with(budget("spend", 400), other)),
		one(db, "main", "r1", owed("return", "3", 300), with(budget("release", 300), other)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	sound(t, db)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		told := func(id string) string {
			budgets, err := tx.CaseBudgets(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			payables, err := tx.CasePayables(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			out := ""
			for _, b := range budgets {
				out += fmt.Sprintf("budget %q %d %d; ", b.Number, b.Reserved, b.Spent)
			}
			for _, p := range payables {
				out += fmt.Sprintf("payable %q %d %d %d %d %d; ", p.Number, p.Accepted, p.Returned, p.Invoiced, p.Paid, p.Owed)
			}
			return out
		}
		for id, want := range map[string]string{
			"c1": `budget "" 300 400; payable "" 1000 300 400 400 300; `,
			"p1": `budget "CG-2026-0001" -400 400; payable "CG-2026-0001" 0 0 400 400 -400; `,
			"r1": `budget "CG-2026-0001" -300 0; payable "CG-2026-0001" 0 300 0 0 -300; `,
			"x1": "",
		} {
			if got := told(id); got != want {
				t.Errorf("%s: %s, want %s", id, got, want)
			}
		}
		entries, _, err := tx.SupplierEntries(ctx, "s1", "", store.Query{})
		left := ""
		for _, e := range entries {
			left += fmt.Sprintf("%s %s %d; ", e.Kind, e.OfNumber, e.Left)
		}
		if want := "owe CG-2026-0001 1000; invoice CG-2026-0001 1000; pay CG-2026-0001 600; return CG-2026-0001 300; "; left != want {
			t.Errorf("%s %v, want %s", left, err, want)
		}
		sums, _, err := tx.SupplierSums(ctx, store.Query{Q: "cg-2026-0001"})
		if err != nil || len(sums) != 1 || sums[0].Owed != 300 {
			t.Errorf("found by its case's number: %v %v", sums, err)
		}
		related, err := tx.RelatedCases(ctx, "c1", store.Sight{All: true})
		if err != nil || len(related) != 2 || related[0].Way != store.PostedBy {
			t.Errorf("related %v %v", related, err)
		}
		return nil
	})
}
