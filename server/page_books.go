package server

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// table builds a book's page row by row; labels are messages' keys.
type table struct {
	s    *Server
	lang string
	page pages.BookPage
	keys []string
}

func (s *Server) newTable(ctx context.Context, title string, columns ...string) *table {
	t := &table{s: s, lang: langOf(ctx), keys: columns}
	t.page.Title = s.site.Words.Say(t.lang, title)
	t.page.Note, t.page.None = s.site.Words.Say(t.lang, "list.yuan"), s.site.Words.Say(t.lang, "list.none")
	for _, key := range columns {
		t.page.Columns = append(t.page.Columns, pages.Cell{Label: s.site.Words.Say(t.lang, "book."+key)})
	}
	return t
}

// find offers to look for something, and says what was looked for when nothing is found.
func (t *table) find(c *gin.Context) {
	t.page.Find, t.page.Q = true, c.Query("q")
	if t.page.Q != "" {
		t.page.None = t.s.site.Words.Say(t.lang, "list.not_found")
	}
}

func (t *table) add(cells ...pages.Cell) {
	for i := range cells {
		cells[i].Label = t.page.Columns[i].Label
		t.page.Columns[i].Number = cells[i].Number
	}
	t.page.Rows = append(t.page.Rows, cells)
}

func plain(text string) pages.Cell            { return pages.Cell{Text: text} }
func money(m forms.Money) pages.Cell          { return pages.Cell{Text: m.Grouped(), Number: true} }
func quantity(d decimal.Decimal) pages.Cell   { return pages.Cell{Text: d.String(), Number: true} }
func (t *table) at(when time.Time) pages.Cell { return plain(pages.Moment(t.lang, when)) }
func (t *table) date(text *string) pages.Cell { return plain(pages.Dated(t.lang, textOf(text))) }
func (t *table) kind(name string) pages.Cell {
	return pages.Cell{Text: t.s.site.Words.Say(t.lang, "kind."+name)}
}
func linked(text, href string) pages.Cell { return pages.Cell{Text: text, Href: href} }
func entriesOf(book, id string) string    { return "/" + book + "/" + url.PathEscape(id) + "/entries" }
func pageQuery(c *gin.Context) store.Query {
	return store.Query{Q: c.Query("q"), Cursor: c.Query("cursor")}
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func caseCell(number string) pages.Cell {
	if number == "" {
		return pages.Cell{}
	}
	return linked(number, "/cases/"+url.PathEscape(number))
}

// names reads what ids of a kind are called.
func (s *Server) names(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	var names map[string]string
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		names, err = tx.Names(ctx, kind, ids)
		return err
	})
	return names, err
}

// storeNames gives what the school's stores are called.
func (s *Server) storeNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		rows, _, err := tx.Stores(ctx, store.Query{Limit: longestList})
		for _, r := range rows {
			names[r.ID] = r.Name
		}
		return err
	})
	return names, err
}

func (s *Server) pageStock(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	list, err := listOf(ctx, s, pageQuery(c), stockOf(c.Query("store")))
	if err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "stock.title", "name", "category", "store", "quantity", "unit", "value")
	t.find(c)
	for _, r := range list.Body.Items {
		t.add(linked(r.Name, entriesOf("stock", r.Item)), plain(r.Category), plain(stores[r.Store]),
			quantity(r.Quantity), plain(r.Unit), money(r.Value))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}

