package server

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

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
	t := s.newTable(ctx, "supplier", "case", "owed", "invoiced", "paid")
	t.noneOf(in.Q, "payables.none")
	for _, r := range list.Body.Items {
		t.add(linked(suppliers[r.Supplier], entriesOf("payables", r.ID)), caseCell(r.Number), money(r.Owed),
			money(r.Invoiced), money(r.Paid))
	}
	facts, err := s.payableSums(ctx, in.Q)
	if err != nil {
		return err
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Export: exportOf(c, "payables"), Facts: facts,
		Title: s.site.Words.Say(t.lang, "payables.title"), Find: s.site.Words.Say(t.lang, "payables.find"), Q: in.Q,
		Note: s.site.Words.Say(t.lang, "list.yuan"), Table: t.shown(),
	}, list.Body.Next)
	return nil
}

// payableSums are the sums over everything the list has, however many pages it takes.
func (s *Server) payableSums(ctx context.Context, q string) ([]pages.Fact, error) {
	var sums store.PayableRow
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		sums, err = tx.PayableSums(ctx, store.Query{Q: q})
		return err
	})
	lang := langOf(ctx)
	fact := func(key string, sum forms.Money) pages.Fact {
		return pages.Fact{Label: s.site.Words.Say(lang, key), Text: sum.In(lang)}
	}
	return []pages.Fact{
		fact("payables.owed", sums.Accepted-sums.Returned), fact("payables.paid", sums.Paid), fact("payables.left", sums.Owed),
	}, err
}

func (s *Server) pagePayableEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.payableEntries(ctx, in)
	if err != nil {
		return err
	}
	owed, err := s.getPayable(ctx, &in.OneInput)
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
	suppliers, err := s.names(ctx, "supplier", []string{owed.Body.Supplier})
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "at", "case", "kind", "item", "quantity", "amount")
	for _, r := range list.Body.Items {
		t.add(t.at(r.At), caseCell(r.Number), t.kind(r.Kind), plain(names[r.Item]), quantity(r.Quantity), money(r.Amount))
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Export: "/export/payables/" + url.PathEscape(in.ID),
		Title:  suppliers[owed.Body.Supplier] + " · " + s.site.Words.Say(t.lang, "payables.entries"), Back: "/payables",
		Note: s.site.Words.Say(t.lang, "list.yuan"), Table: t.shown(),
		Facts: []pages.Fact{
			{Label: s.site.Words.Say(t.lang, "book.owed"), Text: owed.Body.Owed.In(t.lang)},
			{Label: s.site.Words.Say(t.lang, "book.invoiced"), Text: owed.Body.Invoiced.In(t.lang)},
			{Label: s.site.Words.Say(t.lang, "book.paid"), Text: owed.Body.Paid.In(t.lang)},
		},
	}, list.Body.Next)
	return nil
}
