package postgres

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"syscall"
	"time"
)

const (
	// A database that ends so soon after its start, so many times in a row, is not started again.
	tooSoon    = 2 * time.Second
	mostInARow = 5

	lookEvery = time.Second // whether somebody told it to end
)

// keeper has the postmaster that runs, until it is told to stop it. One that ends by itself, killed or out of memory,
// is followed by another at the same address where it is to be kept: whoever used it finds it again by themselves, and
// nobody has to start the program anew.
type keeper struct {
	postmaster
	child  *child
	keep   bool
	log    *slog.Logger
	cancel context.CancelFunc
	over   chan struct{} // closed when there is none any more
	err    error         // of stopping it, once over
}

func newKeeper(p postmaster, c *child, keep bool, log *slog.Logger) *keeper {
	ctx, cancel := context.WithCancel(context.Background())
	k := &keeper{postmaster: p, child: c, keep: keep, log: log, cancel: cancel, over: make(chan struct{})}
	go k.watch(ctx)
	return k
}

// stop ends the postmaster, or the attempt to start one.
func (k *keeper) stop() error {
	k.cancel()
	<-k.over
	return k.err
}

func (k *keeper) watch(ctx context.Context) {
	defer close(k.over)
	for inARow := 0; ; {
		began := time.Now()
		if !k.lives(ctx) {
			return
		}
		if inARow++; time.Since(began) > tooSoon {
			inARow = 0
		}
		if !k.keep || inARow == mostInARow || !k.replace(ctx) {
			return
		}
	}
}

// lives waits until the postmaster ends, and says whether that was by itself. One that was told to end when everybody
// has gone lets nobody in any more, while those who are in stay, as we do: it is helped to an end.
func (k *keeper) lives(ctx context.Context) (byItself bool) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			k.err = k.child.stop()
			return false
		case <-k.child.done:
			return true
		case <-look.C:
		}
		if k.keep && k.claims(k.child.cmd.Process.Pid, "stopping") {
			if err := k.child.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
				k.log.Error("ending a database that was told to end", "error", err)
			}
		}
	}
}

// replace starts another postmaster in the place of one that has ended, and says whether there is one.
func (k *keeper) replace(ctx context.Context) bool {
	k.log.Error("the database ended by itself and is started again", "log", k.folder.log())
	ended := time.Now()
	child, err := k.run(ctx, k.child.port, k.log)
	if err != nil {
		k.log.Error("the database could not be started again", "error", err)
		return false
	}
	k.child = child
	k.log.Info("the database is back", "after", time.Since(ended))
	return true
}
