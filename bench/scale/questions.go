package scale

import (
	"context"
	"fmt"
)

// question is a page or a call, and who asks for it: head began many purchases, sees a department; storekeeper takes
// part in every purchase and sees nothing else; teacher sees little; director sees all; repairer has 5,000 open tasks.
type question struct {
	name, person, path string
}

// questions are asked in this order; {number} is that of a case, the newest of its kind.
func (s *school) questions(ctx context.Context) ([]question, error) {
	accepted, err := s.newest(ctx, `process = 'purchase' AND status = 'done'`)
	if err != nil {
		return nil, err
	}
	ordered, err := s.newest(ctx, `process = 'purchase' AND status = 'open'`)
	if err != nil {
		return nil, err
	}
	teacher := teacher(7)
	list := []question{
		{"queue, tens of tasks", "director", "/tasks"},
		{"queue, thousands", "repairer", "/tasks"},
		{"queue, searched", "repairer", "/tasks?q=" + commonWord},
		{"tasks, for a program", "director", "/api/v1/tasks"},
		{"case page, decided on", "director", "/cases/" + ordered},
		{"case page, over", "head", "/cases/" + accepted},
		{"case, for a program", "director", "/api/v1/cases/" + accepted},
		{"cases, all", "director", "/cases"},
		{"cases, a department's", "head", "/cases"},
		{"cases, of a few", teacher, "/cases"},
		{"cases, taken part in", "storekeeper", "/cases"},
	}
	for _, who := range []struct{ name, person string }{
		{"sees all", "director"}, {"takes part", "storekeeper"}, {"sees little", teacher},
	} {
		for _, what := range []struct{ name, q string }{
			{"common word", commonWord}, {"medium word", mediumWord}, {"rare word", rareWord}, {"no such word", "大象长颈鹿"},
			{"two sounds", "wyj"}, {"number", accepted}, {"name", teacherName(11)},
		} {
			list = append(list, question{"search, " + what.name + ", " + who.name, who.person, "/cases?q=" + what.q})
		}
	}
	for _, narrow := range []struct{ name, query string }{
		{"mine", "scope=mine"}, {"took part", "scope=took"}, {"process", "process=purchase"}, {"open", "state=open"},
		{"withdrawn", "state=withdrawn"}, {"department", "department=gnj"}, {"days", "from=2026-10-01&to=2026-10-31"},
		{"a process's withdrawn", "process=purchase&state=withdrawn"},
		{"department and withdrawn", "department=gnj&state=withdrawn"},
		{"mine, withdrawn", "scope=mine&state=withdrawn"},
	} {
		person := "director"
		if narrow.query[0] == 's' && narrow.query[1] == 'c' {
			person = "head"
		}
		list = append(list, question{"cases by " + narrow.name, person, "/cases?" + narrow.query})
	}
	return append(list,
		question{"search, for a program", "director", "/api/v1/cases?q=" + rareWord},
		question{"what to begin", "head", "/new"},
		question{"notices", "head", "/api/v1/notices"},
		question{"who I am", "head", "/api/v1/me"},
		question{"stock", "director", "/stock"},
		question{"an item's entries", "director", "/stock/g02/entries"},
		question{"budgets", "director", "/budgets"},
		question{"a budget's entries", "director", "/budgets/2026-jwc-30201/entries"},
		question{"payables", "accountant", "/payables"},
		question{"a supplier's payables", "accountant", "/payables/suppliers/s1"},
		question{"payables, for a program", "accountant", "/api/v1/payables"},
	), nil
}

func (s *school) newest(ctx context.Context, of string) (string, error) {
	var number string
	err := s.owner.QueryRowContext(ctx, `SELECT number FROM cases WHERE starter = 'head' AND `+of+
		` ORDER BY created_at DESC LIMIT 1`).Scan(&number)
	if err != nil {
		return "", fmt.Errorf("find the newest case with %s: %w", of, err)
	}
	return number, nil
}
