package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"zongwu/activities"
)

const (
	// longestRest is how long a schedule's workflow sleeps at most: calendars and definitions change.
	longestRest = 24 * time.Hour
	// shortestRest keeps a run that is due again at once from turning in a circle.
	shortestRest = time.Minute
	// maxLooks is how often it looks before it continues as a new run.
	maxLooks = 40
)

// KeepSchedule has the cases begin that a process's schedule has begin by themselves. When that is, and which, only the
// database knows: the workflow asks, sleeps, asks again, and has it done. It ends when the process has no schedule any
// more.
func KeepSchedule(ctx workflow.Context, in Schedule) error {
	looks := workflow.GetSignalChannel(ctx, SignalLook)
	ran := false
	for range maxLooks {
		drain(looks)
		next, err := nextRun(ctx, in)
		if err != nil {
			return err
		}
		if next.None {
			if looks.Len() > 0 { // a schedule was put in force meanwhile
				continue
			}
			return nil
		}
		workflow.SetCurrentDetails(ctx, "next run "+moment(next.At))
		wait := min(next.At.Sub(workflow.Now(ctx)), longestRest)
		if wait <= 0 && !ran {
			if err := runSchedule(ctx, in); err != nil {
				return err
			}
			ran = true
			continue
		}
		if ran = false; wait <= 0 {
			wait = shortestRest
		}
		if err := rest(ctx, looks, wait); err != nil {
			return err
		}
	}
	drain(looks) // the next run looks first of all
	return workflow.NewContinueAsNewError(ctx, ScheduleType, in)
}

func drain(looks workflow.ReceiveChannel) {
	for looks.ReceiveAsync(nil) {
	}
}

func nextRun(ctx workflow.Context, in Schedule) (next activities.NextRunOutput, err error) {
	ask := activities.ScheduleInput{School: in.School, Process: in.Process, Now: workflow.Now(ctx)}
	if err := workflow.ExecuteActivity(patient(ctx), activities.NextRun, ask).Get(ctx, &next); err != nil {
		return next, fmt.Errorf("ask for the next run: %w", err)
	}
	return next, nil
}

// runSchedule begins the cases that are due. Where it dies, or its time is up, it goes on with those that are left.
func runSchedule(ctx workflow.Context, in Schedule) error {
	due := activities.ScheduleInput{School: in.School, Process: in.Process, Now: workflow.Now(ctx)}
	var out activities.RunOutput
	if err := workflow.ExecuteActivity(patient(ctx), activities.RunSchedule, due).Get(ctx, &out); err != nil {
		return fmt.Errorf("run schedule: %w", err)
	}
	return nil
}

// rest sleeps, unless it is told to look.
func rest(ctx workflow.Context, looks workflow.ReceiveChannel, wait time.Duration) error {
	own, cancel := workflow.WithCancel(ctx)
	defer cancel()
	var slept error
	workflow.NewSelector(ctx).
		AddFuture(workflow.NewTimer(own, wait), func(f workflow.Future) { slept = f.Get(ctx, nil) }).
		AddReceive(looks, func(workflow.ReceiveChannel, bool) {}).
		Select(ctx)
	if slept != nil {
		return fmt.Errorf("wait for the next run: %w", slept)
	}
	return nil
}
