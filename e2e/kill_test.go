package e2e

import (
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// R1: the process is killed ten times at moments of chance, three times together with its database, while 16 clients
// work under Idempotency-Keys. What was answered stands, once; every case goes on.
func TestKilledAtAnyMoment(t *testing.T) {
	running(t)
	server := client.NewServer("http://"+theBox.address, 2*time.Minute)
	_, account := openSchool(t, server, "")
	killer := killMeanwhile(t, 7)
	report := keepWorking(t, account, killer.over)
	recoveries := killer.end(t)
	slices.Sort(recoveries)
	t.Logf("%d kills, %d purchases, %d actions acknowledged, %d sent more than once (%d beginnings had been written)",
		len(recoveries), report.Purchases, report.Actions, report.Retried, report.Repeated)
	t.Logf("ready again after %v, at most %v", recoveries[len(recoveries)/2], recoveries[len(recoveries)-1])
	require.Positive(t, report.Retried, "no kill hit a call: the test proves nothing")
	agree(t, account)
}

// keepWorking carries purchases for as long as there is killing.
func keepWorking(t *testing.T, account *client.Account, killed chan struct{}) *client.Report {
	t.Helper()
	var total client.Report
	for round := uint64(0); ; round++ {
		select {
		case <-killed:
			return &total
		default:
		}
		report, err := client.Run(t.Context(), account, client.Options{
			Seed: seed(t) + 1000 + round, Workers: 16, Chance: 48, Keys: true,
		})
		require.NoError(t, err)
		total.Retried += report.Retried
		total.Repeated += report.Repeated
		total.Purchases, total.Actions = report.Purchases, report.Actions
		if len(report.Skipped) > 40 {
			t.Log("the budgets are nearly used up")
			return &total
		}
	}
}

// The second start is measured on a folder that has seen all the tests above, and stopping under load.
func TestStopsAndStartsInTime(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head, err := school.As(t.Context(), "head")
	require.NoError(t, err)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				// What is asked after the stop is refused by the system: nobody listens any more.
				if answer, err := head.Send(t.Context(), "GET", "/api/v1/cases", "", nil, ""); err == nil && answer.Status >= 500 &&
					answer.Status != 503 {
					t.Errorf("while stopping: %d %s", answer.Status, answer.Body)
				}
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	err = theBox.stop(syscall.SIGTERM)
	took := time.Since(began)
	close(stop)
	readers.Wait()
	require.NoError(t, err, theBox.output)
	t.Logf("stopped after %v", took.Round(time.Millisecond))
	require.Less(t, took, 10*time.Second)
	require.NoError(t, theBox.verify(t.Context()), "verify on a folder at rest")
	again, err := theBox.start()
	require.NoError(t, err)
	t.Logf("the second start was ready after %v", again.Round(time.Millisecond))
}
