package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// pageBudgets shows a year's lines by department, each as a bar; without a year the school's fiscal year.
func (s *Server) pageBudgets(c *gin.Context) error {
	ctx := c.Request.Context()
	years, this, err := s.budgetYears(ctx)
	if err != nil {
		return err
	}
	page := pages.BudgetsPage{
		Export: exportOf(c, "budgets"), Q: c.Query("q"), Keeps: s.keeps(ctx, store.ListBudgets),
		None: s.site.Words.Say(langOf(ctx), "list.none"),
	}
	if page.Q != "" {
		page.None = s.site.Words.Say(langOf(ctx), "list.not_found")
	}
	var year int
	page.Years, year = yearTabs(c, years, this)
	read, _ := budgetsOf(me(ctx), year)
	rows, err := everyRow(ctx, s, page.Q, read)
	if err != nil {
		return err
	}
	if page.Groups, err = s.budgetGroups(ctx, rows); err != nil {
		return err
	}
	if len(page.Groups) > 1 {
		whole := sumOf(rows)
		page.Whole = &whole
	}
	s.render(c, http.StatusOK, "budgets", page)
	return nil
}

// budgetYears are the years there are lines of that the reader may see, and the one the school is in.
func (s *Server) budgetYears(ctx context.Context) (years []int, this int, err error) {
	departments, may := budgetedFor(me(ctx))
	if !may {
		return nil, 0, s.forbidden(ctx)
	}
	err = s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		school, err := tx.ReadSchool(ctx)
		if err != nil {
			return err
		}
		this = school.FiscalYear
		years, err = tx.BudgetYears(ctx, departments)
		return err
	})
	return years, this, err
}

// yearTabs offers the years there are lines of, the latest first, and says which is shown: the one asked for, or this
// one. Next year's plan is there before its money may be used, and nobody looks for that first.
func yearTabs(c *gin.Context, found []int, this int) (years []pages.Tab, shown int) {
	asked, _ := strconv.Atoi(c.Query("year")) // what is no year is none of these
	switch {
	case slices.Contains(found, asked):
	case slices.Contains(found, this) || len(found) == 0:
		asked = this
	default:
		asked = found[0]
	}
	var options []pages.Choice
	for _, year := range found {
		options = append(options, pages.Choice{Value: strconv.Itoa(year), Label: strconv.Itoa(year)})
	}
	years = tabs(c, "year", options)
	for i := range years {
		years[i].Here = found[i] == asked
	}
	return years, asked
}

// budgetGroups puts lines under their departments with what they add up to.
func (s *Server) budgetGroups(ctx context.Context, rows []store.BudgetRow) ([]pages.BudgetGroup, error) {
	departments, subjects, err := s.budgetNames(ctx, rows)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b store.BudgetRow) int {
		return compareTexts(a.Department, b.Department, a.Subject, b.Subject)
	})
	var groups []pages.BudgetGroup
	for len(rows) > 0 {
		department := rows[0].Department
		others := slices.IndexFunc(rows, func(r store.BudgetRow) bool { return r.Department != department })
		if others < 0 {
			others = len(rows)
		}
		group := pages.BudgetGroup{Department: departments[department], Total: sumOf(rows[:others])}
		for _, r := range rows[:others] {
			group.Lines = append(group.Lines, pages.BudgetLine{
				Href: entriesOf("budgets", r.ID), Subject: r.Subject + " " + subjects[r.Subject], BudgetBar: barOf(r),
			})
		}
		groups, rows = append(groups, group), rows[others:]
	}
	return groups, nil
}

// sumOf is what lines add up to.
func sumOf(rows []store.BudgetRow) pages.BudgetBar {
	var planned, reserved, spent, available forms.Money
	for _, r := range rows {
		planned, reserved, spent, available =
			planned+r.Planned, reserved+r.Reserved, spent+r.Spent, available+r.Available
	}
	return pages.NewBudgetBar(planned, reserved, spent, available)
}

func barOf(r store.BudgetRow) pages.BudgetBar {
	return pages.NewBudgetBar(r.Planned, r.Reserved, r.Spent, r.Available)
}

