package store_test

import (
	"context"
	"testing"
	"time"

	"zongwu/store"
	"zongwu/store/storetest"
)

func TestLists(t *testing.T) {
	db := storetest.New(t)
	s := db.Store
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		ck := func(v any, next string, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			t.Log(v, next)
		}
		q := store.Query{Limit: 2}
		a, n, err := tx.Persons(ctx, q, "")
		ck(a, n, err)
		q.Cursor = n
		a, n, err = tx.Persons(ctx, q, "")
		ck(a, n, err)
		a, n, err = tx.Persons(ctx, store.Query{Q: "wgf"}, "storekeeper")
		ck(a, n, err)
		b, n, err := tx.Items(ctx, store.Query{Q: "baifen"})
		ck(b, n, err)
		{
			a, n, err := tx.Suppliers(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Rooms(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Assets(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Departments(ctx, store.Query{ID: "jwc"})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Subjects(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Funds(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Stores(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Stock(ctx, store.Query{}, "")
			ck(a, n, err)
		}
		{
			a, n, err := tx.StockEntries(ctx, "g22", store.Query{})
			ck(a, n, err)
		}
		{
			a, err := tx.StockLots(ctx, "g22")
			ck(a, "", err)
		}
		{
			a, n, err := tx.Budgets(ctx, store.BudgetQuery{Departments: []string{"jwc"}})
			ck(a, n, err)
		}
		{
			a, n, err := tx.BudgetEntries(ctx, "2026-jwc-30201", store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Payables(ctx, store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.PayableEntries(ctx, "x", store.Query{})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Cases(ctx, store.CaseQuery{Person: "head"})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Tasks(ctx, store.TaskQuery{Person: "head"})
			ck(a, n, err)
		}
		{
			a, n, err := tx.Notices(ctx, "head", store.Query{})
			ck(a, n, err)
		}
		f, err := tx.InsertFile(ctx, "a", "text/plain", "head", []byte("\xff\x00x"))
		ck(f, "", err)
		f, c, err := tx.ReadFile(ctx, f.ID, store.Sight{Person: "head"})
		ck(f, string(c), err)
		_, _, err = tx.ReadFile(ctx, f.ID, store.Sight{Person: "head2"})
		t.Log(err)
		return nil
	})
	_ = s
	_ = time.Now
}
