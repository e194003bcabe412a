package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// quotaStates is how every quota stands for every department it binds: how much of it may be drawn in the period that
// is under way, and how much was. $3 to $6 are the bounds quotaPeriods gives. A department's own quota stands in place
// of the one for all; an item's stands beside its category's.
const quotaStates = `
	SELECT q.id || '.' || d.id AS id, q.id AS quota, d.id AS department, d.search, q.item, q.category, q.period,
		b.since, b.until, q.quantity * CASE WHEN q.per_head THEN (
			SELECT count(*) FROM people p WHERE p.department = d.id AND NOT p.disabled) ELSE 1 END AS allowed, (
			SELECT coalesce(sum(e.quantity), 0) FROM quota_entries e JOIN items i ON i.id = e.item
			WHERE e.department = d.id AND e.day BETWEEN b.since AND b.until
				AND (e.item = q.item OR q.item = '' AND i.category = q.category)) AS drawn
	FROM quotas q JOIN departments d ON NOT d.disabled AND (q.department = d.id OR q.department = '' AND NOT EXISTS (
			SELECT FROM quotas o WHERE o.department = d.id AND NOT o.disabled
				AND (o.item, o.category, o.period) = (q.item, q.category, q.period)))
		CROSS JOIN LATERAL (SELECT CASE q.period WHEN 'term' THEN $3::date ELSE $5::date END AS since,
			CASE q.period WHEN 'term' THEN $4::date ELSE $6::date END AS until) b
	WHERE NOT q.disabled`

// quotaPeriods are the first and last day of the term and of the calendar year a moment counts in. The days before a
// term, back to the end of the one before, count in it: goods are drawn for what begins. A school without terms has
// years in their place.
func (t *Tx) quotaPeriods(ctx context.Context, at time.Time) (bounds []any, err error) {
	school, err := t.schoolSeen(ctx)
	if err != nil {
		return nil, err
	}
	var terms []Period
	if err := json.Unmarshal(school.Terms, &terms); err != nil {
		return nil, fmt.Errorf("read terms of school %s: %w", t.School, err)
	}
	day := processes.Day(at)
	since, until := day[:4]+"-01-01", day[:4]+"-12-31"
	from, to := termAround(terms, day)
	if len(terms) == 0 {
		from, to = since, until
	}
	return []any{from, to, since, until}, nil
}

// termAround is the term a day counts in, from the day after the one before it ended.
func termAround(terms []Period, day string) (from, to string) {
	from, to = "-infinity", "infinity"
	for _, term := range terms {
		if term.To >= day {
			to = min(to, term.To) // days are digits, and infinity is a letter
			continue
		}
		if next := dayAfter(term.To); from == "-infinity" || next > from {
			from = next
		}
	}
	return from, to
}

func dayAfter(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day // of a school's own calendar, which is checked before it is kept
	}
	return at.AddDate(0, 0, 1).Format(time.DateOnly)
}

// quotaLeft is how much of an item a department may still draw in this period: the least of what the quotas that bind
// it leave, or that of its category alone; negative where more was drawn. It is nil where none does.
func (t *Tx) quotaLeft(
	ctx context.Context, department, item string, category bool, at time.Time,
) (*decimal.Decimal, error) {
	bounds, err := t.quotaPeriods(ctx, at)
	if err != nil {
		return nil, err
	}
	var left decimal.NullDecimal
	err = t.get(ctx, "read quota left", &left, `SELECT min(s.allowed - s.drawn) FROM (`+quotaStates+`) s
		JOIN items i ON i.id = $2
		WHERE s.department = $1 AND (s.item = i.id AND NOT $7 OR s.item = '' AND s.category = i.category)`,
		append(append([]any{department, item}, bounds...), category)...)
	if err != nil || !left.Valid {
		return nil, err
	}
	return &left.Decimal, nil
}