func (s *Server) pageStockEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &stockEntriesInput{ItemInput: ItemInput{Item: c.Param("item")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.stockEntries(ctx, in)
	if err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "stock.entries", "at", "case", "kind", "store", "lot", "expires", "quantity", "value")
	t.page.Back = "/stock"
	names, err := s.names(ctx, "item", []string{in.Item})
	if err != nil {
		return err
	}
	t.page.Title = names[in.Item] + " · " + t.page.Title
	for _, r := range list.Body.Items {
		t.add(t.at(r.At), caseCell(r.Number), t.kind(r.Kind), plain(stores[r.Store]), plain(r.Lot), t.date(r.Expires),
			quantity(r.Quantity), money(r.Value))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}

func (s *Server) pageBudgets(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &budgetsInput{Find: Find{Q: c.Query("q"), Part: Part{Cursor: c.Query("cursor")}}}
	list, err := s.listBudgets(ctx, in)
	if err != nil {
		return err
	}
	var ofDepartments, ofSubjects []string
	for _, r := range list.Body.Items {
		ofDepartments, ofSubjects = append(ofDepartments, r.Department), append(ofSubjects, r.Subject)
	}
	departments, err := s.names(ctx, "department", ofDepartments)
	if err != nil {
		return err
	}
	subjects, err := s.names(ctx, "subject", ofSubjects)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "budgets.title", "year", "department", "subject", "planned", "reserved", "spent", "available")
	t.find(c)
	for _, r := range list.Body.Items {
		t.add(plain(time.Date(r.Year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")), plain(departments[r.Department]),
			linked(r.Subject+" "+subjects[r.Subject], entriesOf("budgets", r.ID)), money(r.Planned), money(r.Reserved),
			money(r.Spent), money(r.Available))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}

func (s *Server) pageBudgetEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.budgetEntries(ctx, in)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "budgets.entries", "at", "case", "kind", "amount")
	t.page.Back = "/budgets"
	line, err := s.getBudget(ctx, &in.OneInput)
	if err != nil {
		return err
	}
	departments, err := s.names(ctx, "department", []string{line.Body.Department})
	if err != nil {
		return err
	}
	subjects, err := s.names(ctx, "subject", []string{line.Body.Subject})
	if err != nil {
		return err
	}
	t.page.Title = departments[line.Body.Department] + " · " + line.Body.Subject + " " + subjects[line.Body.Subject] +
		" · " + t.page.Title
	t.page.Note = s.sentence(t.lang, "budgets.stands", "{planned}", line.Body.Planned.In(t.lang), "{reserved}",
		line.Body.Reserved.In(t.lang), "{spent}", line.Body.Spent.In(t.lang), "{available}", line.Body.Available.In(t.lang))
	for _, r := range list.Body.Items {
		t.add(t.at(r.At), caseCell(r.Number), t.kind(r.Kind), money(r.Amount))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}

func (s *Server) pagePayables(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &findInput{Find{Q: c.Query("q"), Part: Part{Cursor: c.Query("cursor")}}}
	list, err := s.listPayables(ctx, in)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range list.Body.Items {
		ids = append(ids, r.Supplier)
	}
	suppliers, err := s.names(ctx, "supplier", ids)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "payables.title", "supplier", "case", "owed", "invoiced", "paid")
	t.find(c)
	if t.page.Q == "" {
		t.page.None = s.site.Words.Say(t.lang, "payables.none")
	}
	for _, r := range list.Body.Items {
		t.add(linked(suppliers[r.Supplier], entriesOf("payables", r.ID)), caseCell(r.Number), money(r.Owed),
			money(r.Invoiced), money(r.Paid))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}

func (s *Server) pagePayableEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.payableEntries(ctx, in)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range list.Body.Items {
		ids = append(ids, r.Item)
	}
	names, err := s.names(ctx, "item", ids)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "payables.entries", "at", "case", "kind", "item", "quantity", "amount")
	t.page.Back = "/payables"
	owed, err := s.getPayable(ctx, &in.OneInput)
	if err != nil {
		return err
	}
	suppliers, err := s.names(ctx, "supplier", []string{owed.Body.Supplier})
	if err != nil {
		return err
	}
	t.page.Title = suppliers[owed.Body.Supplier] + " · " + t.page.Title
	for _, r := range list.Body.Items {
		t.add(t.at(r.At), caseCell(r.Number), t.kind(r.Kind), plain(names[r.Item]), quantity(r.Quantity), money(r.Amount))
	}
	s.renderList(c, http.StatusOK, "book", t.page, list.Body.Next)
	return nil
}
