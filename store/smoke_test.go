package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

func TestSmoke(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.NextNumber(ctx, "CG-2026")
		if err != nil {
			return err
		}
		c := &store.Case{ID: "c1", Number: "CG-2026-0001", Process: "p", Version: "v", Status: "open", Starter: "head",
			Department: "jwc", CreatedAt: time.Now(), ChangedAt: time.Now(), Seq: n, State: []byte(`{}`)}
		if err := tx.InsertCase(ctx, c); err != nil {
			return err
		}
		tr := &processes.Transition{Seq: 1, At: time.Now(), Actor: "head", Action: "start", Data: forms.Data{"a": decimal.NewFromFloat(1.5)}}
		tr.Changes.Opened = []processes.Task{{ID: "c1.1.1", Step: "review", Persons: []string{"director"}, OpenedAt: time.Now()}}
		tr.Postings = []processes.Posting{
			{Book: "budget", Op: "reserve", Inputs: forms.Data{"department": "jwc", "subject": "30201", "amount": forms.Money(500)}},
			{Book: "stock", Op: "receive", Inputs: forms.Data{"store": "general", "item": "g02", "quantity": decimal.NewFromFloat(2.5), "value": forms.Money(500)}},
			{Book: "stock", Op: "issue", Inputs: forms.Data{"store": "general", "item": "g02", "quantity": decimal.NewFromFloat(1)}},
			{Book: "payables", Op: "owe", Inputs: forms.Data{"supplier": "s1", "item": "g02", "line": "1", "quantity": decimal.NewFromFloat(2.5), "amount": forms.Money(500)}},
			{Book: "budget", Op: "clear", Inputs: forms.Data{"department": "jwc", "subject": "30201"}},
		}
		if err := tx.AppendTransition(ctx, c, tr); err != nil {
			return err
		}
		if err := tx.ApplyTasks(ctx, c, tr, "sum"); err != nil {
			return err
		}
		for _, p := range tr.Postings {
			if err := tx.Post(ctx, c, tr, p); err != nil {
				return err
			}
		}
		if err := tx.UpdateCase(ctx, c); err != nil {
			return err
		}
		for _, k := range [][2]string{{"item", "g22"}, {"person", "head"}, {"supplier", "s1"}, {"case", "c1"}, {"room", "A101"}, {"asset", "ZC-2021-0007"}} {
			o, ok, err := tx.Object(ctx, k[0], k[1])
			t.Log(o, ok, err)
		}
		ps, err := tx.People(ctx)
		t.Log(ps[0], err)
		k, err := tx.LockKey(ctx, "a", "b")
		t.Log(k, err)
		t.Log(tx.SaveKey(ctx, "a", "b", store.Key{BodyHash: "x"}))
		t.Log(tx.PublishDefinition(ctx, "p", "1", []byte("x"), "catalogue"))
		t.Log(tx.PublishDefinition(ctx, "p", "2", []byte("x"), "catalogue"))
		t.Log(tx.Definition(ctx, "p"))
		t.Log(tx.OutboxAge(ctx))
		t.Log(tx.DrainOutbox(ctx, 10, func(_ context.Context, c store.OutboxCase) error { t.Log(c); return nil }))
		t.Log(tx.Refill(ctx))
		return nil
	})
	t.Log(db.Store.OutboxSchools(t.Context()))
	t.Log(db.Store.Schools(t.Context()))
}
