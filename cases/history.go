package cases

import (
	"context"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// HistoryItem is one transition as the HTTP contract shows it.
type HistoryItem struct {
	Seq     int            `json:"seq"`
	Step    string         `json:"step"`
	Actor   string         `json:"actor"`
	For     string         `json:"for"` // in whose place the actor acted, as a deputy; "" in their own
	Action  processes.Kind `json:"action"`
	Outcome string         `json:"outcome"`
	Comment string         `json:"comment"`
	At      time.Time      `json:"at"`
	Data    forms.Data     `json:"data"`
	// To is a person, or the step it was sent back to; Place says whether a signer was added before or after the actor.
	To    string `json:"to,omitempty"`
	Place string `json:"place,omitempty"`
	// Persons are those the case was copied to, an overdue task reported to, or who were told of it without a part in it.
	Persons []string `json:"persons,omitempty"`
	// Added says that it was an added signer who signed.
	Added bool `json:"added,omitempty"`
	// Begun says that another case, or a schedule, began this one in the actor's name.
	Begun bool `json:"begun,omitempty"`

	// For pages: the task it was done to, the title of the step it was sent back to, the branch, the titles of step and
	// outcome, and the outcome's style.
	Task         string `json:"-"`
	ToTitle      string `json:"-"`
	Branch       string `json:"-"`
	StepTitle    string `json:"-"`
	OutcomeTitle string `json:"-"`
	Style        string `json:"-"`
}

func (c *change) history(ctx context.Context, v Viewer) ([]HistoryItem, error) {
	transitions, err := c.transitions(ctx)
	if err != nil {
		return nil, err
	}
	items, veiled := make([]HistoryItem, 0, len(transitions)), c.veiled(v.Person)
	for _, t := range transitions {
		item := HistoryItem{
			Seq: t.Seq, Step: t.Step, Actor: t.Actor, For: t.For, Action: t.Action, Outcome: t.Outcome, Comment: t.Comment,
			At: t.At, Data: filled(t.Data), Task: t.Task, To: t.To, Branch: t.Branch,
			Place: t.Place, Persons: t.Persons, Begun: t.Begun,
		}
		if veiled[spot{t.Step, t.Branch}] {
			item.Data = forms.Data{}
		}
		item.Added = slices.ContainsFunc(t.Changes.Visits, func(visit processes.Visit) bool { return visit.Added })
		if t.Action == processes.DoStart {
			item.Step = processes.Start
		}
		item.StepTitle, item.OutcomeTitle = c.titles(item.Step, t.Outcome, v.Lang)
		item.Style = c.style(item.Step, t.Outcome)
		if t.Action == processes.DoSendBack {
			item.ToTitle, _ = c.titles(t.To, "", v.Lang)
		}
		items = append(items, item)
	}
	return items, nil
}

// titles gives what people call a step and one of its outcomes.
func (c *change) titles(step, outcome, lang string) (stepTitle, outcomeTitle string) {
	s, ok := c.process.Step(step)
	if !ok {
		return step, outcome
	}
	stepTitle, outcomeTitle = s.Title.In(lang), outcome
	for _, o := range slices.Concat(s.SignerOutcomes(), s.Outcomes()) {
		if o.ID == outcome {
			outcomeTitle = o.Title.In(lang)
		}
	}
	return stepTitle, outcomeTitle
}

// style is how the button of a step's outcome looks: primary, danger, or "".
func (c *change) style(step, outcome string) string {
	if s, ok := c.process.Step(step); ok {
		for _, o := range s.Outcomes() {
			if o.ID == outcome {
				return o.Style
			}
		}
	}
	return ""
}
