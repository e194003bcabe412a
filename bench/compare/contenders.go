package compare

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/worker"

	"zongwu/bench/engine"
	"zongwu/bench/handwritten"
	"zongwu/bench/report"
	"zongwu/bench/sample"
	"zongwu/bench/work"
)

// contender is one who takes part.
type contender struct {
	id     string // in ratios
	name   string // in tables
	slower int    // does so many times fewer cases a round, so that a round does not take minutes
	run    func(ctx context.Context, clients, cases int) (work.Round, error)
}

// The contenders that ratios are of.
const (
	byAct, byHand, byDBOS, byBPMN = "engine", "hand-written", "dbos", "bpmn-engine"
)

// contenders brings everybody up beside the engine. stop must be called even after an error.
func contenders(
	ctx context.Context, b *report.Bench, e *engine.Engine,
) (all []contender, stop func() error, err error) {
	var stops []func()
	var rows *handwritten.Rows
	stop = func() error {
		for _, s := range stops {
			s()
		}
		if rows != nil {
			return rows.Close()
		}
		return nil
	}
	through, err := engine.SignIn(ctx, e)
	if err != nil {
		return nil, stop, err
	}
	address, _, err := e.Database(ctx, "hand")
	if err != nil {
		return nil, stop, err
	}
	if rows, err = handwritten.Open(ctx, address); err != nil {
		return nil, stop, err
	}
	for queue, register := range map[string]func(worker.Registry, *handwritten.Rows){
		handwritten.TaskQueue: handwritten.Register, sample.TaskQueue: sample.Register,
	} {
		w := worker.New(e.Client, queue, worker.Options{WorkerStopTimeout: time.Second})
		register(w, rows)
		if err := w.Start(); err != nil {
			return nil, stop, fmt.Errorf("start worker of %s: %w", queue, err)
		}
		stops = append(stops, w.Stop)
	}
	all = []contender{
		{byAct, "engine, cases.Act", 1, of(engine.Act{Engine: e})},
		{"http", "engine, HTTP", 1, of(through)},
		{byHand, "hand-written, Updates", 1, of(&handwritten.Hand{Client: e.Client, Ended: e.AwaitEnded})},
		{"sample", "samples' style, signals", 8, of(&sample.Sample{Client: e.Client, Ended: e.AwaitEnded})},
	}
	peers, err := npm(ctx, e)
	if errors.Is(err, errNoPeers) {
		b.Note("Left out: " + err.Error() + ".")
		return all, stop, nil
	}
	return append(all, peers...), stop, err
}

// of runs rounds of a contender, with a moment of quiet after each: what it left behind is not the next one's burden.
func of(c work.Contender) func(context.Context, int, int) (work.Round, error) {
	return func(ctx context.Context, clients, cases int) (work.Round, error) {
		round, err := work.Run(ctx, c, clients, cases)
		return round, errors.Join(err, settle(ctx))
	}
}

func settle(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(300 * time.Millisecond):
		return nil
	}
}
