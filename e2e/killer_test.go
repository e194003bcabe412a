package e2e

import (
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const kills = 10

// killer kills the process while a test does something else.
type killer struct {
	stop       func()        // ends the killing and waits for it
	over       chan struct{} // closed when it has killed often enough, or was stopped
	recoveries []time.Duration
	err        error
}

// killMeanwhile begins to kill, at moments that the test's seed and a stream of its own give. A failing test ends it too:
// it must not go on into the next.
func killMeanwhile(t *testing.T, stream uint64) *killer {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed(t), stream))
	working := make(chan struct{})
	k := &killer{over: make(chan struct{})}
	go func() {
		defer close(k.over)
		k.recoveries, k.err = killAndStart(rng, working)
	}()
	k.stop = sync.OnceFunc(func() {
		close(working)
		<-k.over
	})
	t.Cleanup(k.stop)
	return k
}

// end ends the killing: there must have been some, and the process must have come back each time. It gives how long
// that took.
func (k *killer) end(t *testing.T) []time.Duration {
	t.Helper()
	k.stop()
	require.NoError(t, k.err)
	require.NotEmpty(t, k.recoveries)
	return k.recoveries
}

// killAndStart kills the process again and again until it did so often enough, or the clients gave up.
func killAndStart(rng *rand.Rand, working chan struct{}) ([]time.Duration, error) {
	var recoveries []time.Duration
	for i := range kills {
		select {
		case <-working:
			return recoveries, nil
		case <-time.After(time.Duration(200+rng.IntN(1800)) * time.Millisecond):
		}
		if i%3 == 2 {
			if err := theBox.killDatabase(); err != nil {
				return recoveries, err
			}
		}
		if err := theBox.stop(syscall.SIGKILL); err != nil {
			return recoveries, err
		}
		took, err := theBox.start()
		if err != nil {
			return recoveries, err
		}
		recoveries = append(recoveries, took)
	}
	return recoveries, nil
}