// lockQuotas lets one case at a time draw for a department: what it has left stays so.
func (t *Tx) lockQuotas(ctx context.Context, departments []string) error {
	slices.Sort(departments)
	return t.exec(ctx, "lock quotas", `SELECT FROM departments WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
		array(departments))
}

func (t *Tx) drawQuota(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil || quantity.IsZero() {
		return err
	}
	if beyond, _ := p.Inputs["beyond"].(bool); !beyond {
		left, err := t.quotaLeft(ctx, p.Inputs.Text("department"), p.Inputs.Text("item"), false, p.at)
		if err != nil {
			return err
		}
		if left != nil && quantity.GreaterThan(*left) {
			name, err := t.nameOfItem(ctx, p.Inputs.Text("item"))
			if err != nil {
				return err
			}
			return p.refuseInput("quantity", "quota", overQuota(name, *left, quantity))
		}
	}
	return t.writeQuota(ctx, p, "draw", processes.Day(p.at), quantity)
}

// drawn is what a case has drawn of an item for a department and still holds of a day's.
type drawn struct {
	Day      string
	Quantity decimal.Decimal
}

func (t *Tx) quotaDrawn(ctx context.Context, p posting) (days []drawn, err error) {
	err = t.list(ctx, "read quota drawn", &days, `SELECT day::text, sum(quantity) AS quantity FROM quota_entries
		WHERE case_id = $1 AND department = $2 AND item = $3 GROUP BY quota_entries.day HAVING sum(quantity) <> 0
		ORDER BY quota_entries.day DESC`, p.c.ID, p.Inputs.Text("department"), p.Inputs.Text("item"))
	return days, err
}

func (t *Tx) freeQuota(ctx context.Context, p posting) error {
	quantity, err := p.quantity("quantity")
	if err != nil || quantity.IsZero() {
		return err
	}
	days, err := t.quotaDrawn(ctx, p)
	if err != nil {
		return err
	}
	open := quantity
	for _, d := range days {
		part := decimal.Min(d.Quantity, open)
		if open = open.Sub(part); part.IsPositive() {
			if err := t.writeQuota(ctx, p, "free", d.Day, part.Neg()); err != nil {
				return err
			}
		}
	}
	if open.IsPositive() {
		return p.refuseInput("quantity", "quota", beyondDrawn(quantity.Sub(open), quantity))
	}
	return nil
}

func (t *Tx) clearQuota(ctx context.Context, p posting) error {
	days, err := t.quotaDrawn(ctx, p)
	if err != nil {
		return err
	}
	for _, d := range days {
		if err := t.writeQuota(ctx, p, "free", d.Day, d.Quantity.Neg()); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) writeQuota(ctx context.Context, p posting, kind, day string, quantity decimal.Decimal) error {
	return t.exec(ctx, kind+" quota", `
		INSERT INTO quota_entries (at, case_id, seq, posting, step, branch, row_id, kind, department, item, day, quantity)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, $12::numeric)`,
		p.args(kind, p.Inputs.Text("department"), p.Inputs.Text("item"), day, quantity)...)
}

func (t *Tx) nameOfItem(ctx context.Context, item string) (name string, err error) {
	err = t.get(ctx, "read item's name", &name, `SELECT name FROM items WHERE id = $1`, item)
	return name, err
}

func overQuota(item string, left, wanted decimal.Decimal) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("超出领用定额：“%s”本期还可领 %s，不能领 %s。请减少数量，或先调整定额", item, left, wanted),
		ZhTW: fmt.Sprintf("超出領用定額：「%s」本期還可領 %s，不能領 %s。請減少數量，或先調整定額", item, left, wanted),
		En: fmt.Sprintf("Beyond the quota: the department has %s of “%s” left in this period, not %s. Lower the "+
			"quantity, or have the quota changed first", left, item, wanted),
	}
}

func beyondDrawn(drawn, wanted decimal.Decimal) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("该单据占用的定额还有 %s，不能退回 %s", drawn, wanted),
		ZhTW: fmt.Sprintf("該單據占用的定額還有 %s，不能退回 %s", drawn, wanted),
		En:   fmt.Sprintf("The case has drawn %s of its quota: %s cannot be given back", drawn, wanted),
	}
}

// QuotaRow is how a quota stands for one department it binds, in the period under way.
type QuotaRow struct {
	ID         string          `json:"id"` // the quota's and the department's
	Quota      string          `json:"quota"`
	Department string          `json:"department"`
	Item       string          `json:"item" doc:"empty where it is of a category"`
	Category   string          `json:"category" doc:"empty where it is of one item"`
	Unit       string          `json:"unit" doc:"the item's; empty where it is of a category"`
	Period     string          `json:"period" enum:"term,year"`
	From       *string         `json:"from" doc:"empty where no term went before"`
	To         *string         `json:"to" doc:"empty where no term is to come"`
	Allowed    decimal.Decimal `json:"allowed"`
	Drawn      decimal.Decimal `json:"drawn" doc:"approved, whether issued or not yet"`
	Left       decimal.Decimal `json:"left"`
}

// QuotaQuery narrows quotas. Departments nil is all of them, an empty list none.
type QuotaQuery struct {
	Query
	Departments []string
	At          time.Time
}

// Quotas lists how quotas stand, department by department, by id.
func (t *Tx) Quotas(ctx context.Context, q QuotaQuery) ([]QuotaRow, string, error) {
	bounds, err := t.quotaPeriods(ctx, q.At)
	if err != nil {
		return nil, "", err
	}
	return paged(ctx, t, "list quotas", q.Query, 1, func(r *QuotaRow) []string { return []string{r.ID} }, `
		SELECT s.id, s.quota, s.department, s.item, s.category, coalesce(i.unit, '') AS unit, s.period,
			s.allowed, s.drawn, s.allowed - s.drawn AS left,
			nullif(s.since, '-infinity')::text AS from, nullif(s.until, 'infinity')::text AS to
		FROM (`+quotaStates+`) s LEFT JOIN items i ON i.id = s.item
		WHERE ($1::text IS NULL OR s.id > $1) AND ($7 = '' OR s.id = $7) AND ($8 OR s.department = ANY($9))
			AND (s.search LIKE $10 OR coalesce(i.search, lower(s.category)) LIKE $10)
		ORDER BY s.id LIMIT $2`, append(bounds, q.ID, q.Departments == nil, array(q.Departments), like(q.Q))...)
}
