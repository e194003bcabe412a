package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
)

// reportsPath is where all reports are found. What labels send in is at reportedPath.
const reportsPath = "/reports"

// bookReport is one way of looking at the books: named by keys, with where it is read and, where there is one, its
// workbook.
type bookReport struct {
	title          []string
	tells          string
	href, workbook string
	may            bool
}

// reportsFor are the reports somebody may read.
func reportsFor(who caller) []bookReport {
	office, budgets := who.office(), who.office() || who.heads()
	all := []bookReport{
		{[]string{"agreement.title"}, "reports.tells.agreement", "/assets/agreement", "", office},
		{[]string{"assets.title"}, "reports.tells.assets", "/assets", "/export/assets", true},
		{[]string{"stock.title"}, "reports.tells.stock", "/stock", "/export/stock", office},
		{[]string{"stock.title", "stock.low"}, "reports.tells.low", "/stock?view=low", "/export/stock?view=low", office},
		{[]string{"stock.title", "stock.expiring"}, "reports.tells.expiring", "/stock?view=expiring",
			"/export/stock?view=expiring", office},
		{[]string{"budgets.title"}, "reports.tells.budgets", "/budgets", "/export/budgets", budgets},
		{[]string{"quotas.title"}, "reports.tells.quotas", "/quotas", "", budgets},
		{[]string{"payable.title"}, "reports.tells.payables", "/payables", "/export/payables", office},
		{[]string{"receivables.title"}, "reports.tells.receivables", "/receivables", "", office},
		{[]string{"cases.title"}, "reports.tells.cases", "/cases", "/export/cases", true},
	}
	var mine []bookReport
	for _, r := range all {
		if r.may {
			mine = append(mine, r)
		}
	}
	return mine
}

// pageReports lists the reports there are, each with what it tells, for whoever may read it.
func (s *Server) pageReports(c *gin.Context) error {
	ctx := c.Request.Context()
	t := s.newTable(ctx, "report", "tells", "workbook")
	say := func(key string) string { return s.site.Words.Say(t.lang, key) }
	for _, r := range reportsFor(me(ctx)) {
		titles := make([]string, len(r.title))
		for i, key := range r.title {
			titles[i] = say(key)
		}
		workbook := pages.Cell{}
		if r.workbook != "" {
			workbook = linked(say("export.excel"), r.workbook)
		}
		t.add(linked(pages.Dotted(titles), r.href), wide(say(r.tells)), workbook)
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{Title: say("reports.title"), Table: t.shown()}, "")
	return nil
}
