package store_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zongwu/store"
	"zongwu/store/storetest"
)

// swallower passes bytes on to a database until it is told to swallow those of the connections it has.
type swallower struct {
	address string
	epoch   atomic.Int64
}

func newSwallower(t *testing.T, behind string) *swallower {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	s := &swallower{address: listener.Addr().String()}
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", behind)
			if err != nil {
				_ = near.Close()
				continue
			}
			epoch := s.epoch.Load()
			go s.pass(far, near, epoch)
			go s.pass(near, far, epoch)
		}
	}()
	return s
}

func (s *swallower) pass(to io.WriteCloser, from io.Reader, epoch int64) {
	buffer := make([]byte, 8<<10)
	for {
		n, err := from.Read(buffer)
		if s.epoch.Load() == epoch && n > 0 {
			_, _ = to.Write(buffer[:n])
		}
		if err != nil {
			if s.epoch.Load() == epoch { // else nobody hears of the end either
				_ = to.Close()
			}
			return
		}
	}
}

// behindSwallower is a database of its own, reached through a swallower.
func behindSwallower(t *testing.T) (*swallower, *store.Store) {
	t.Helper()
	db := storetest.New(t)
	address, err := url.Parse(db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	s := newSwallower(t, address.Host)
	address.Host = s.address
	through, err := store.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = through.Close() })
	return s, through
}

// A network that swallows everything keeps nobody waiting beyond their deadline, and no connection for ever.
func TestASilentNetworkHoldsNobodyUp(t *testing.T) {
	s, through := behindSwallower(t)
	look := func(body func()) (time.Duration, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		began := time.Now()
		err := through.InSchool(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
			body()
			_, err := tx.ReadSchool(ctx)
			return err
		})
		return time.Since(began), err
	}
	if _, err := look(func() {}); err != nil {
		t.Fatal(err)
	}
	took, err := look(func() { s.epoch.Add(1) })
	if _, ok := errorsAs[*store.Away](err); !ok || took > 5*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
	if took, err := look(func() {}); err != nil {
		t.Errorf("the next one, on a new connection: %v after %v", err, took)
	}
}

// A network that has forgotten all connections is found out by one of them, before anybody's time is up.
func TestForgottenConnections(t *testing.T) {
	t.Parallel()
	s, through := behindSwallower(t)
	look := func() (time.Duration, error) {
		began := time.Now()
		err := through.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.ReadSchool(ctx)
			return err
		})
		return time.Since(began), err
	}
	together := func(most time.Duration) {
		t.Helper()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if took, err := look(); err != nil || took > most {
					t.Errorf("after %v: %v", took, err)
				}
			})
		}
		all.Wait()
	}
	together(5 * time.Second)
	s.epoch.Add(1)
	if took, err := look(); err != nil || took > 10*time.Second {
		t.Errorf("the first: %v after %v", err, took)
	}
	together(2 * time.Second)
}

// Once one connection is found dead, nobody goes on waiting for an answer on those that are as old.
func TestForgottenInTheMiddle(t *testing.T) {
	t.Parallel()
	s, through := behindSwallower(t)
	twice := func(between func()) (time.Duration, error) {
		began := time.Now()
		err := through.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.ReadSchool(ctx); err != nil {
				return err
			}
			between()
			_, err := tx.ReadSchool(ctx)
			return err
		})
		return time.Since(began), err
	}
	var all, there sync.WaitGroup
	there.Add(4)
	for i := range 4 {
		var once sync.Once
		all.Go(func() {
			took, err := twice(func() {
				once.Do(func() {
					there.Done()
					there.Wait()
					if i == 0 {
						return // it goes back to the pool
					}
					time.Sleep(100 * time.Millisecond)
					s.epoch.Add(1)
				})
			})
			if err != nil || took > 8*time.Second {
				t.Errorf("after %v: %v", took, err)
			}
			if i == 0 {
				time.Sleep(time.Second)
				if took, err := twice(func() {}); err != nil || took > 5*time.Second {
					t.Errorf("the one who finds out: %v after %v", err, took)
				}
			}
		})
	}
	all.Wait()
}

// Whoever falls silent in the middle of a transaction does not keep its rows from the others.
func TestIdlingInATransactionIsBounded(t *testing.T) {
	db := storetest.New(t)
	type within = func(context.Context, string, func(context.Context, *store.Tx) error) error
	for want, begin := range map[string]within{"15s": db.Store.InSchool, "2s": db.Store.Acting} {
		err := begin(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
			bound, err := tx.Setting(ctx, "idle_in_transaction_session_timeout")
			if bound != want {
				t.Errorf("it may idle for %q, should be %q", bound, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// A transaction whose time ran out before its commit wrote nothing, and whoever asked may try again.
func TestTransactionOutOfTime(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := db.Store.Acting(ctx, "main", func(ctx context.Context, tx *store.Tx) error {
		for !tx.Over() { // database/sql rolls it back by itself, a little after its time
			time.Sleep(time.Millisecond)
		}
		return nil
	})
	var away *store.Away
	if !errors.As(err, &away) {
		t.Errorf("it ended with %v", err)
	}
}

// A process that stood still in the middle of an action lost its rows to the others meanwhile, and acts again.
func TestActionThatStoodStill(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	tries := 0
	err := db.Store.Acting(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		if tries++; tries == 1 {
			time.Sleep(3 * time.Second)
		}
		_, err := tx.NextNumber(ctx, "CG-2026")
		return err
	})
	if err != nil || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

// An action that is cut off while it waits for an answer begins again by itself, on another connection.
func TestActionIsCutOff(t *testing.T) {
	t.Parallel()
	s, through := behindSwallower(t)
	began, tries := time.Now(), 0
	err := through.Acting(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		if tries++; tries == 1 {
			s.epoch.Add(1)
		}
		_, err := tx.NextNumber(ctx, "CG-2026")
		return err
	})
	if took := time.Since(began); err != nil || tries != 2 || took > 10*time.Second {
		t.Errorf("after %v and %d tries: %v", took, tries, err)
	}
}
