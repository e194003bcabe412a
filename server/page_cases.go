package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// casesPath is the list of cases, and casesView what views of it are kept under.
const (
	casesPath = "/cases"
	casesView = "cases"
)

func (s *Server) pageCases(c *gin.Context) error {
	return s.showCases(c, http.StatusOK, "")
}

func (s *Server) showCases(c *gin.Context, status int, refused string) error {
	ctx := c.Request.Context()
	q := caseQueryOf(c)
	list, err := s.service.Cases(ctx, me(ctx).School, viewerOf(ctx), q)
	if err != nil {
		return err
	}
	page := pages.CasesPage{
		Export: exportOf(c, "cases"), Q: q.Q, Scope: scopeOf(c), From: q.From, To: q.To, Refused: refused,
		Query: keptQuery(c),
		Tabs: tabs(c, "scope", []pages.Choice{
			{Label: s.site.Words.Say(langOf(ctx), "cases.all")},
			{Value: "mine", Label: s.site.Words.Say(langOf(ctx), "cases.mine")},
			{Value: "took", Label: s.site.Words.Say(langOf(ctx), "cases.took")},
		}),
	}
	if err := s.caseFilters(ctx, &page, q); err != nil {
		return err
	}
	if page.Items, err = s.caseLines(ctx, list.Items); err != nil {
		return err
	}
	if page.Views, err = s.savedViews(ctx, page.Query); err != nil {
		return err
	}
	s.renderList(c, status, "cases", page, list.Next)
	return nil
}

// scopeOf says whose cases are shown; mine=true is how the interface for programs says it.
func scopeOf(c *gin.Context) string {
	if c.Query("mine") == "true" {
		return "mine"
	}
	return c.Query("scope")
}

func caseQueryOf(c *gin.Context) cases.CaseQuery {
	return cases.CaseQuery{
		Q: c.Query("q"), Process: c.Query("process"), State: c.Query("state"), Department: c.Query("department"),
		From: c.Query("from"), To: c.Query("to"), Cursor: c.Query("cursor"),
		Mine: scopeOf(c) == "mine", Took: scopeOf(c) == "took",
	}
}

// narrowings are the values of the address that narrow the list, and nothing else.
var narrowings = []string{"scope", "q", "process", "state", "department", "from", "to"}

// keptQuery is what a view keeps of the address.
func keptQuery(c *gin.Context) string {
	kept := url.Values{}
	for _, name := range narrowings {
		if value := c.Query(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept.Encode()
}

// caseFilters offers what the list can be narrowed by.
func (s *Server) caseFilters(ctx context.Context, page *pages.CasesPage, q cases.CaseQuery) error {
	known, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	for _, p := range known {
		page.Processes = append(page.Processes, pages.Choice{Value: p.ID, Label: p.Title})
	}
	for _, state := range []processes.Status{
		processes.Open, processes.Done, processes.Rejected, processes.Withdrawn, processes.Cancelled,
	} {
		page.States = append(page.States, pages.Choice{
			Value: string(state), Label: s.site.Words.Say(langOf(ctx), "state."+string(state)),
		})
	}
	list, err := listOf(ctx, s, store.Query{Limit: longestList}, departments)
	if err != nil {
		return err
	}
	for _, d := range list.Body.Items {
		page.Departments = append(page.Departments, pages.Choice{Value: d.ID, Label: d.Name})
	}
	choose(page.Processes, q.Process)
	choose(page.States, q.State)
	choose(page.Departments, q.Department)
	return nil
}

func (s *Server) caseLines(ctx context.Context, items []cases.CaseItem) ([]pages.CaseLine, error) {
	names, err := s.personNames(ctx)
	if err != nil {
		return nil, err
	}
	lines := make([]pages.CaseLine, 0, len(items))
	for _, item := range items {
		line := pages.CaseLine{CaseItem: item}
		line.Amount, line.Line, line.Flags = summedUp(item)
		for _, open := range item.Open {
			line.Where = append(line.Where, pages.StepWords(langOf(ctx), open.Title, called(open.Asked, names)))
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// savedViews are the reader's own; the one that is shown says so.
func (s *Server) savedViews(ctx context.Context, shown string) ([]pages.SavedView, error) {
	var views []pages.SavedView
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		kept, err := tx.SavedViews(ctx, me(ctx).Person.ID, casesView)
		views = nil
		for _, v := range kept {
			views = append(views, pages.SavedView{Name: v.Name, Href: casesPath + "?" + v.Query, Here: v.Query == shown})
		}
		return err
	})
	return views, err
}

// longestName is how long a view's name may be, in characters.
const longestName = 40

// postView keeps the list as it is narrowed under a name, or forgets a name.
func (s *Server) postView(c *gin.Context) error {
	ctx := c.Request.Context()
	name := strings.TrimSpace(c.PostForm("name"))
	person := me(ctx).Person.ID
	if name == "" || utf8.RuneCountInString(name) > longestName {
		return s.showCases(c, http.StatusUnprocessableEntity, s.site.Words.Say(langOf(ctx), "cases.name_view"))
	}
	query := keptQuery(c)
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		if c.PostForm("do") == "drop" {
			return tx.DropView(ctx, person, casesView, name)
		}
		return tx.SaveView(ctx, person, casesView, store.SavedView{Name: name, Query: query})
	})
	if errors.Is(err, store.ErrTooManyViews) {
		return s.showCases(c, http.StatusUnprocessableEntity, s.site.Words.Say(langOf(ctx), "cases.many_views"))
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, casesPath+"?"+query)
	return nil
}
