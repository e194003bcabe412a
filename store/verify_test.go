package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// What verify finds when somebody writes the database past the program: each tampering alone, on a database otherwise
// sound.
func TestVerifyFindsWhatDoesNotAgree(t *testing.T) {
	everything := busy(t)
	sound(t, everything)
	for _, c := range []struct{ name, statement, what string }{
		{"stock quantity", `UPDATE stock SET quantity = quantity + 1 WHERE item = 'g02'`, "stock"},
		{"stock value", `UPDATE stock SET value = value - 1 WHERE item = 'g02'`, "stock"},
		{"lot", `UPDATE stock_lots SET quantity = quantity - 1 WHERE item = 'g02'`, "stock"},
		{"stock entry", `UPDATE stock_entries SET value = value + 1 WHERE item = 'g02' AND kind = 'issue'`, "stock"},
		{"stock entry gone", `DELETE FROM stock_entries WHERE item = 'g02' AND kind = 'issue'`, "stock entries"},
		{"balance gone", `DELETE FROM stock WHERE item = 'g02'`, "stock"},
		{"reserved", `UPDATE budget_lines SET reserved = reserved + 1 WHERE id = '2026-dyc-30218' AND school = 'main'`,
			"budget"},
		{"planned", `UPDATE budget_lines SET planned = planned + 1 WHERE id = '2026-dyc-30218' AND school = 'main'`,
			"budget"},
		{"spent", `UPDATE budget_lines SET spent = 1 WHERE id = '2026-dyc-30218' AND school = 'main'`,
			"budget"},
		{"budget entry twice", `INSERT INTO budget_entries (school, at, line, case_id, seq, posting, step, branch, row_id,
			kind, amount, holder, part) SELECT school, at, line, case_id, seq, 90 + posting, step, branch, row_id, kind, amount,
			holder, part FROM budget_entries
			WHERE kind = 'reserve'`, "budget entries"},
		{"entry of another kind", `UPDATE budget_entries SET kind = 'release' WHERE kind = 'reserve'`, "entries"},
		{"reserve and its balance", `WITH e AS (UPDATE budget_entries SET amount = 90 WHERE amount = 100),
			r AS (UPDATE budget_entries SET amount = -50 WHERE amount = -60) SELECT`, "entries"},
		{"clear and its balance", `WITH e AS (UPDATE budget_entries SET amount = amount + 10 WHERE amount = -60)
			UPDATE budget_lines SET reserved = reserved + 10 WHERE id = '2026-dyc-30218' AND school = 'main'`, "entries"},
		{"line of the budget", `UPDATE budget_entries SET line = (SELECT id FROM budget_lines WHERE school = 'main'
			AND id <> '2026-dyc-30218' LIMIT 1) WHERE case_id = 'c1'`, "budget entries"},
		{"value received", `WITH e AS (UPDATE stock_entries SET value = value + 100 WHERE kind = 'receive')
			UPDATE stock SET value = value + 100 WHERE item = 'g02' AND school = 'main'`, "entries"},
		{"quantity received", `WITH e AS (UPDATE stock_entries SET quantity = quantity + 1 WHERE kind = 'receive'),
			l AS (UPDATE stock_lots SET quantity = quantity + 1 WHERE item = 'g02' AND lot = 'a')
			UPDATE stock SET quantity = quantity + 1 WHERE item = 'g02' AND school = 'main'`, "entries"},
		{"quantity issued", `WITH e AS (UPDATE stock_entries SET quantity = quantity - 1
				WHERE id = (SELECT min(id) FROM stock_entries WHERE kind = 'issue') RETURNING lot, expires),
			l AS (UPDATE stock_lots s SET quantity = quantity - 1 FROM e
				WHERE item = 'g02' AND school = 'main' AND s.lot = e.lot AND s.expires = e.expires)
			UPDATE stock SET quantity = quantity - 1 WHERE item = 'g02' AND school = 'main'`, "entries"},
		{"lot received", `WITH e AS (UPDATE stock_entries SET lot = 'z' WHERE lot = 'a')
			UPDATE stock_lots SET lot = 'z' WHERE lot = 'a'`, "entries"},
		{"expiry received", `WITH e AS (UPDATE stock_entries SET expires = '2030-01-01' WHERE lot = 'a')
			UPDATE stock_lots SET expires = '2030-01-01' WHERE lot = 'a'`, "entries"},
		{"amount owed everywhere", `WITH e AS (UPDATE payable_entries SET amount = amount - 100),
			l AS (UPDATE payable_lines SET accepted = accepted - 100) UPDATE payables SET accepted = accepted - 100`, "payables entries"},
		{"quantity owed everywhere", `WITH e AS (UPDATE payable_entries SET quantity = 9)
			UPDATE payable_lines SET accepted_quantity = 9`, "entries"},
		{"item owed", `UPDATE payable_entries SET item = 'g01'`, "entries"},
		{"supplier owed", `UPDATE payables SET supplier = 's6'`, "payables entries"},
		{"time of a transition", `UPDATE transitions SET at = at + interval '30 days' WHERE case_id = 'c1' AND seq = 2`,
			"trail"},
		{"claim", `UPDATE tasks SET claimed_by = 'head'`, "tasks"},
		{"content of a file", `UPDATE files SET content = 'abc'`, "files"},
		{"accepted", `UPDATE payables SET accepted = accepted + 1`, "payables"},
		{"accepted on a line", `UPDATE payable_lines SET accepted = accepted + 1`, "payables"},
		{"quantity accepted", `UPDATE payable_lines SET accepted_quantity = accepted_quantity + 1`, "payables"},
		{"spent and its entry", `WITH e AS (UPDATE budget_entries SET amount = amount - 5 WHERE kind = 'spend')
			UPDATE budget_lines SET spent = spent - 5, reserved = reserved + 5 WHERE id = '2026-dyc-30218' AND school = 'main'`,
			"entries"},
		{"spent for another case", `UPDATE budget_entries SET holder = 'c1' WHERE kind = 'spend'`, "budget entries"},
		{"reserved for a payment", `WITH e AS (UPDATE budget_entries SET amount = amount + 5
				WHERE case_id = 'p1' AND kind = 'reserve')
			UPDATE budget_lines SET reserved = reserved + 5 WHERE id = '2026-dyc-30218' AND school = 'main'`, "entries"},
		{"refund gone", `WITH e AS (DELETE FROM budget_entries WHERE kind = 'refund')
			UPDATE budget_lines SET spent = spent + 20 WHERE id = '2026-dyc-30218' AND school = 'main'`, "entries"},
		{"refund of a planned entry", `UPDATE budget_entries SET kind = 'release' WHERE kind = 'refund'`, "budget entries"},
		{"carried elsewhere", `UPDATE budget_entries SET line = '2026-dyc-30218' WHERE line = '2027-dyc-30218'
			AND school = 'main' AND kind = 'reserve'`, "budget entries"},
		{"returned", `UPDATE payables SET returned = returned + 1`, "payables"},
		{"claimed", `UPDATE payables SET invoiced = invoiced + 1`, "payables"},
		{"paid on a line", `UPDATE payable_lines SET paid = paid + 1`, "payables"},
		{"quantity claimed", `UPDATE payable_lines SET invoiced_quantity = 9`, "payables"},
		{"paid and its entry", `WITH e AS (UPDATE payable_entries SET amount = amount - 1 WHERE kind = 'pay'),
			l AS (UPDATE payable_lines SET paid = paid + 1) UPDATE payables SET paid = paid + 1`, "payables entries"},
		{"a claim taken back", `WITH e AS (DELETE FROM payable_entries WHERE kind = 'invoice' AND amount < 0),
			l AS (UPDATE payable_lines SET invoiced = invoiced + 100, invoiced_quantity = invoiced_quantity + 1)
			UPDATE payables SET invoiced = invoiced + 100`, "payables entries"},
		{"a return nobody made", `WITH e AS (UPDATE payable_entries SET amount = -300 WHERE kind = 'return'),
			l AS (UPDATE payable_lines SET returned = 300 WHERE returned = 200)
			UPDATE payables SET returned = 300 WHERE returned = 200`, "payables entries"},
		{"year owed", `UPDATE payables SET year = 2027`, "entries"},
		{"budget that pays", `UPDATE payable_lines SET subject = '30201'`, "entries"},
		{"red entry", `WITH e AS (UPDATE stock_entries SET value = value - 5 WHERE kind = 'return')
			UPDATE stock SET value = value - 5 WHERE item = 'g02' AND school = 'main'`, "entries"},
		{"receipt a red entry is of", `UPDATE stock_entries SET of_line = '7' WHERE kind = 'return'`, "stock entries"},
		{"number", `UPDATE numbers SET last = last + 1`, "numbers"},
		{"number given", `UPDATE cases SET number = 'CG-2026-0009' WHERE id = 'c2'`, "numbers"},
		{"case gone", `DELETE FROM cases WHERE id = 'c2'`, "numbers"},
		{"status", `UPDATE cases SET status = 'done' WHERE id = 'c1'`, "case tasks"},
		{"seq", `UPDATE cases SET seq = seq + 1 WHERE id = 'c1'`, "case trail outbox"},
		{"message gone", `DELETE FROM outbox WHERE case_id = 'c1' AND seq = 2`, "outbox"},
		{"message changed", `UPDATE outbox SET conduct = conduct || '{"status": "done"}' WHERE case_id = 'c1'`, "outbox"},
		{"task of nobody", `DELETE FROM task_persons`, "tasks"},
		{"task of another", `UPDATE task_persons SET person = 'cashier'`, "tasks"},
		{"a case shut to who has it", `DELETE FROM case_persons WHERE case_id = 'c1' AND person = 'head'`, "persons"},
		{"a case open to a stranger", `INSERT INTO case_persons (school, case_id, person, begun_at)
			VALUES ('main', 'c1', 'cashier', now())`, "persons"},
		{"held by a case", `UPDATE budget_holds SET reserved = reserved + 1`, "budget"},
		{"held by no case", `DELETE FROM budget_holds WHERE holder = 'c1'`, "budget"},
		{"words of a case", `UPDATE case_words SET search = 'x' WHERE case_id = 'c1'`, "words"},
		{"words of a case gone", `DELETE FROM case_words WHERE case_id = 'c1'`, "words"},
		{"found by a thing elsewhere", `INSERT INTO case_things (school, case_id, kind, thing, department, process, begun_at)
			SELECT school, id, 'item', 'g02', 'elsewhere', process, created_at FROM cases WHERE id = 'c1'`, "things"},
		{"transition", `UPDATE transitions SET body = jsonb_set(body, '{comment}', '"x"') WHERE seq = 1`, "trail"},
		{"postings", `UPDATE transitions SET body = jsonb_set(body, '{postings}', '[]') WHERE case_id = 'c1'`,
			"trail entries"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db := everything.Copy(t)
			tamper(t, db, c.statement)
			findings, err := db.Store.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, f := range findings {
				got[f.What] = true
				if f.School != "main" || f.Where == "" || f.Detail == "" || !strings.Contains(f.String(), f.What) {
					t.Errorf("finding %+v", f)
				}
			}
			for _, what := range strings.Fields(c.what) {
				if !got[what] {
					t.Errorf("nothing found about %s, only %v", what, findings)
				}
			}
		})
	}
}

