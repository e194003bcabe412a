package server

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/cases"
	"zongwu/server/pages"
)

// mostCases bounds how many cases a workbook holds: each is read with its form.
const mostCases = 5000

// exportCases is the list of cases as it is narrowed.
func (s *Server) exportCases(c *gin.Context) error {
	ctx := c.Request.Context()
	q := caseQueryOf(c)
	q.Cursor = ""
	items, err := s.casesUpTo(ctx, mostCases, q)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "cases.title"), texts("case", 16), texts("process", 16),
		texts("title", 40), moneys("amount"), texts("state", 10), texts("where", 30), texts("starter", 12), moments("begun"),
		moments("changed"))
	if e.cut = len(items) > mostCases; e.cut {
		items = items[:mostCases]
	}
	for _, item := range items {
		var where, rest []string
		var amount any
		for _, part := range item.Parts {
			if part.Type == "money" && amount == nil {
				amount = amountIn(part.Text)
				continue
			}
			rest = append(rest, part.Text)
		}
		for _, open := range item.Open {
			where = append(where, pages.StepWords(e.lang, open.Title, called(open.Asked, names)))
		}
		e.add(item.Number, item.ProcessTitle, strings.Join(rest, " · "), amount, e.say("state."+string(item.State)),
			strings.Join(where, "\n"), item.StarterName, item.CreatedAt, item.ChangedAt)
	}
	if err := s.narrowedTold(ctx, e, c, q); err != nil {
		return err
	}
	return e.send(c)
}

// casesUpTo reads the cases a query finds, one more than most when there are more.
func (s *Server) casesUpTo(ctx context.Context, most int, q cases.CaseQuery) ([]cases.CaseItem, error) {
	var all []cases.CaseItem
	q.Limit = longestList
	for {
		list, err := s.service.Cases(ctx, me(ctx).School, viewerOf(ctx), q)
		if err != nil {
			return nil, err
		}
		all = append(all, list.Items...)
		if q.Cursor = list.Next; q.Cursor == "" || len(all) > most {
			return all, nil
		}
	}
}

// amountIn is the figure of an amount that was put into words: ¥1,234.50 or 1,234.50元.
func amountIn(text string) any {
	figure := strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789.-", r) {
			return r
		}
		return -1
	}, text)
	d, err := decimal.NewFromString(figure)
	if err != nil {
		return text
	}
	return d
}

// narrowedTold says in the workbook what its cases are narrowed to, in the words of the page's filters.
func (s *Server) narrowedTold(ctx context.Context, e *exported, c *gin.Context, q cases.CaseQuery) error {
	page := pages.CasesPage{}
	if err := s.caseFilters(ctx, &page, q); err != nil {
		return err
	}
	chosen := func(key string, choices []pages.Choice) {
		for _, choice := range choices {
			if choice.Chosen {
				e.told(key, choice.Label)
			}
		}
	}
	switch scopeOf(c) {
	case "mine":
		e.told("export.only", e.say("cases.mine"))
	case "took":
		e.told("export.only", e.say("cases.took"))
	}
	e.told("export.find", q.Q)
	chosen("cases.process", page.Processes)
	chosen("case.state", page.States)
	chosen("book.department", page.Departments)
	e.told("cases.from", q.From)
	e.told("cases.to", q.To)
	return nil
}
