package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

func supplierSums(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PayableRow, string, error) {
	return tx.SupplierSums(ctx, q)
}

func supplierHref(id string) string { return "/payables/suppliers/" + url.PathEscape(id) }

// pagePayables is what was accepted from whom, what of it went back and is paid, and what is owed now.
func (s *Server) pagePayables(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	q := pageQuery(c)
	list, err := listOf(ctx, s, q, supplierSums)
	if err != nil {
		return err
	}
	names, err := s.names(ctx, "supplier", suppliersOf(list.Body.Items))
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "supplier", "accepted", "returned", "paid", "owed", "claimed")
	t.noneOf(q.Q, "payable.none")
	for _, r := range list.Body.Items {
		t.add(append([]pages.Cell{linked(names[r.Supplier], supplierHref(r.Supplier))}, t.owing(r)...)...)
	}
	sums, err := s.payableSums(ctx, q.Q)
	if err != nil {
		return err
	}
	t.total(append([]pages.Cell{{}}, t.owing(sums)...)...)
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Export: exportOf(c, "payables"), Title: s.site.Words.Say(t.lang, "payable.title"),
		Find: s.site.Words.Say(t.lang, "payable.find"), Q: q.Q, Note: s.site.Words.Say(t.lang, "payable.note"),
		Table: t.shown(),
	}, list.Body.Next)
	return nil
}

func suppliersOf(rows []store.PayableRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.Supplier
	}
	return ids
}

// owing are the columns of what is owed: accepted, less what went back and what is paid, is owed; the last is how much
// of it stands on payments that are under way.
func (t *table) owing(r store.PayableRow) []pages.Cell {
	owed := money(r.Owed)
	if r.Owed < 0 {
		owed.Mark = t.s.site.Words.Say(t.lang, "payable.credit")
	}
	return []pages.Cell{money(r.Accepted), moved(r.Returned), moved(r.Paid), owed, moved(r.Invoiced - r.Paid)}
}

// owingMoved are the same columns of what a case changed in them: what did not change is left blank.
func owingMoved(r store.PayableRow) []pages.Cell {
	return []pages.Cell{
		moved(r.Accepted), moved(r.Returned), moved(r.Paid), moved(r.Owed), moved(r.Invoiced - r.Paid),
	}
}

// payableSums are the sums over everything the list has, however many pages it takes.
func (s *Server) payableSums(ctx context.Context, q string) (store.PayableRow, error) {
	var sums store.PayableRow
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		sums, err = tx.PayableSums(ctx, store.Query{Q: q})
		return err
	})
	return sums, err
}

// pageSupplier is one supplier: every case something was accepted for, and every change of what is owed.
func (s *Server) pageSupplier(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	id := c.Param("supplier")
	names, err := s.names(ctx, "supplier", []string{id})
	if err != nil {
		return err
	}
	if names[id] == "" {
		return store.ErrNotFound
	}
	var sums store.PayableRow // nothing, of whom nothing was accepted yet
	one, err := oneOf(ctx, s, id, supplierSums)
	if err == nil {
		sums = one.Body
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	page := pages.LedgerPage{
		Title: names[id], Back: "/payables", Export: "/export/payables/suppliers/" + url.PathEscape(id),
		Note: s.site.Words.Say(langOf(ctx), "payable.note"),
	}
	if page.Offers, err = s.offersAbout(ctx, about{supplier: id, owed: sums}); err != nil {
		return err
	}
	if page.Balances, err = s.supplierCases(ctx, id, sums); err != nil {
		return err
	}
	var next string
	if page.Entries, next, err = s.supplierEntries(c, id, "", sums); err != nil {
		return err
	}
	s.renderList(c, http.StatusOK, "ledger", page, next)
	return nil
}

// supplierCases are the cases something was accepted for, each with what is owed of it.
func (s *Server) supplierCases(ctx context.Context, id string, sums store.PayableRow) (pages.BookTable, error) {
	rows, err := rowsUpTo(ctx, s, shownCases, "",
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.SupplierPayable, string, error) {
			return tx.SupplierPayables(ctx, id, q)
		})
	t := s.newTable(ctx, "case", "title", "year", "accepted", "returned", "paid", "owed", "claimed")
	t.made.Caption = s.site.Words.Say(t.lang, "payable.cases")
	t.noneOf("", "payable.none")
	for _, r := range firstOf(t, rows) {
		about := wide(cases.TitleBeside(r.Title, r.Whole))
		about.Href = entriesOf("payables", r.ID)
		t.add(append([]pages.Cell{caseCell(r.Number), about, plain(yearText(r.Year))}, t.owing(r.PayableRow)...)...)
	}
	t.total(append([]pages.Cell{{}, {}, {}}, t.owing(sums)...)...)
	return t.shown(), err
}

