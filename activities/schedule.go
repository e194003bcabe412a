package activities

import (
	"context"
	"fmt"
	"time"
)

// NextRun says when the schedule of a process next has something to do.
func (s *Set) NextRun(ctx context.Context, in ScheduleInput) (NextRunOutput, error) {
	at, ok, err := s.Cases.NextRun(ctx, in.School, in.Process, s.moment(in))
	if err != nil {
		return NextRunOutput{}, fmt.Errorf("find the next run of %s: %w", in.Process, err)
	}
	return NextRunOutput{At: at, None: !ok}, nil
}

// RunSchedule begins the cases that a schedule has begin by now. It takes effect once, however often it is tried.
func (s *Set) RunSchedule(ctx context.Context, in ScheduleInput) (out RunOutput, err error) {
	err = s.between(RunSchedule, func() error {
		run, err := s.Cases.RunDue(ctx, in.School, in.Process, s.moment(in))
		if err != nil {
			return fmt.Errorf("run schedule of %s: %w", in.Process, err)
		}
		if run != nil {
			out = RunOutput{Run: run.ID, Begun: run.Cases, Passed: run.Passed, Refused: len(run.Refused)}
		}
		return nil
	})
	return out, err
}

// moment is what time it is: what was due for Temporal is due here too, should this machine's clock be behind.
func (s *Set) moment(in ScheduleInput) time.Time {
	now := s.now()
	if now.After(in.Now) {
		return now
	}
	return in.Now
}
