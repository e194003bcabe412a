package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync/atomic"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"zongwu/activities"
	"zongwu/store"
	"zongwu/trace"
	"zongwu/workflows"
)

const (
	// batch is how many cases one transaction takes from the outbox.
	batch = 32
	// drains is how many schools are drained at once by one worker.
	drains = 4
	// poll is how long a lost notification can delay a delivery.
	poll = 2 * time.Second
	// deliveryTimeout bounds one signal; the outbox rows are locked meanwhile.
	deliveryTimeout = 5 * time.Second
	longestPause    = 5 * time.Second
	// longestHold is how long news waits at most for workflows that are late: longer than that it is rather one task that
	// is stuck than all of them.
	longestHold = time.Minute
)

// Point is a moment of a delivery at which a test can make the dispatcher die.
type Point string

// The points of a delivery.
const (
	BeforeSignal Point = "before signal"
	AfterSignal  Point = "after signal"
	BeforeCommit Point = "before the deletion of the outbox rows is committed"
)

// dispatcher tells workflows what happened to their cases.
type dispatcher struct {
	store  *store.Store
	client client.Client
	limit  int
	log    *slog.Logger
	count  *metrics
	wake   chan struct{}
	pace   pace
	behind backlog
	blind  bool      // nobody knows how late workflows are
	heard  time.Time // when Temporal answered last
	up     atomic.Bool
	age    atomic.Int64                        // nanoseconds
	fault  func(Point, store.OutboxCase) error // see Config
	tracer *trace.Tracer
}

// run drains the outbox until ctx ends: at once when woken, every poll otherwise, and ever more slowly while it fails.
func (d *dispatcher) run(ctx context.Context) {
	pause := time.Duration(0)
	for {
		more, err := d.round(ctx)
		if ctx.Err() != nil {
			return
		}
		d.report(err)
		switch {
		case err != nil:
			pause = min(max(2*pause, 250*time.Millisecond), longestPause)
		case more:
			continue
		default:
			pause = 0
		}
		if !d.rest(ctx, pause) {
			return
		}
	}
}

// rest waits for the next round: after a failure for the whole pause, since being woken mends nothing, in a crowd until
// there is something to gain, and woken by the first of what may become one, a moment longer.
func (d *dispatcher) rest(ctx context.Context, pause time.Duration) bool {
	wake := d.wake
	switch {
	case pause > 0:
		wake = nil
	case d.pace.crowd(time.Now()):
		return d.outlast(ctx)
	default:
		pause = poll
	}
	select {
	case <-ctx.Done():
		return false
	case <-wake:
		return sleep(ctx, moment)
	case <-time.After(pause):
	}
	return true
}

// sleep waits for so long; false says that ctx ended before.
func sleep(ctx context.Context, long time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(long):
		return true
	}
}

// outlast waits until people are slower again, a glance at most.
func (d *dispatcher) outlast(ctx context.Context) bool {
	for until := time.Now().Add(glance); d.pace.crowd(time.Now()) && time.Now().Before(until); {
		if !sleep(ctx, lull/4) {
			return false
		}
	}
	return ctx.Err() == nil
}

// report logs when Temporal goes and when it comes back, and nothing in between.
func (d *dispatcher) report(err error) {
	if up := err == nil; d.up.Swap(up) != up {
		if up {
			d.count.temporalUp.Set(1)
			d.log.Info("delivering to temporal")
			return
		}
		d.count.temporalUp.Set(0)
		d.log.Warn("cannot deliver to temporal; people go on working, clocks are late", "error", err)
	}
}

// round drains a batch of every school that has something undelivered; more says that there may be another batch.
func (d *dispatcher) round(ctx context.Context) (more bool, err error) {
	if !d.up.Load() || time.Since(d.heard) > longestPause {
		// Not with the outbox's rows in hand: whoever else can deliver should have them. And when there is nothing to
		// deliver, whoever asks how Temporal is shall have the truth.
		try, cancel := context.WithTimeout(ctx, deliveryTimeout)
		defer cancel()
		if _, err := d.client.CheckHealth(try, &client.CheckHealthRequest{}); err != nil {
			d.measure(ctx)
			d.count.lag.Set(math.NaN())
			return false, fmt.Errorf("reach temporal: %w", err)
		}
		d.heard = time.Now()
	}
	waiting, err := d.store.OutboxSchools(ctx)
	if err != nil {
		return false, err
	}
	d.observe(waiting)
	wait := d.patience(ctx)
	var group errgroup.Group
	group.SetLimit(drains)
	var again atomic.Bool
	for _, w := range waiting {
		if w.Age < wait.Urgent {
			continue
		}
		group.Go(func() error {
			delivered, err := d.drain(ctx, w.School, wait)
			if delivered > 0 {
				d.count.waited.Observe(w.Age.Seconds())
				again.Store(true)
			}
			return err
		})
	}
	err = group.Wait()
	return again.Load(), err
}

