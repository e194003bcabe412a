package worker

import (
	"context"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"golang.org/x/sync/errgroup"

	"zongwu/store"
	"zongwu/workflows"
)

const (
	// signals is how many workflows are signalled at once.
	signals = 16
	// patience is how long one of them is tried.
	patience = time.Minute
)

// Resync makes Temporal agree with the log again, whatever became of either: every open case's workflow is started if
// it does not run, and told to forget what it knows and read the log; workflows of cases that are over, or that the
// database does not know, are told so too and end by themselves; schedules' workflows are begun where they do not run,
// and look when they run next. It can be repeated, and run while people work. It returns how many workflows of cases it
// signalled.
func (a *Audit) Resync(ctx context.Context) (int, error) {
	return a.resync(ctx, func(string) bool { return true })
}

// Heal is Resync for the cases of findings alone.
func (a *Audit) Heal(ctx context.Context, findings []Finding) (int, error) {
	ill := map[string]bool{}
	for _, f := range findings {
		ill[f.Workflow] = true
	}
	return a.resync(ctx, func(id string) bool { return ill[id] })
}

// resync signals the workflows that are to be signalled.
func (a *Audit) resync(ctx context.Context, wanted func(id string) bool) (total int, err error) {
	cases, err := a.openCases(ctx)
	if err != nil {
		return 0, err
	}
	running, err := a.running(ctx)
	if err != nil {
		return 0, err
	}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(signals)
	for id, c := range cases {
		delete(running, id)
		if !wanted(id) {
			continue
		}
		total++
		in := c.input()
		in.Limit = a.Limit
		group.Go(func() error {
			// A workflow that ended although its case is open again (the database was restored to an earlier moment)
			// is followed by another run.
			return patiently(within, func() error {
				return signal(within, a.Client, in, workflows.SignalResync, nil, enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
			})
		})
	}
	for id := range running {
		if !wanted(id) {
			continue
		}
		total++
		group.Go(func() error {
			err := a.Client.SignalWorkflow(within, id, "", workflows.SignalResync, nil)
			if err != nil && !isNotFound(err) {
				return fmt.Errorf("signal workflow %s: %w", id, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return total, err
	}
	return total, a.lookAll(ctx, wanted)
}

// patiently repeats what Temporal was too busy for: right after it started it is told of everything at once.
func patiently(ctx context.Context, tell func() error) error {
	for until := time.Now().Add(patience); ; {
		err := tell()
		if err == nil || !isAway(err) || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

// openCase is an open case with its school.
type openCase struct {
	school string
	store.Running
}

func (c openCase) input() workflows.Case {
	return workflows.Case{
		School: c.school, Case: c.ID, Process: c.Process, Number: c.Number, Version: c.Version, Parent: c.Parent,
	}
}

// openCases reads every open case of every school, by workflow id.
func (a *Audit) openCases(ctx context.Context) (map[string]openCase, error) {
	const page = 500
	schools, err := a.Store.Schools(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]openCase{}
	for _, school := range schools {
		for after, more := "", true; more; {
			var rows []store.Running
			err := a.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) (err error) {
				rows, err = tx.OpenCases(ctx, after, page)
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("read open cases of %s: %w", school, err)
			}
			for _, row := range rows {
				c := openCase{school: school, Running: row}
				all[c.input().ID()] = c
				after = row.ID
			}
			more = len(rows) == page
		}
	}
	return all, nil
}
