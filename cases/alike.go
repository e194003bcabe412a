package cases

import (
	"context"
	"fmt"
	"slices"
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
	case "used":
		return w.once(question, func() (any, error) { return w.usedBy(ctx, args) })
	case "month_total":
		return w.once(question, func() (any, error) { return w.monthTotal(ctx) })
	case "budget_left", "expected", "differences", "under_way":
		return w.once(question, func() (any, error) { return w.ofCase(ctx, name, args) })
	case "undelivered":
		return w.once(question, func() (any, error) { return w.undelivered(ctx) })
	}
	return w.world.Lookup(ctx, name, args)
}

// ofCase asks the books what hangs on the case, on the year it is charged to, and on the moment.
func (w asking) ofCase(ctx context.Context, name string, args []any) (any, error) {
	answer, err := w.tx.Lookup(ctx, store.Asker{Case: w.c.row.ID, Year: w.c.row.ChargedYear, At: w.at}, name, args)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	return answer, nil
}

// undelivered finds what cases hold in closed years for goods still to come. A case that never owes a supplier waits
// for no delivery: what it holds was spent already, and stays with its year.
func (w asking) undelivered(ctx context.Context) (any, error) {
	answer, err := w.ofCase(ctx, "undelivered", nil)
	if err != nil {
		return nil, err
	}
	rows, _ := answer.([]forms.Data)
	coming := make([]forms.Data, 0, len(rows))
	for _, row := range rows {
		c, err := w.tx.ReadCase(ctx, row.Text("case"))
		if err != nil {
			return nil, fmt.Errorf("read what holds a budget: %w", err)
		}
		p, err := w.c.service.version(ctx, w.tx, c.Process, c.Version)
		if err != nil {
			return nil, err
		}
		if p.Posts("payables.owe") {
			coming = append(coming, row)
		}
	}
	return coming, nil
}

// like says whose like is looked for: of the case's department, around the time it begins. False where nobody begins
// it.
func (w asking) like(ctx context.Context) (q store.AlikeQuery, begun time.Time, known bool, err error) {
	row := w.c.row
	q = store.AlikeQuery{Process: w.c.process.ID, Department: row.Department, Except: row.ID}
	if w.c.state.Status != "" {
		return q, row.CreatedAt, true, nil
	}
	starter, err := w.world.person(ctx, w.person)
	if err != nil || starter == nil {
		return q, w.at, false, err
	}
	q.Department = starter.Department
	return q, w.at, true, nil
}

// monthTotal adds up the other cases begun in the same month. Where something is written it waits until nobody else
// counts them.
func (w asking) monthTotal(ctx context.Context) (any, error) {
	q, begun, known, err := w.like(ctx)
	if err != nil || !known {
		return nil, err
	}
	begun = begun.In(calendar.Zone)
	q.From = time.Date(begun.Year(), begun.Month(), 1, 0, 0, 0, 0, calendar.Zone)
	q.To = q.From.AddDate(0, 1, 0)
	if w.answers == nil {
		if err := w.tx.LockMonth(ctx, q.Process, q.Department, q.From.Format("2006-01")); err != nil {
			return nil, fmt.Errorf("look up month_total: %w", err)
		}
	}
	total, err := w.tx.MonthTotal(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("look up month_total: %w", err)
	}
	return total, nil
}

// alike finds the cases that look like this one.
func (w asking) alike(ctx context.Context, args []any) (any, error) {
	days, _ := args[0].(int64)
	q, begun, known, err := w.like(ctx)
	if err != nil || !known {
		return nil, err
	}
	q.Things, _ = args[1].(forms.Things)
	q.With = w.c.process.AlikeWith
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
			"begun": processes.Day(other.CreatedAt),
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

// newThings are what the case is found by when another is begun that looks like it, nil where that has not changed.
func (c *change) newThings(before processes.State) []processes.Thing {
	things := c.process.Things(c.state)
	if slices.Equal(things, c.process.Things(before)) {
		return nil
	}
	return append([]processes.Thing{}, things...)
}