// busy is a database in which something has happened in every book of main.
func busy(t *testing.T) *storetest.DB {
	t.Helper()
	db := storetest.New(t)
	err := one(db, "main", "c1", budget("reserve", 100), receive("g02", "10", 1000, "a", ""), owe("g02", "1", "10", 1000),
		issue("g02", "3", ""), budget("release", 40), budget("clear", 0), budget("clear", 0), budget("reserve", 0),
		budget("reserve", 70), budget("keep", 30), budget("keep", 50))
	if err != nil {
		t.Fatal(err)
	}
	settled(t, db)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.LockCase(ctx, "c1")
		if err != nil {
			return err
		}
		tr := &processes.Transition{}
		tr.Changes.Opened = []processes.Task{task(c, "1", "head", time.Time{})}
		if err := stepWith(ctx, tx, c, tr); err != nil {
			return err
		}
		if _, err := tx.InsertFile(ctx, "quote.txt", "text/plain", "head", []byte("quote")); err != nil {
			return err
		}
		_, err = begin(ctx, tx, "c2")
		return err
	})
	return db
}

// settled pays and returns what busy accepted, and carries a reservation over.
func settled(t *testing.T, db *storetest.DB) {
	t.Helper()
	line := forms.Data{"department": "dyc", "subject": "30218"}
	for _, s := range []struct {
		by       string
		postings []processes.Posting
	}{
		{"c3", []processes.Posting{with(owe("g02", "1", "2", 200), line), budget("reserve", 80)}},
		{"p1", []processes.Posting{owed("invoice", "1", 100), owed("uninvoice", "", 0), owed("invoice", "4", 400),
			owed("pay", "4", 400), budget("spend", 60)}},
		{"r1", []processes.Posting{goBack("2", 200, "a", ""), owed("return", "2", 200), budget("refund", 20)}},
		{"c5", []processes.Posting{budget("reserve", 55)}}, // of which nothing came yet
		{"j1", []processes.Posting{with(budget("carry", 30), forms.Data{"case": "c5", "year": int64(2026)})}},
	} {
		if s.by == "j1" {
			plan(t, db, 2027)
			_, err := db.Owner.Exec(`UPDATE schools SET settings = settings || '{"budget_close": "2026-01-01"}'
				WHERE id = 'main'`)
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := one(db, "main", s.by, s.postings...); err != nil {
			t.Fatalf("%s: %v", s.by, err)
		}
	}
}

// Verify may run while people work: it must never see half of what they do.
func TestVerifyWhilePeopleWork(t *testing.T) {
	db := storetest.New(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		together(4, func(i int) error {
			for n := range 12 {
				id := fmt.Sprintf("c%d-%d", i, n)
				if err := one(db, "main", id, receive("g02", "2", 100, "", ""), issue("g02", "1", ""),
					budget("reserve", 100), budget("clear", 0)); err != nil {
					t.Error(err)
				}
			}
			return nil
		})
	}()
	for looks := 0; ; looks++ {
		sound(t, db)
		select {
		case <-done:
			sound(t, db)
			if looks < 2 {
				t.Logf("only %d looks while they worked", looks)
			}
			return
		default:
		}
	}
}

func TestVerifyReadsOnly(t *testing.T) {
	db := storetest.New(t)
	err := db.Store.Snapshot(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetFiscalYear(ctx, 2030)
	})
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("wrote in a snapshot: %v", err)
	}
}
