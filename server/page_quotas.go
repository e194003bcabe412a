package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// pageQuotas is what each department may still draw of goods in the period under way: the office sees all departments,
// a head their own.
func (s *Server) pageQuotas(c *gin.Context) error {
	ctx := c.Request.Context()
	read, may := quotasOf(me(ctx))
	if !may {
		return s.forbidden(ctx)
	}
	q := c.Query("q")
	rows, err := everyRow(ctx, s, q, read)
	if err != nil {
		return err
	}
	say := func(key string) string { return s.site.Words.Say(langOf(ctx), key) }
	page := pages.BookPage{
		Back: "/budgets", Title: say("quotas.title"), Find: say("quotas.find"), Q: q, Note: say("quotas.note"),
	}
	if page.Table, err = s.quotaTable(ctx, q, rows); err != nil {
		return err
	}
	if s.keeps(ctx, store.ListQuotas) {
		page.Also = append(page.Also, pages.Leads{Text: say("quotas.edit"), Href: "/admin/lists/quotas"})
	}
	s.renderList(c, http.StatusOK, "book", page, "")
	return nil
}

// quotaTable puts quotas under each other department by department; what is left stands before how much there was.
func (s *Server) quotaTable(ctx context.Context, q string, rows []store.QuotaRow) (pages.BookTable, error) {
	t := s.newTable(ctx, "item", "department", "period", "remains", "allowed", "drawn")
	t.noneOf(q, "quotas.none")
	var ofDepartments, ofItems []string
	for _, r := range rows {
		ofDepartments, ofItems = append(ofDepartments, r.Department), append(ofItems, r.Item)
	}
	departments, err := s.names(ctx, "department", ofDepartments)
	if err != nil {
		return t.shown(), err
	}
	items, err := s.names(ctx, "item", ofItems)
	if err != nil {
		return t.shown(), err
	}
	slices.SortStableFunc(rows, func(a, b store.QuotaRow) int {
		return compareTexts(a.Department, b.Department, a.Category, b.Category, items[a.Item], items[b.Item],
			a.Period, b.Period)
	})
	for _, r := range rows {
		goods := items[r.Item]
		if r.Item == "" {
			goods = s.sentence(t.lang, "quotas.category", "{category}", r.Category)
		}
		left := quantity(r.Left)
		left.Text = strings.TrimSpace(left.Text + " " + r.Unit)
		if !r.Left.IsPositive() {
			left.Mark = s.site.Words.Say(t.lang, "quotas.used_up")
		}
		t.add(plain(goods), plain(departments[r.Department]), plain(s.quotaPeriod(t.lang, r)), left, quantity(r.Allowed),
			quantity(r.Drawn))
	}
	return t.shown(), nil
}

// quotaPeriod says of which term or year a quota is, and until when what is left of it may be drawn.
func (s *Server) quotaPeriod(lang string, r store.QuotaRow) string {
	period := s.site.Words.Say(lang, "quotas.period."+r.Period)
	if r.To == nil {
		return period
	}
	return period + s.sentence(lang, "quotas.until", "{day}", pages.Dated(lang, *r.To))
}
