package cases

import (
	"context"
	"errors"
	"slices"
	"time"

	"zongwu/processes"
)

// caseKinds are the actions on a case as a whole; taskKinds those on a task, beside taking its outcome.
func caseKinds() []processes.Kind {
	return []processes.Kind{
		processes.DoWithdraw, processes.DoCancel, processes.DoUrge, processes.DoComment, processes.DoCopy,
	}
}

func taskKinds() []processes.Kind {
	return []processes.Kind{
		processes.DoClaim, processes.DoRelease, processes.DoTransfer, processes.DoReassign, processes.DoAddSigner,
		processes.DoSendBack,
	}
}

// caseActions finds the actions on the case the viewer may take now. The decision itself is asked, so that what is
// offered and what is accepted cannot drift apart.
func (c *change) caseActions(ctx context.Context, view *CaseView, v Viewer) error {
	view.Actions = []string{}
	for _, kind := range caseKinds() {
		var ok bool
		var err error
		if ask := (processes.Action{Kind: kind, Actor: v.Person, Comment: "?"}); kind == processes.DoCopy {
			view.CopyTo, err = c.copyable(ctx, ask)
			ok = len(view.CopyTo) > 0
		} else {
			ok, err = c.would(ctx, ask)
		}
		if err != nil {
			return err
		}
		if ok {
			view.Actions = append(view.Actions, string(kind))
		}
	}
	return nil
}

// copyable are those a case could be copied to: everybody else, if the actor may.
func (c *change) copyable(ctx context.Context, ask processes.Action) ([]PersonName, error) {
	people, err := c.world.People(ctx)
	if err != nil {
		return nil, err
	}
	var others []PersonName
	for _, p := range people {
		if p.ID != ask.Actor {
			others = append(others, PersonName{ID: p.ID, Name: p.Name})
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	ask.Persons = []string{others[0].ID}
	if ok, err := c.would(ctx, ask); err != nil || !ok {
		return nil, err
	}
	return others, nil
}

// would says whether an action would be accepted now; nothing is written.
func (c *change) would(ctx context.Context, a processes.Action) (bool, error) {
	if c.state.Status != processes.Open && a.Kind != processes.DoComment && a.Kind != processes.DoCopy {
		return false, nil
	}
	if a.At.IsZero() {
		a.At = time.Now().UTC()
	}
	_, err := processes.Decide(ctx, c.process, c.row.ID, c.state, a, c.asks(a))
	var refusal *processes.Refusal
	if errors.As(err, &refusal) {
		return false, nil
	}
	return err == nil, err
}

// taskActions finds what the viewer may do with a task beside taking an outcome, and with whom and whereto.
func (c *change) taskActions(ctx context.Context, page *TaskPage, v Viewer) error {
	for _, kind := range taskKinds() {
		var offered bool
		var err error
		ask := processes.Action{Kind: kind, Actor: v.Person, Task: page.ID, Comment: "?"}
		switch kind {
		case processes.DoTransfer:
			page.TransferTo, err = c.takers(ctx, ask)
			offered = len(page.TransferTo) > 0
		case processes.DoReassign:
			page.ReassignTo, err = c.takers(ctx, ask)
			if len(page.Persons) == 1 { // who has it alone has it already
				page.ReassignTo = slices.DeleteFunc(page.ReassignTo, func(p PersonName) bool { return p.ID == page.Persons[0] })
			}
			offered = len(page.ReassignTo) > 0
		case processes.DoAddSigner:
			ask.Place = processes.PlaceBefore
			page.SignerTo, err = c.takers(ctx, ask)
			offered = len(page.SignerTo) > 0
		case processes.DoSendBack:
			page.BackTo, err = c.backTo(ctx, ask, v.Lang)
			offered = len(page.BackTo) > 0
		default:
			// claiming what one has, or releasing what nobody has, is accepted and does nothing: no button for that
			if free := page.ClaimedBy == nil && len(page.Signers) == 0; free == (kind == processes.DoClaim) {
				offered, err = c.would(ctx, ask)
			}
		}
		if err != nil {
			return err
		}
		if offered {
			page.Actions = append(page.Actions, string(kind))
		}
	}
	return nil
}

// takers are the other persons a task could be handed to.
func (c *change) takers(ctx context.Context, ask processes.Action) ([]PersonName, error) {
	people, err := c.world.People(ctx)
	if err != nil {
		return nil, err
	}
	var takers []PersonName
	for _, p := range people {
		if ask.To = p.ID; ask.Kind == processes.DoTransfer && p.ID == ask.Actor {
			continue // only the director may take over
		}
		ok, err := c.would(ctx, ask)
		if err != nil {
			return nil, err
		}
		if ok {
			takers = append(takers, PersonName{ID: p.ID, Name: p.Name})
		}
	}
	return takers, nil
}

// backTo are the steps a task could be sent back to, the latest first.
func (c *change) backTo(ctx context.Context, ask processes.Action, lang string) ([]StepName, error) {
	task, ok := c.task(ask.Task)
	if !ok {
		return nil, nil
	}
	var names []StepName
	for _, id := range slices.Backward(processes.BackTo(c.process, c.state, task)) {
		ask.To, ask.Resume = id, "again"
		ok, err := c.would(ctx, ask)
		if err != nil {
			return nil, err
		}
		if ok {
			title, _ := c.titles(id, "", lang)
			names = append(names, StepName{ID: id, Title: title})
		}
	}
	return names, nil
}
