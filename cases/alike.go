package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// maxAlikeDays bounds how far around a case others like it are looked for.
const maxAlikeDays = 3660

// asking is the world as one case sees it: some questions are about the case itself.
type asking struct {
	*world
	c      *change
	person string    // who begins the case, while it has not begun
	at     time.Time // and when
}

var _ processes.World = asking{}

// asks is the world for a decision of the case, or a form of it, when somebody acts at a time.
func (c *change) asks(a processes.Action) asking {
	if a.At.IsZero() { // nobody acts: somebody looks
		a.At = time.Now()
	}
	return asking{c.world, c, a.Actor, a.At}
}

// Lookup answers what is asked of this case, and leaves the rest to the school.
func (w asking) Lookup(ctx context.Context, name string, args []any) (any, error) {
	question := fmt.Sprint(name, w.c.process.ID, w.c.row.ID, args)
	switch name {
	case "alike":
		if len(args) == 2 {
			return w.once(question, func() (any, error) { return w.alike(ctx, args) })
		}
	case "budget_left":
		return w.once(question, func() (any, error) {
			answer, err := w.tx.Lookup(ctx, store.Asker{Case: w.c.row.ID, Year: w.c.row.ChargedYear, At: w.at}, name, args)
			if err != nil {
				return nil, fmt.Errorf("look up %s: %w", name, err)
			}
			return answer, nil
		})
	}
	return w.world.Lookup(ctx, name, args)
}

// alike finds the cases that look like this one.
func (w asking) alike(ctx context.Context, args []any) (any, error) {
	days, _ := args[0].(int64)
	things, _ := args[1].(forms.Things)
	row := w.c.row
	q := store.AlikeQuery{Process: w.c.process.ID, Department: row.Department, Except: row.ID, Things: things}
	begun := row.CreatedAt
	if w.c.state.Status == "" {
		begun = w.at
		starter, err := w.world.person(ctx, w.person)
		if err != nil || starter == nil {
			return nil, err
		}
		q.Department = starter.Department
	}
	around := time.Duration(min(max(days, 0), maxAlikeDays)) * 24 * time.Hour
	q.From, q.To = begun.Add(-around), begun.Add(around)
	found, err := w.tx.Alike(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("look up alike: %w", err)
	}
	rows := make([]forms.Data, len(found))
	for i, other := range found {
		rows[i] = forms.Data{
			"id": other.ID, "case": other.ID, "starter": other.Starter, "state": string(other.Status),
			"begun": other.CreatedAt.In(calendar.Zone).Format(time.DateOnly),
			"title": TitleBeside(other.Title, other.Amount),
		}
		if other.Amount != nil {
			rows[i]["amount"] = *other.Amount
		}
		w.know("case", other.ID, forms.Data{
			"number": other.Number, "process": other.Process, "state": string(other.Status), "starter": other.Starter,
		})
	}
	return rows, nil
}

// keepThings keeps what the case is found by when another is begun that looks like it.
func (c *change) keepThings(ctx context.Context, t *processes.Transition) error {
	if len(c.process.Alike) == 0 || len(t.Changes.Data) == 0 {
		return nil
	}
	if err := c.tx.SetCaseThings(ctx, c.row.ID, c.process.Things(c.state)); err != nil {
		return fmt.Errorf("write things of %s: %w", c.row.Number, err)
	}
	return nil
}
