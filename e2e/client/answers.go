package client

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// outcome takes an outcome of a task: somebody who may do it looks it up in their own list and fills in its form.
func (w *walker) outcome(ctx context.Context, t *Task, b *Branch, outcome string) (*Case, error) {
	person := string(pick(w.rng, t.Persons))
	if t.ClaimedBy != "" {
		person = string(t.ClaimedBy)
	}
	detail, err := w.detail(ctx, t, person)
	if err != nil {
		return nil, err
	}
	session, err := w.session(ctx, person)
	if err != nil {
		return nil, err
	}
	sub := &submission{walker: w, session: session, task: detail, branch: b, person: person, outcome: outcome}
	data, err := sub.fill(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(detail.Outcomes, ID(sub.outcome)) {
		return nil, fmt.Errorf("outcomes offered are %v", detail.Outcomes)
	}
	body := map[string]any{"outcome": sub.outcome}
	if len(data) > 0 {
		body["data"] = data
	}
	if sub.outcome == "reject" || sub.outcome == "object" || w.rng.IntN(4) == 0 {
		body["comment"] = "已阅"
	}
	c, err := w.post(ctx, session, "/api/v1/tasks/"+t.ID, body)
	if err != nil {
		return nil, fmt.Errorf("by %s with %s: %w", person, encode(data), err)
	}
	sub.book()
	return c, nil
}

// submission is what one person sends for one task, and what it does to our account once it is acknowledged.
type submission struct {
	*walker
	session *Session
	task    *Task
	branch  *Branch
	person  string
	outcome string
	book    func()
}

func (s *submission) fill(ctx context.Context) (map[string]any, error) {
	s.book = func() { s.p.Took(s.task.Step, s.person, s.outcome) }
	switch s.task.Step {
	case "start":
		return s.startAgain()
	case "quote":
		return s.quote(), nil
	case "minutes":
		file, err := s.school.File(ctx, s.session)
		return map[string]any{"file": file}, err
	case "buy":
		return s.buy()
	case "accept", "accept_service":
		return s.accept(ctx)
	case "accept_second":
		s.inBranch(func() { s.branch.Second(s.outcome) })
	case "more":
		s.inBranch(func() { s.branch.More(s.outcome) })
		return map[string]any{"reason": "供应商说明"}, nil
	}
	return map[string]any{}, nil
}

func (s *submission) inBranch(change func()) {
	s.book = func() {
		change()
		s.p.TookInBranch(s.task.Step, s.person)
	}
}

// startAgain answers a request that was sent back: mostly something else when it goes through all again, the same
// when it returns straight to who sent it back.
func (s *submission) startAgain() (map[string]any, error) {
	request := s.p.Request
	if s.p.Resume == "" {
		anew, err := s.account.Anew(s.rng, s.p, s.sc.Goods)
		if err == nil {
			request = anew
		} else if s.sc.Size == Over {
			return nil, err
		}
	}
	s.book = func() {
		s.p.Request = request
		s.p.Took("start", s.person, s.outcome)
	}
	return s.requestData(request), nil
}

func (w *walker) requestData(r Request) map[string]any {
	lines := make([]map[string]any, 0, len(r.Lines))
	for _, l := range r.Lines {
		lines = append(lines, map[string]any{"item": l.Item.ID, "qty": l.Qty.String(), "price": l.Price})
	}
	return map[string]any{
		"subject": r.Subject, "reason": "教学需要:" + w.sc.Name, "lines": lines,
		"needed_by": time.Now().AddDate(0, 0, 1+w.rng.IntN(60)).Format(time.DateOnly),
	}
}

func (s *submission) quote() map[string]any {
	if s.outcome == "contract" {
		supplier := pick(s.rng, s.school.Contractors()).ID
		s.book = func() {
			s.p.Choice, s.p.Contract = "", supplier
			s.p.Took("quote", s.person, s.outcome)
		}
		return map[string]any{"contract": supplier}
	}
	suppliers := slices.Clone(s.school.Suppliers)
	s.rng.Shuffle(len(suppliers), func(i, j int) { suppliers[i], suppliers[j] = suppliers[j], suppliers[i] })
	suppliers = suppliers[:3+s.rng.IntN(len(suppliers)-2)]
	quotes := make([]map[string]any, 0, len(suppliers))
	chosen, lowest, its := suppliers[s.rng.IntN(len(suppliers))].ID, int64(0), int64(0)
	for _, supplier := range suppliers {
		amount := s.p.Request.Total() - 200_00 + s.rng.Int64N(400_00)
		quotes = append(quotes, map[string]any{"supplier": supplier.ID, "amount": amount})
		if lowest == 0 || amount < lowest {
			lowest = amount
		}
		if supplier.ID == chosen {
			its = amount
		}
	}
	data := map[string]any{"quotes": quotes, "choice": chosen}
	if its > lowest {
		data["why"] = "质量较好,送货及时"
	}
	s.book = func() {
		s.p.Choice, s.p.Contract = chosen, ""
		s.p.Took("quote", s.person, s.outcome)
	}
	return data
}

// buy orders what was asked, now and then less of it or cheaper, or not all lines.
func (s *submission) buy() (map[string]any, error) {
	rows, err := s.task.Rows()
	if err != nil {
		return nil, fmt.Errorf("read order's rows: %w", err)
	}
	if len(rows) != len(s.p.Request.Lines) {
		return nil, fmt.Errorf("the order opens with %s for %d lines", s.task.Data, len(s.p.Request.Lines))
	}
	order := &Order{Supplier: s.supplier()}
	change := map[string]int{"done": s.rng.IntN(8), "less": 1, "all": 7}[s.outcome]
	s.outcome = "done"
	lines := []map[string]any{}
	for i, row := range rows {
		line := s.p.Request.Lines[i]
		if string(row.Item) != line.Item.ID || row.Line == "" {
			return nil, fmt.Errorf("the order's row %d is %+v, asked was %s", i, row, line.Item.ID)
		}
		switch change {
		case 0:
			line.Price -= s.rng.Int64N(line.Price/4 + 1)
		case 1:
			line.Qty = line.Qty.Mul(decimal.NewFromFloat(0.75)).RoundUp(3)
		case 2:
			if i > 0 || len(rows) == 1 {
				break
			}
			continue
		}
		order.Lines = append(order.Lines, &Ordered{Line: line, ID: row.Line})
		lines = append(lines, map[string]any{"line": row.Line, "qty": line.Qty.String(), "price": line.Price})
	}
	if order.Total() > s.p.Request.Total() {
		return nil, fmt.Errorf("our order of %d is above the request of %d", order.Total(), s.p.Request.Total())
	}
	s.book = func() {
		s.p.Order = order
		s.p.Took("buy", s.person, s.outcome)
	}
	return map[string]any{"supplier": order.Supplier, "lines": lines}, nil
}

func (s *submission) supplier() string {
	switch {
	case s.p.Needs("quote") && s.p.Choice != "":
		return s.p.Choice
	case s.p.Needs("quote") && s.p.Contract != "":
		return s.p.Contract
	default:
		return pick(s.rng, s.school.Suppliers).ID
	}
}

// accept signs a delivery.
func (s *submission) accept(ctx context.Context) (map[string]any, error) {
	accepted, outcome := s.delivery(s.branch.Waiting(), s.outcome)
	s.outcome = outcome
	file, err := s.school.File(ctx, s.session)
	if err != nil {
		return nil, err
	}
	rows := []map[string]any{}
	for _, a := range accepted {
		row := map[string]any{"line": a.Line.ID, "accepted": a.Accepted.String()}
		if a.Refused.IsPositive() {
			row["refused"], row["reason"] = a.Refused.String(), "包装破损"
		}
		if a.Line.Item.Food && a.Accepted.IsPositive() {
			row["lot"], row["proof"] = fmt.Sprintf("P%06d", s.rng.IntN(1_000_000)), file
			row["expires"] = time.Now().AddDate(0, 0, 20+s.rng.IntN(100)).Format(time.DateOnly)
		}
		rows = append(rows, row)
	}
	s.inBranch(func() { s.branch.Accept(outcome, accepted) })
	return map[string]any{"lines": rows}, nil
}

// delivery says how much of each line is accepted and refused for an outcome; "part" becomes "accept" when nothing
// can be parted.
func (s *submission) delivery(waiting []*Ordered, outcome string) ([]Accepted, string) {
	var lines []Accepted
	for _, o := range waiting {
		a := Accepted{Line: o, Accepted: o.Left()}
		if outcome == "refuse" {
			a.Accepted, a.Refused = decimal.Zero, o.Left()
		}
		lines = append(lines, a)
	}
	if outcome != "part" && outcome != "part-refused" {
		return lines, outcome
	}
	thousandths := func(d decimal.Decimal) int64 { return d.Shift(3).IntPart() }
	less := s.rng.IntN(len(lines))
	for i := range lines {
		a := &lines[i]
		n := thousandths(a.Accepted)
		if n < 2 || i != less && s.rng.IntN(2) == 0 {
			continue
		}
		a.Accepted = decimal.New(1+s.rng.Int64N(n-1), -3)
		if outcome == "part-refused" {
			a.Refused = a.Line.Left().Sub(a.Accepted)
		}
	}
	if slices.ContainsFunc(lines, func(a Accepted) bool { return a.Accepted.LessThan(a.Line.Left()) }) {
		return lines, "part"
	}
	return lines, "accept"
}
