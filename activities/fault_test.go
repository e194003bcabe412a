package activities_test

import (
	"context"
	"errors"
	"testing"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/processes"
)

var errCrash = errors.New("crash")

// once makes an activity, or the Act within it, die the first time it comes to a point.
func (o *office) once(p activities.Point, within cases.Point) (died *bool) {
	died = new(bool)
	die := func(here bool) error {
		if !here || *died {
			return nil
		}
		*died = true
		return errCrash
	}
	o.set.Fault = func(at activities.Point, _ string) error { return die(at == p) }
	o.set.Cases.Fault = func(at cases.Point, _ cases.Request) error { return die(at == within) }
	return died
}

// R2: an activity that dies at any point is tried again by Temporal, and takes effect once.
func TestDeathAtEveryPointOfAnActivity(t *testing.T) {
	o := newOffice(t)
	die := func(p activities.Point, within cases.Point, work func() error) {
		t.Helper()
		died := o.once(p, within)
		if err := work(); !errors.Is(err, errCrash) || !*died {
			t.Fatalf("%s%s: %v", p, within, err)
		}
		if err := work(); err != nil {
			t.Fatalf("%s%s, again: %v", p, within, err)
		}
		o.once("", "")
	}
	points := []struct {
		activity activities.Point
		act      cases.Point
	}{
		{activities.BeforeActing, ""}, {"", cases.BeforeTransaction}, {"", cases.BeforeCommit}, {"", cases.AfterCommit},
		{activities.AfterActing, ""},
	}
	for _, p := range points {
		parent := o.begin("trip").Case.ID
		child := o.after(parent, 0).Waits[0]
		told := o.after(child, 0)
		ring := activities.RingInput{School: "main", Case: child, Clock: told.Clocks[0]}
		die(p.activity, p.act, func() error { _, err := o.set.Ring(t.Context(), ring); return err })
		news := o.after(child, 1)
		if news.Seq != 2 || len(news.Sends) != 1 {
			t.Errorf("%s%s: after the reminder the workflow is told %+v", p.activity, p.act, news)
		}
		o.act(child, "", processes.Action{
			Kind: processes.DoSubmit, Actor: "director", Task: told.Open[0].Task, Outcome: "approve",
		})
		ended := activities.EndedInput{School: "main", Case: parent, Cases: []string{child}}
		die(p.activity, p.act, func() error { _, err := o.set.Ended(t.Context(), ended); return err })
		if c := o.after(parent, 1); c.Seq != 2 || c.Status != "done" {
			t.Errorf("%s%s: after the child's end the workflow is told %+v", p.activity, p.act, c)
		}
		if p.act != "" {
			continue // a message is no act
		}
		before := len(o.notices("director"))
		send := activities.SendInput{School: "main", Case: child, Sends: news.Sends}
		die(p.activity, "", func() error { return o.set.Send(t.Context(), send) })
		if got := len(o.notices("director")) - before; got != 1 {
			t.Errorf("%s: the director was told %d times", p.activity, got)
		}
	}
	findings, err := o.set.Cases.Verify(context.Background(), "main")
	if err != nil || len(findings) > 0 {
		t.Errorf("verify: %v %v", findings, err)
	}
	t.Logf("ring and ended died at %d points each, send at 2", len(points))
}
