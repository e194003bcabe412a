package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
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
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Export: exportOf(c, "payables"),
		Title:  s.site.Words.Say(t.lang, "payables.title"), Find: s.site.Words.Say(t.lang, "payables.find"), Q: in.Q,
		Note: s.site.Words.Say(t.lang, "list.yuan"), Table: t.shown(),
	}, list.Body.Next)
	return nil
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
