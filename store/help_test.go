package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// begin starts a case of jwc's head with a first transition.
func begin(ctx context.Context, tx *store.Tx, id string) (*store.Case, error) {
	n, err := tx.NextNumber(ctx, "CG-2026")
	if err != nil {
		return nil, err
	}
	starter := "head"
	if tx.School != "main" {
		starter += "@" + tx.School
	}
	c := &store.Case{
		ID: id, Number: fmt.Sprintf("CG-2026-%04d", n), Process: "purchase", Version: "v1", Status: processes.Open,
		Starter: starter, Department: "jwc", CreatedAt: time.Now(), ChangedAt: time.Now(), State: json.RawMessage(`{}`),
		Title: "白粉笔", Search: store.SearchText("白粉笔"),
	}
	return c, step(ctx, tx, c)
}

// step appends a transition with postings and performs them.
func step(ctx context.Context, tx *store.Tx, c *store.Case, postings ...processes.Posting) error {
	return stepWith(ctx, tx, c, &processes.Transition{Postings: postings})
}

func stepWith(ctx context.Context, tx *store.Tx, c *store.Case, tr *processes.Transition) error {
	c.Seq++
	tr.Seq, tr.At, tr.Action, tr.Step = c.Seq, time.Now(), processes.DoSubmit, "buy"
	if tr.Actor == "" {
		tr.Actor = c.Starter
	}
	tr.Conduct = processes.Conduct{Seq: c.Seq, Status: c.Status}
	if err := tx.Charge(ctx, c, tr); err != nil {
		return err
	}
	if err := tx.Record(ctx, c, tr, nil, nil); err != nil {
		return err
	}
	for _, p := range tr.Postings {
		if err := tx.Post(ctx, c, tr, p); err != nil {
			return err
		}
	}
	return nil
}

// one performs a single transition with postings on a case, in its own transaction.
func one(db *storetest.DB, school, caseID string, postings ...processes.Posting) error {
	return db.Store.InSchool(context.Background(), school, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.LockCase(ctx, caseID)
		if errors.Is(err, store.ErrNotFound) {
			c, err = begin(ctx, tx, caseID)
		}
		if err != nil {
			return err
		}
		return step(ctx, tx, c, postings...)
	})
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func budget(op string, amount forms.Money) processes.Posting {
	p := processes.Posting{Step: "reserve", Book: "budget", Op: op, Pointer: "/total", Inputs: forms.Data{
		"department": "dyc", "subject": "30218",
	}}
	if op != "clear" {
		p.Inputs["amount"] = amount
	}
	return p
}

func receive(item, quantity string, value forms.Money, lot, expires string) processes.Posting {
	in := forms.Data{"store": "general", "item": item, "quantity": dec(quantity), "value": value}
	if lot != "" {
		in["lot"] = lot
	}
	if expires != "" {
		in["expires"] = expires
	}
	return processes.Posting{Step: "store", Book: "stock", Op: "receive", Row: "1", Inputs: in}
}

func issue(item, quantity, lot string) processes.Posting {
	in := forms.Data{"store": "general", "item": item, "quantity": dec(quantity)}
	if lot != "" {
		in["lot"] = lot
	}
	return processes.Posting{Step: "issue", Book: "stock", Op: "issue", Row: "1", Pointer: "/lines/0/qty", Inputs: in}
}

func owe(item, line, quantity string, amount forms.Money) processes.Posting {
	return processes.Posting{Step: "owe", Book: "payables", Op: "owe", Row: line, Inputs: forms.Data{
		"supplier": "s1", "item": item, "line": line, "quantity": dec(quantity), "amount": amount,
	}}
}

// refusedWith says whether an error is a book's refusal with this code.
func refusedWith(err error, code string) bool {
	var refusal *processes.Refusal
	return errors.As(err, &refusal) && len(refusal.Failures) == 1 && refusal.Failures[0].Code == code
}

// sound fails the test when anything in the database does not agree with anything else.
func sound(t testing.TB, db *storetest.DB) {
	t.Helper()
	findings, err := db.Store.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

// untilSomebodyWaits returns when a transaction waits for another one's lock.
func untilSomebodyWaits(t testing.TB, db *storetest.DB) {
	t.Helper()
	for waits := 0; waits == 0; {
		err := db.Owner.QueryRow(`SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waits)
		if err != nil {
			t.Error(err)
			return
		}
	}
}

// tamper runs a statement as the owner with triggers switched off: somebody with the keys to the database.
func tamper(t testing.TB, db *storetest.DB, statement string, args ...any) {
	t.Helper()
	conn, err := db.Owner.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(context.Background(), `SET session_replication_role = replica`); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), statement, args...); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), `SET session_replication_role = origin`); err != nil {
		t.Fatal(err)
	}
}

func errorsAs[T error](err error) (T, bool) {
	var target T
	ok := errors.As(err, &target)
	return target, ok
}