// patience is how long the news of a case waits for more of it: a moment in a crowd, longer where nothing depends on
// it; and where workflows are late, at least as long as they are, since what they are told would wait there. So work
// that is too much for them becomes less of it.
func (d *dispatcher) patience(ctx context.Context) store.Patience {
	late, err := d.behind.look(ctx)
	if blind := err != nil; blind != d.blind {
		if d.blind = blind; blind {
			d.log.Warn("ask temporal how late workflows are; they are taken to be as late as before", "error", err)
		}
	}
	lag := late.Seconds()
	if d.blind {
		lag = math.NaN()
	}
	d.count.lag.Set(lag)
	late = min(late, longestHold)
	switch {
	case d.pace.crowd(time.Now()):
		return store.Patience{Urgent: max(late, gather), Other: max(late, linger)}
	case late > gather:
		return store.Patience{Urgent: late, Other: late}
	}
	return store.Patience{}
}

// drain delivers one batch of a school, of cases whose news has waited long enough. Only Temporal's absence is its
// error; a case that cannot be delivered for another reason waits longer each time and holds nobody up.
func (d *dispatcher) drain(ctx context.Context, school string, wait store.Patience) (delivered int, err error) {
	var failed error
	err = d.store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		delivered, failed = tx.DrainOutbox(ctx, batch, wait, d.deliver)
		if isFault(failed) {
			return failed
		}
		return d.at(BeforeCommit, store.OutboxCase{School: school})
	})
	d.count.delivered.Add(float64(delivered))
	switch {
	case err != nil:
		return 0, err
	case failed != nil && isAway(failed):
		return delivered, failed
	case failed != nil:
		d.count.failed.Inc()
		d.log.Warn("deliver to temporal", "school", school, "error", failed)
	}
	return delivered, nil
}

// deliver delivers a case's news; what was written in a trace joins it, the last's where there are several.
func (d *dispatcher) deliver(ctx context.Context, c store.OutboxCase) error {
	last := len(c.Traces) - 1
	if last < 0 || d.tracer == nil {
		return d.bring(ctx, c)
	}
	ctx, span := d.tracer.Follow(ctx, "deliver", c.Traces[last], c.Traces[:last]...)
	defer span.End()
	span.Set("zongwu.case", c.Case)
	span.Set("zongwu.process", c.Process)
	span.Count("zongwu.seq", c.Conducts[len(c.Conducts)-1].Seq)
	err := d.bring(ctx, c)
	if err != nil {
		span.Fail("failed")
	}
	return err
}

// bring signals a case's workflow, starting it when it does not run.
func (d *dispatcher) bring(ctx context.Context, c store.OutboxCase) error {
	if err := d.at(BeforeSignal, c); err != nil {
		return err
	}
	in := workflows.Case{
		School: c.School, Case: c.Case, Process: c.Process, Number: c.Number, Version: c.Version, Parent: c.Parent,
		Limit: d.limit,
	}
	news := activities.Sum(c.Conducts)
	begin := time.Now()
	over, err := tell(ctx, d.client, in, news)
	d.count.delivery.Observe(time.Since(begin).Seconds())
	if over {
		// The case was over when its workflow ended: nothing that happens to it later needs conducting.
		d.count.late.Inc()
	}
	if over && news.Status == activities.Open {
		// Unless the database was restored to a moment before: the case is open again, or, begun by another one, bears the
		// id it had. Another run reads where it stands; should the case be over after all, it ends at once.
		err = signal(ctx, d.client, in, workflows.SignalResync, nil, enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
	}
	if err != nil {
		return err
	}
	return d.at(AfterSignal, c)
}

func (d *dispatcher) at(p Point, c store.OutboxCase) error {
	if d.fault == nil {
		return nil
	}
	if err := d.fault(p, c); err != nil {
		return faultError{err}
	}
	return nil
}

// faultError is a crash a test asked for.
type faultError struct{ error }

func isFault(err error) bool {
	var fault faultError
	return errors.As(err, &fault)
}

// isAway says that a delivery failed because Temporal cannot be reached or is overwhelmed.
func isAway(err error) bool {
	var unavailable *serviceerror.Unavailable
	var late *serviceerror.DeadlineExceeded
	var exhausted *serviceerror.ResourceExhausted
	return errors.As(err, &unavailable) || errors.As(err, &late) || errors.As(err, &exhausted) ||
		errors.Is(err, context.DeadlineExceeded)
}

// measure observes the outbox's age while nothing is delivered.
func (d *dispatcher) measure(ctx context.Context) {
	if waiting, err := d.store.OutboxSchools(ctx); err == nil {
		d.observe(waiting)
	}
}

func (d *dispatcher) observe(waiting []store.Waiting) {
	age := time.Duration(0)
	if len(waiting) > 0 {
		age = waiting[0].Age
	}
	d.age.Store(int64(age))
	d.count.age.Set(age.Seconds())
}

// listen wakes the dispatcher whenever something is put into the outbox, until ctx ends. It hears of every case that
// goes on, once in a moment.
func (d *dispatcher) listen(ctx context.Context, url string) {
	for ctx.Err() == nil {
		err := d.store.Listen(ctx, url, []string{store.ChannelCases}, func(string, string) {
			d.pace.hear(time.Now())
			select {
			case d.wake <- struct{}{}:
			default: // it is awake already
			}
		})
		if ctx.Err() == nil {
			d.log.Warn("listen for notifications; polling instead", "error", err)
			if !d.rest(ctx, longestPause) {
				return
			}
		}
	}
}
