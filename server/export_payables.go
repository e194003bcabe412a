package server

import (
	"github.com/gin-gonic/gin"

	"zongwu/store"
)

// owingColumns are the columns of what is owed, and owingValues what stands in them: the first less the next two is
// what is owed, as on the page.
func owingColumns() []column {
	return []column{moneys("accepted"), moneys("returned"), moneys("paid"), moneys("owed"), moneys("claimed")}
}

func owingValues(r store.PayableRow) []any {
	return []any{r.Accepted, r.Returned, r.Paid, r.Owed, r.Invoiced - r.Paid}
}

// exportPayables is what was accepted from whom, and what is owed now.
func (s *Server) exportPayables(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	rows, cut, err := exportRows(ctx, s, c.Query("q"), supplierSums)
	if err != nil {
		return err
	}
	names, err := s.names(ctx, "supplier", suppliersOf(rows))
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "payable.title"),
		append([]column{texts("supplier", 24)}, owingColumns()...)...)
	e.cut = cut
	for _, r := range rows {
		e.add(append([]any{names[r.Supplier]}, owingValues(r)...)...)
	}
	e.told("export.find", c.Query("q"))
	return e.send(c)
}

// exportSupplier is every change of what is owed to a supplier.
func (s *Server) exportSupplier(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	sums, err := oneOf(ctx, s, c.Param("supplier"), supplierSums)
	if err != nil {
		return err
	}
	return s.exportOwed(c, sums.Body.Supplier, "")
}

// exportPayableEntries is every change of what is owed for a case.
func (s *Server) exportPayableEntries(c *gin.Context) error {
	owed, err := s.getPayable(c.Request.Context(), &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	return s.exportOwed(c, owed.Body.Supplier, owed.Body.ID)
}

// exportOwed is every change of what is owed to a supplier, or of one payable.
func (s *Server) exportOwed(c *gin.Context, supplier, payable string) error {
	ctx := c.Request.Context()
	of := supplier
	if payable != "" {
		of = ""
	}
	rows, cut, err := exportRows(ctx, s, "", supplierEntriesOf(of, payable))
	if err != nil {
		return err
	}
	items, err := s.names(ctx, "item", itemsOf(rows))
	if err != nil {
		return err
	}
	suppliers, err := s.names(ctx, "supplier", []string{supplier})
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "payable.entries"), moments("at"), texts("case", 16),
		texts("other", 16), texts("kind", 14), texts("item", 24), numbers("quantity"), moneys("change"), moneys("claimed"),
		moneys("owed"))
	e.cut = cut
	for _, r := range rows {
		change, claimed := owedMoves(r)
		e.add(r.At, r.Number, another(r.OfNumber, r.Number), e.say("kind."+r.Kind), items[r.Item], r.Quantity,
			unlessZero(change), unlessZero(claimed), r.Left)
	}
	e.told("book.supplier", suppliers[supplier])
	return e.send(c)
}

// another is the number of a case where it is not the one beside it.
func another(number, beside string) string {
	if number == beside {
		return ""
	}
	return number
}