// supplierEntries are the changes of what is owed to a supplier, or of one payable, each with what was owed after it.
func (s *Server) supplierEntries(
	c *gin.Context, supplier, payable string, sums store.PayableRow,
) (pages.BookTable, string, error) {
	ctx := c.Request.Context()
	t := s.newTable(ctx, "at", "case", "kind", "item", "quantity", "change", "claimed", "owed")
	t.made.Caption = s.site.Words.Say(t.lang, "payable.entries")
	list, err := listOf(ctx, s, store.Query{Cursor: c.Query("cursor")}, supplierEntriesOf(supplier, payable))
	if err != nil {
		return t.made, "", err
	}
	items, err := s.names(ctx, "item", itemsOf(list.Body.Items))
	for _, r := range list.Body.Items {
		change, claimed := owedMoves(r)
		t.add(t.at(r.At), forCase(r.Number, r.OfNumber), t.kind(r.Kind), plain(items[r.Item]), quantity(r.Quantity),
			moved(change), moved(claimed), money(r.Left))
	}
	t.total(pages.Cell{}, pages.Cell{}, pages.Cell{}, pages.Cell{}, pages.Cell{}, money(sums.Owed),
		moved(sums.Invoiced-sums.Paid), money(sums.Owed))
	return t.shown(), list.Body.Next, err
}

func supplierEntriesOf(supplier, payable string) lister[store.SupplierEntry] {
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.SupplierEntry, string, error) {
		return tx.SupplierEntries(ctx, supplier, payable, q)
	}
}

func itemsOf(entries []store.SupplierEntry) []string {
	var ids []string
	for _, r := range entries {
		ids = append(ids, r.Item)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// owedMoves is what an entry adds to what is owed, and to what stands on payments under way.
func owedMoves(e store.SupplierEntry) (owed, claimed forms.Money) {
	switch e.Kind {
	case "invoice":
		return 0, e.Amount
	case "pay":
		return e.Amount, e.Amount
	default: // owe, return
		return e.Amount, 0
	}
}

// pagePayableEntries is what is owed for one case.
func (s *Server) pagePayableEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	one, err := s.getPayable(ctx, &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	row := one.Body
	suppliers, err := s.names(ctx, "supplier", []string{row.Supplier})
	if err != nil {
		return err
	}
	page := pages.LedgerPage{
		Title: suppliers[row.Supplier] + " · " + row.Number, Back: supplierHref(row.Supplier),
		Export: "/export/payables/" + url.PathEscape(row.ID), Note: s.site.Words.Say(langOf(ctx), "payable.note"),
	}
	if page.Offers, err = s.offersAbout(ctx, about{supplier: row.Supplier, number: row.Number, owed: row}); err != nil {
		return err
	}
	t := s.newTable(ctx, "case", "year", "accepted", "returned", "paid", "owed", "claimed")
	t.add(append([]pages.Cell{caseCell(row.Number), plain(yearText(row.Year))}, t.owing(row)...)...)
	t.made.Caption = s.site.Words.Say(t.lang, "payable.cases")
	page.Balances = t.shown()
	var next string
	if page.Entries, next, err = s.supplierEntries(c, "", row.ID, row); err != nil {
		return err
	}
	s.renderList(c, http.StatusOK, "ledger", page, next)
	return nil
}
