package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// together runs body n times at once and returns what each said.
func together(n int, body func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = body(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// tally counts successes and refusals with a code; anything else fails the test.
func tally(t *testing.T, errs []error, code string) (done, refused int) {
	t.Helper()
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case refusedWith(err, code):
			refused++
		default:
			t.Error(err)
		}
	}
	return done, refused
}

// watch looks at balances while a race runs and counts those that are where they may not be.
func watch(db *storetest.DB) (stop func() int64) {
	ctx, cancel := context.WithCancel(context.Background())
	var wrong atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			var n int64
			err := db.Owner.QueryRow(`SELECT (SELECT count(*) FROM stock WHERE quantity < 0 OR value < 0)
				+ (SELECT count(*) FROM budget_lines WHERE reserved < 0 OR reserved + spent > planned)`).Scan(&n)
			if err == nil {
				wrong.Add(n)
			}
		}
	}()
	return func() int64 { cancel(); <-done; return wrong.Load() }
}

// begun begins cases a race is then run with: beginning them draws numbers, for which each waits for the one before.
func begun(t *testing.T, db *storetest.DB, n int) {
	t.Helper()
	for i := range n {
		if err := one(db, "main", fmt.Sprintf("c%03d", i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheLastYuanIsReservedOnce(t *testing.T) {
	db := storetest.New(t)
	begun(t, db, 100)
	stop := watch(db)
	errs := together(100, func(i int) error { // 1,500.00 yuan, 100 of them want 150.00
		return one(db, "main", fmt.Sprintf("c%03d", i), budget("reserve", 15000))
	})
	done, refused := tally(t, errs, "budget")
	if done != 10 || refused != 90 {
		t.Errorf("%d reserved, %d refused", done, refused)
	}
	if n := stop(); n > 0 {
		t.Errorf("overdrawn %d times while it ran", n)
	}
	sound(t, db)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		left, _, err := tx.BudgetLeft(ctx, "dyc", "30218", 2026)
		if left != 0 {
			t.Errorf("%s left", left)
		}
		return err
	})
}

func TestTheLastOnesInStockAreIssuedOnce(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "in", receive("g02", "10", 1000, "", "")); err != nil {
		t.Fatal(err)
	}
	begun(t, db, 100)
	stop := watch(db)
	errs := together(100, func(i int) error { return one(db, "main", fmt.Sprintf("c%03d", i), issue("g02", "1", "")) })
	done, refused := tally(t, errs, "stock")
	if done != 10 || refused != 90 {
		t.Errorf("%d issued, %d refused", done, refused)
	}
	if n := stop(); n > 0 {
		t.Errorf("below zero %d times while it ran", n)
	}
	sound(t, db)
}

func TestNumbersHaveNoGap(t *testing.T) {
	db := storetest.New(t)
	change := errors.New("changed my mind")
	errs := together(60, func(i int) error {
		return db.Store.InSchool(context.Background(), []string{"main", "second"}[i%2],
			func(ctx context.Context, tx *store.Tx) error {
				if _, err := begin(ctx, tx, fmt.Sprintf("c%03d", i)); err != nil {
					return err
				}
				if i%3 == 0 {
					return change
				}
				return nil
			})
	})
	kept := 0
	for _, err := range errs {
		if err == nil {
			kept++
		} else if !errors.Is(err, change) {
			t.Error(err)
		}
	}
	var numbers int
	err := db.Owner.QueryRow(`SELECT sum(last) FROM numbers`).Scan(&numbers)
	if err != nil || numbers != kept {
		t.Errorf("%d cases kept, numbers up to %d (%v)", kept, numbers, err)
	}
	sound(t, db)
}

// Two transitions that touch the same balances in opposite order must wait for each other, never against.
func TestPostingsInAnyOrderDoNotCollide(t *testing.T) {
	db := storetest.New(t)
	there := []processes.Posting{
		receive("g01", "1", 10, "", ""), receive("g02", "1", 10, "", ""), budget("reserve", 1), budget("clear", 0),
	}
	back := []processes.Posting{budget("reserve", 1), budget("clear", 0), there[1], there[0]}
	errs := together(40, func(i int) error {
		postings := there
		if i%2 == 1 {
			postings = back
		}
		return one(db, "main", fmt.Sprintf("c%03d", i), postings...)
	})
	if done, _ := tally(t, errs, "none"); done != 40 {
		t.Errorf("%d of 40 went through", done)
	}
	var deadlocks int
	if err := db.Owner.QueryRow(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).
		Scan(&deadlocks); err != nil || deadlocks > 0 {
		t.Errorf("%d deadlocks (%v)", deadlocks, err)
	}
	sound(t, db)
}

func TestOneTransitionPerSeq(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1"); err != nil {
		t.Fatal(err)
	}
	// Without the case's lock: all read the same seq, one writes it. Nothing is posted: books have keys of their own.
	errs := together(16, func(int) error {
		return db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
			c, err := tx.ReadCase(ctx, "c1")
			if err != nil {
				return err
			}
			c.Seq = 2
			return step(ctx, tx, c)
		})
	})
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		}
	}
	if done != 1 {
		t.Errorf("%d wrote transition 3", done)
	}
	sound(t, db)
}

func TestTheSameKeyIsTakenOnce(t *testing.T) {
	db := storetest.New(t)
	var first atomic.Int64
	errs := together(20, func(i int) error {
		return db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
			used, err := tx.LockKey(ctx, "head", "k1")
			if err != nil {
				return err
			}
			if used != nil {
				if string(used.Answer) != "answer" || used.BodyHash != "hash" {
					return fmt.Errorf("remembered %s", used.Answer)
				}
				return nil
			}
			if i%2 == 0 && first.Load() == 0 {
				return nil // refused: the key stays unused
			}
			first.Add(1)
			time.Sleep(20 * time.Millisecond) // the act itself: whoever does not wait now acts too
			return tx.SaveKey(ctx, "head", "k1", store.Key{BodyHash: "hash", Answer: []byte("answer")})
		})
	})
	if done, _ := tally(t, errs, "none"); done != 20 || first.Load() > 1 {
		t.Errorf("%d answered, %d did it", done, first.Load())
	}
}

// Two transactions that lock two cases crosswise: PostgreSQL ends one of them, which is tried again and goes through.
func TestDeadlocksAreTriedAgain(t *testing.T) {
	db := storetest.New(t)
	for _, id := range []string{"a", "b"} {
		if err := one(db, "main", id); err != nil {
			t.Fatal(err)
		}
	}
	var met sync.WaitGroup
	met.Add(2)
	var tries [2]int
	errs := together(2, func(i int) error {
		order := []string{"a", "b"}
		return db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.LockCase(ctx, order[i]); err != nil {
				return err
			}
			if tries[i]++; tries[i] == 1 {
				met.Done()
				met.Wait()
			}
			_, err := tx.LockCase(ctx, order[1-i])
			return err
		})
	})
	if errs[0] != nil || errs[1] != nil || tries[0]+tries[1] != 3 {
		t.Errorf("%v after %v tries", errs, tries)
	}
}