// budgetNames are what the departments and subjects of lines are called.
func (s *Server) budgetNames(
	ctx context.Context, rows []store.BudgetRow,
) (departments, subjects map[string]string, err error) {
	var ofDepartments, ofSubjects []string
	for _, r := range rows {
		ofDepartments, ofSubjects = append(ofDepartments, r.Department), append(ofSubjects, r.Subject)
	}
	if departments, err = s.names(ctx, "department", ofDepartments); err != nil {
		return nil, nil, err
	}
	subjects, err = s.names(ctx, "subject", ofSubjects)
	return departments, subjects, err
}

// pageBudgetEntries is one line: what is reserved for which case, and every entry with what it left.
func (s *Server) pageBudgetEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.budgetEntries(ctx, in)
	if err != nil {
		return err
	}
	line, err := s.getBudget(ctx, &in.OneInput)
	if err != nil {
		return err
	}
	departments, subjects, err := s.budgetNames(ctx, []store.BudgetRow{line.Body})
	if err != nil {
		return err
	}
	page := pages.BudgetPage{
		Title: strconv.Itoa(line.Body.Year) + " · " + departments[line.Body.Department] + " · " + line.Body.Subject + " " +
			subjects[line.Body.Subject],
		Back: "/budgets", Export: "/export/budgets/" + url.PathEscape(in.ID), Bar: barOf(line.Body),
	}
	if page.Spent, err = s.byCase(ctx, in.ID, "spent", line.Body.Spent, budgetSpent); err != nil {
		return err
	}
	if page.Holds, err = s.byCase(ctx, in.ID, "reserved", line.Body.Reserved, budgetHolds); err != nil {
		return err
	}
	t := s.newTable(ctx, "at", "case", "kind", "planned", "spent", "reserved", "available")
	t.made.Caption = s.site.Words.Say(t.lang, "budgets.entries")
	for _, r := range list.Body.Items {
		planned, spent, reserved := budgetMoves(r)
		t.add(t.at(r.At), forCase(r.Number, r.HolderNumber), t.kind(r.Kind), moved(planned), moved(spent), moved(reserved),
			money(r.Available))
	}
	b := line.Body
	t.total(pages.Cell{}, pages.Cell{}, pages.Cell{}, money(b.Planned), money(b.Spent), money(b.Reserved),
		money(b.Available))
	page.Entries = t.shown()
	s.renderList(c, http.StatusOK, "budget", page, list.Body.Next)
	return nil
}

// budgetMoves is what an entry adds to each of a line's amounts: what is spent was reserved before, and what is taken
// back is free again.
func budgetMoves(e store.BudgetEntry) (planned, spent, reserved forms.Money) {
	switch e.Kind {
	case "plan":
		return e.Amount, 0, 0
	case "spend":
		return 0, e.Amount, -e.Amount
	case "refund":
		return 0, e.Amount, 0
	default: // reserve, release
		return 0, 0, e.Amount
	}
}

func budgetSpent(ctx context.Context, tx *store.Tx, line string) ([]store.BudgetHold, error) {
	return tx.BudgetSpent(ctx, line, shownCases+1)
}

func budgetHolds(ctx context.Context, tx *store.Tx, line string) ([]store.BudgetHold, error) {
	return tx.BudgetHolds(ctx, line, shownCases+1)
}

// byCase lists what of a line's money each case has, reserved or spent; they add up to it.
func (s *Server) byCase(
	ctx context.Context, line, column string, sum forms.Money,
	read func(context.Context, *store.Tx, string) ([]store.BudgetHold, error),
) (pages.BookTable, error) {
	var holds []store.BudgetHold
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		holds, err = read(ctx, tx, line)
		return err
	})
	t := s.newTable(ctx, "case", "title", "state", column)
	t.made.Caption = s.site.Words.Say(t.lang, "budgets.by_case."+column)
	t.made.None = s.site.Words.Say(t.lang, "budgets.none_"+column)
	for _, h := range firstOf(t, holds) {
		t.add(caseCell(h.Number), wide(cases.TitleBeside(h.Title, h.Whole)),
			plain(s.site.Words.Say(t.lang, "state."+h.Status)), money(h.Amount))
	}
	t.total(pages.Cell{}, pages.Cell{}, pages.Cell{}, money(sum))
	return t.shown(), err
}
