package store

import (
	"context"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// Charge settles in which year's budget each posting of a transition counts and writes it into its inputs (year), so
// that the trail says it and Verify can prove it. Call it holding the case's lock, before Record; a case that begins
// gets its years here. A posting counts in the year its case is charged to, unless its definition names another. A case
// whose year was closed before anything was reserved, spent or owed for it moves to the open one.
func (t *Tx) Charge(ctx context.Context, c *Case, tr *processes.Transition) error {
	if tr.Seq == 1 {
		if err := t.years(ctx, c); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(tr.Postings, charged) {
		return nil
	}
	open := c.ChargedYear // nothing asks for it where nothing is reserved
	if slices.ContainsFunc(tr.Postings, moving) {
		var err error
		if open, err = t.OpenYear(ctx, tr.At); err != nil {
			return err
		}
	}
	years, err := t.lockCharged(ctx, c, tr.Postings)
	if err != nil {
		return err
	}
	for _, p := range tr.Postings {
		if err := t.charge(ctx, c, p, open, years); err != nil {
			return err
		}
	}
	return nil
}

// charged says that a posting counts in a year.
func charged(p processes.Posting) bool { return p.Book == "budget" || p.Book == "payables" }

// moving says that a posting may count in the open year instead of its case's.
func moving(p processes.Posting) bool {
	return p.Book == "budget" && (p.Op == "reserve" || p.Op == "keep" || p.Op == "carry")
}

// charge writes the year into one posting; years are those of other cases.
func (t *Tx) charge(ctx context.Context, c *Case, p processes.Posting, open int, years map[string]int) error {
	holder := orElse(p.Inputs.Text("case"), c.ID)
	_, given := p.Inputs["year"]
	switch {
	case p.Book == "budget" && p.Op == "carry":
		p.Inputs["to"] = int64(open)
	case p.Book == "payables" && p.Op == "owe":
		p.Inputs["year"] = int64(c.ChargedYear)
	case p.Book != "budget" || given:
	case holder != c.ID:
		p.Inputs["year"] = int64(years[holder])
	default:
		if err := t.move(ctx, c, p, open); err != nil {
			return err
		}
		p.Inputs["year"] = int64(c.ChargedYear)
	}
	return nil
}

// move charges a case to the open year when a posting begins to reserve for it in one that is closed.
func (t *Tx) move(ctx context.Context, c *Case, p processes.Posting, open int) error {
	amount, _ := p.Inputs["amount"].(forms.Money)
	if c.ChargedYear >= open || amount <= 0 || p.Op != "reserve" && p.Op != "keep" {
		return nil
	}
	idle, err := t.idle(ctx, c.ID)
	if err != nil || !idle {
		return err
	}
	c.ChargedYear = open
	return t.chargeCase(ctx, c.ID, open)
}

// idle says that nothing is reserved, spent or owed for a case.
func (t *Tx) idle(ctx context.Context, caseID string) (bool, error) {
	var idle bool
	err := t.get(ctx, "read what a case holds", &idle, `
		SELECT NOT EXISTS (SELECT FROM budget_entries WHERE holder = $1 GROUP BY line
			HAVING sum(amount) FILTER (WHERE kind IN ('reserve', 'release')) <> 0)
		AND NOT EXISTS (SELECT FROM payables WHERE case_id = $1 AND accepted <> returned)`, caseID)
	return idle, err
}

func (t *Tx) chargeCase(ctx context.Context, id string, year int) error {
	return t.exec(ctx, "charge case", `UPDATE cases SET charged_year = $2 WHERE id = $1`, id, year)
}

// lockCharged locks the other cases whose year postings ask for or change, in one order, before any balance is locked.
func (t *Tx) lockCharged(ctx context.Context, c *Case, postings []processes.Posting) (map[string]int, error) {
	var ids []string
	for _, p := range postings {
		_, given := p.Inputs["year"]
		if id := p.Inputs.Text("case"); p.Book == "budget" && id != "" && id != c.ID && (!given || p.Op == "carry") {
			ids = append(ids, id)
		}
	}
	years := map[string]int{}
	if len(ids) == 0 {
		return years, nil
	}
	var rows []struct {
		ID   string
		Year int
	}
	err := t.list(ctx, "lock charged cases", &rows, `SELECT id, coalesce(charged_year, fiscal_year) AS year FROM cases
		WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, array(ids))
	for _, row := range rows {
		years[row.ID] = row.Year
	}
	return years, err
}

// OpenYear is the year a case that begins at a moment is charged to: the school's fiscal year, or the one behind it
// once the closing date is past (setting budget_close).
func (t *Tx) OpenYear(ctx context.Context, at time.Time) (int, error) {
	school, err := t.schoolSeen(ctx)
	if err != nil {
		return 0, err
	}
	return school.openYear(at), nil
}
