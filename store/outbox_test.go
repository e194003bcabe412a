package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"zongwu/store"
	"zongwu/store/storetest"
)

// drain drains one batch of main's outbox and says how many were delivered.
func drain(t testing.TB, db *storetest.DB, n int, deliver func(context.Context, store.OutboxCase) error) int {
	t.Helper()
	delivered := 0
	err := db.Store.InSchool(context.Background(), "main", func(ctx context.Context, tx *store.Tx) error {
		var err error
		delivered, err = tx.DrainOutbox(ctx, n, store.Patience{}, deliver)
		if err != nil {
			t.Log(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return delivered
}

func TestTheOutboxKeepsTheOrderOfACase(t *testing.T) {
	db := storetest.New(t)
	for i := range 9 {
		if err := one(db, "main", fmt.Sprintf("c%d", i%3)); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := db.Store.OutboxSchools(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].School != "main" {
		t.Errorf("waiting %v (%v)", waiting, err)
	}
	var lock sync.Mutex
	told := map[string][]int{}
	deliver := func(_ context.Context, c store.OutboxCase) error {
		lock.Lock()
		defer lock.Unlock()
		for _, conduct := range c.Conducts {
			told[c.Case] = append(told[c.Case], conduct.Seq)
		}
		if c.Number == "" || c.Process != "purchase" || c.School != "main" {
			t.Errorf("%+v", c)
		}
		return nil
	}
	if n := drain(t, db, 2, deliver); n != 2 {
		t.Errorf("delivered %d cases, asked for 2", n)
	}
	if n := drain(t, db, 10, deliver) + drain(t, db, 10, deliver); n != 1 {
		t.Errorf("then %d", n)
	}
	for id, seqs := range told { // a case is begun with a transition of its own
		if !slices.Equal(seqs, []int{1, 2, 3, 4}) {
			t.Errorf("%s was told %v", id, seqs)
		}
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		if age, err := tx.OutboxAge(ctx); age != 0 || err != nil {
			t.Errorf("age %s of nothing (%v)", age, err)
		}
		n, err := tx.Refill(ctx)
		if n != 3 {
			t.Errorf("refilled %d", n)
		}
		return err
	})
	told = map[string][]int{}
	if n := drain(t, db, 10, deliver); n != 3 || !slices.Equal(told["c1"], []int{4}) {
		t.Errorf("after a refill %d cases, %v", n, told)
	}
}

// Who gathers the news of a case takes it only when it has waited, and then all of it.
func TestNewsIsGathered(t *testing.T) {
	db := storetest.New(t)
	for _, id := range []string{"c0", "c1", "c0"} {
		if err := one(db, "main", id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Owner.Exec(`UPDATE outbox SET at = at - interval '1 minute' WHERE case_id = 'c0' AND seq = 1`); err != nil {
		t.Fatal(err)
	}
	waiting, err := db.Store.OutboxSchools(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Age < time.Minute || waiting[0].Age > 2*time.Minute {
		t.Errorf("waiting %v (%v)", waiting, err)
	}
	taken := map[string]int{}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.DrainOutbox(ctx, 1, store.Patience{Urgent: 30 * time.Second, Other: 30 * time.Second}, func(_ context.Context, c store.OutboxCase) error {
			taken[c.Case] = len(c.Conducts)
			return nil
		})
		return err
	})
	if len(taken) != 1 || taken["c0"] != 3 {
		t.Errorf("taken %v, want all three transitions of c0 alone", taken)
	}
}

// News that can wait does so for longer, unless something urgent of its case comes; then all of it is taken at once.
func TestWhatIsNotUrgentWaitsLonger(t *testing.T) {
	db := storetest.New(t)
	for _, id := range []string{"calm", "over", "calm"} {
		if err := one(db, "main", id); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		change string
		taken  map[string]int
	}{
		{change: `urgent = false, at = clock_timestamp() - interval '5 s'`},
		{change: `urgent = seq = 2 AND case_id = 'over'`, taken: map[string]int{"over": 2}},
		{change: `at = clock_timestamp() - interval '11 s'`, taken: map[string]int{"calm": 3}},
	} {
		if _, err := db.Owner.Exec(`UPDATE outbox SET ` + c.change); err != nil {
			t.Fatal(err)
		}
		taken := map[string]int{}
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			wait := store.Patience{Urgent: 2 * time.Second, Other: 10 * time.Second}
			_, err := tx.DrainOutbox(ctx, 1, wait, func(_ context.Context, c store.OutboxCase) error {
				taken[c.Case] = len(c.Conducts)
				return nil
			})
			return err
		})
		if !maps.Equal(taken, c.taken) {
			t.Errorf("%s: taken %v, want %v", c.change, taken, c.taken)
		}
	}
}

// What was written before the clock was set back does not wait until the clock comes there again.
func TestAClockSetBackHoldsNothingUp(t *testing.T) {
	db := storetest.New(t)
	for _, column := range []string{"at", "not_before"} {
		if err := one(db, "main", "late "+column); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Owner.Exec(`UPDATE outbox SET ` + column + ` = clock_timestamp() + interval '15 min'`); err != nil {
			t.Fatal(err)
		}
		if n := drain(t, db, 10, func(context.Context, store.OutboxCase) error { return nil }); n != 1 {
			t.Errorf("%s of the future: delivered %d", column, n)
		}
	}
}

func TestAFailedDeliveryHoldsNobodyUp(t *testing.T) {
	db := storetest.New(t)
	for i := range 3 {
		if err := one(db, "main", fmt.Sprintf("c%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	stubborn := func(_ context.Context, c store.OutboxCase) error {
		if c.Case == "c0" {
			return errors.New("no")
		}
		return nil
	}
	if n := drain(t, db, 10, stubborn); n != 2 {
		t.Errorf("delivered %d", n)
	}
	if n := drain(t, db, 10, stubborn); n != 0 {
		t.Errorf("tried again at once, %d delivered", n)
	}
	time.Sleep(300 * time.Millisecond)
	if n := drain(t, db, 10, func(context.Context, store.OutboxCase) error { return nil }); n != 1 {
		t.Errorf("later %d", n)
	}
	sound(t, db)
}

// Many dispatchers, and transitions written all the while: every one is told once, each case's in order, by one
// dispatcher at a time.
func TestDispatchersShareTheOutbox(t *testing.T) {
	db := storetest.New(t)
	const cases, each = 6, 10
	ctx, cancel := context.WithCancel(context.Background())
	var lock sync.Mutex
	told, busy := map[string][]int{}, map[string]bool{}
	deliver := func(_ context.Context, c store.OutboxCase) error {
		lock.Lock()
		if busy[c.Case] {
			t.Errorf("%s is delivered twice at once", c.Case)
		}
		busy[c.Case] = true
		lock.Unlock()
		time.Sleep(2 * time.Millisecond)
		lock.Lock()
		defer lock.Unlock()
		busy[c.Case] = false
		for _, conduct := range c.Conducts {
			told[c.Case] = append(told[c.Case], conduct.Seq)
		}
		return nil
	}
	var dispatchers sync.WaitGroup
	for range 4 {
		dispatchers.Go(func() {
			for ctx.Err() == nil {
				drain(t, db, 3, deliver)
			}
		})
	}
	for _, err := range together(cases, func(i int) error {
		for range each {
			if err := one(db, "main", fmt.Sprintf("c%d", i)); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	for range 200 {
		if waiting, err := db.Store.OutboxSchools(t.Context()); err == nil && len(waiting) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	dispatchers.Wait()
	for i := range cases {
		seqs := told[fmt.Sprintf("c%d", i)]
		if len(seqs) != each+1 || !slices.IsSorted(seqs) || len(slices.Compact(seqs)) != each+1 {
			t.Errorf("c%d was told %v", i, seqs)
		}
	}
}

func TestListenersAreWokenAndComeBack(t *testing.T) {
	db := storetest.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	woken := make(chan string, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- db.Store.Listen(ctx, db.AppURL, []string{store.ChannelTasks, store.ChannelCases},
			func(channel, payload string) { woken <- channel + ":" + payload })
	}()
	want := func(words ...string) {
		t.Helper()
		deadline := time.After(5 * time.Second)
		left := slices.Clone(words)
		for len(left) > 0 {
			select {
			case word := <-woken:
				left = slices.DeleteFunc(left, func(w string) bool { return w == word })
			case <-time.After(100 * time.Millisecond): // not listening yet, or reconnecting: notify again
				if err := one(db, "main", "c1"); err != nil {
					t.Fatal(err)
				}
			case <-deadline:
				t.Fatalf("not woken by %v", left)
			}
		}
	}
	want("cases:main/c1")
	_, err := db.Owner.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if err != nil {
		t.Fatal(err)
	}
	want("tasks:", "cases:")
	want("cases:main/c1")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
