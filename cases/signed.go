package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// Signed is a step somebody has put their name to: the form they filled in, and their word on it.
type Signed struct {
	Seq     int
	Step    string
	Branch  string
	Title   string
	Actor   string // names
	For     string // in whose place the actor signed, "" in their own
	Person  string // the actor's id
	Outcome string
	Style   string // of the outcome
	Comment string
	At      time.Time
	Begun   bool        // another case, or a schedule, began this one in the actor's name: nobody signed
	View    *forms.View // what was filled in, nil when the step asks for nothing
	Void    bool        // of an open start alone: it was sent back, and stands until it is sent anew
}

// Signed gives a case as its paper has it: every step that people did and that was not sent back over, in the order it
// was done, each with what was filled in then. What the case began with comes first, also while it is back at the
// start.
func (s *Service) Signed(ctx context.Context, school string, v Viewer, idOrNumber string) ([]Signed, error) {
	var all []Signed
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		var err error
		all, err = c.signed(ctx, v)
		return err
	})
	return all, err
}

func (c *change) signed(ctx context.Context, v Viewer) ([]Signed, error) {
	transitions, err := c.tx.Transitions(ctx, c.row.ID, 0)
	if err != nil {
		return nil, fmt.Errorf("read history of %s: %w", c.row.Number, err)
	}
	var all []Signed
	veiled := c.veiled(v.Person)
	for i, visit := range c.state.Path {
		t := signing(transitions, visit)
		if t == nil || visit.Undone && visit.Step != processes.Start {
			continue
		}
		if visit.Undone && slices.ContainsFunc(c.state.Path[i+1:], func(later processes.Visit) bool {
			return later.Step == processes.Start
		}) {
			continue
		}
		one, err := c.signature(ctx, visit, t, v)
		if err != nil {
			return nil, err
		}
		if veiled[spot{visit.Step, visit.Branch}] {
			one.View, one.Comment = nil, ""
		}
		all = append(all, one)
	}
	return all, nil
}

// signing finds the transition in which a person made a visit; nil for a visit nobody made. A visit that stands again
// after it was sent back over is as old as its signature, not as what brought it back.
func signing(transitions []processes.Transition, visit processes.Visit) *processes.Transition {
	if visit.Actor == "" {
		return nil
	}
	for i := min(visit.Seq, len(transitions)) - 1; i >= 0; i-- {
		t := &transitions[i]
		begun := visit.Step == processes.Start && t.Action == processes.DoStart
		if t.Actor == visit.Actor && (begun || t.Action == processes.DoSubmit && t.Step == visit.Step &&
			t.Branch == visit.Branch && t.Outcome == visit.Outcome) {
			return t
		}
	}
	return nil
}

func (c *change) signature(
	ctx context.Context, visit processes.Visit, t *processes.Transition, v Viewer,
) (Signed, error) {
	one := Signed{
		Seq: t.Seq, Step: visit.Step, Branch: visit.Branch, Person: visit.Actor, Comment: t.Comment, At: t.At,
		Void: visit.Undone, Begun: t.Begun,
	}
	one.Title, one.Outcome = c.titles(visit.Step, visit.Outcome, v.Lang)
	one.Style = c.style(visit.Step, visit.Outcome)
	if step, known := c.process.Step(visit.Step); known && step.Kind == processes.KindSign && len(step.Outcomes()) == 1 {
		one.Outcome = "" // the signature says it
	}
	var err error
	if one.Actor, err = c.world.name(ctx, visit.Actor); err != nil {
		return one, err
	}
	if visit.For != "" {
		if one.For, err = c.world.name(ctx, visit.For); err != nil {
			return one, err
		}
	}
	if len(t.Data) > 0 {
		one.View, err = c.signedView(ctx, visit, t, v)
	}
	return one, err
}

// signedView is the form of a step as it was signed.
func (c *change) signedView(
	ctx context.Context, visit processes.Visit, t *processes.Transition, v Viewer,
) (*forms.View, error) {
	task := processes.Task{Step: visit.Step, Branch: visit.Branch}
	action := processes.Action{Actor: visit.Actor, Outcome: visit.Outcome, At: t.At}
	env, form, err := c.env(ctx, task, action, v.Lang)
	if err != nil || form == nil {
		return nil, err
	}
	data, err := c.filledAt(visit, t, form)
	if err != nil {
		return nil, err
	}
	view, err := form.View(env, data, nil)
	if err != nil {
		return nil, fmt.Errorf("show data of %s: %w", visit.Step, err)
	}
	return &view, nil
}

// filledAt is what was filled in: as the case holds it now when that is still the same form, because a later step may
// have counted in it (what of an order has come), else as it was then.
func (c *change) filledAt(visit processes.Visit, t *processes.Transition, form *forms.Form) (forms.Data, error) {
	for _, later := range slices.Backward(c.state.Path) {
		if later.Actor == "" || later.Step != visit.Step || later.Branch != visit.Branch {
			continue
		}
		now := c.state.Data[strings.TrimSuffix(visit.Step+"@"+visit.Branch, "@")]
		if later.Seq == visit.Seq && now != nil {
			return now, nil
		}
		break
	}
	raw, err := json.Marshal(t.Data)
	if err != nil {
		return nil, fmt.Errorf("read data of %s: %w", visit.Step, err)
	}
	data, err := form.Restore(raw)
	if err != nil {
		return nil, fmt.Errorf("read data of %s: %w", visit.Step, err)
	}
	return data, nil
}
