package server

import (
	"context"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// exportStock is what lies in the stores as the page shows it: all, what is below its minimum, or what expires soon.
func (s *Server) exportStock(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	q := store.StockQuery{Query: store.Query{Q: c.Query("q")}, Store: c.Query("store"), Low: c.Query("view") == "low"}
	title := s.site.Words.Say(langOf(ctx), "stock.title")
	var e *exported
	if c.Query("view") == "expiring" {
		e, err = s.expiringSheet(ctx, title, q, stores)
	} else {
		e, err = s.stockSheet(ctx, title, q, stores)
	}
	if err != nil {
		return err
	}
	e.storesTold(q, stores)
	return e.send(c)
}

func (s *Server) stockSheet(
	ctx context.Context, title string, q store.StockQuery, stores map[string]string,
) (*exported, error) {
	e := s.newExport(ctx, title, texts("code", 12), texts("name", 24), texts("category", 14), texts("store", 14),
		numbers("quantity"), texts("unit", 8), numbers("low"), moneys("value"))
	rows, cut, err := exportRows(ctx, s, q.Q, stockOf(q))
	e.cut = cut
	for _, r := range rows {
		e.add(r.Item, r.Name, r.Category, stores[r.Store], r.Quantity, r.Unit, r.Low, r.Value)
	}
	return e, err
}

func (s *Server) expiringSheet(
	ctx context.Context, title string, q store.StockQuery, stores map[string]string,
) (*exported, error) {
	e := s.newExport(ctx, title, texts("code", 12), texts("name", 24), texts("store", 14), texts("lot", 14),
		numbers("quantity"), texts("unit", 8), dates("expires"))
	until := time.Now().In(pages.China()).AddDate(0, 0, soonDays).Format(time.DateOnly)
	rows, cut, err := exportRows(ctx, s, q.Q,
		func(ctx context.Context, tx *store.Tx, part store.Query) ([]store.ExpiringLot, string, error) {
			q.Query = part
			return tx.ExpiringLots(ctx, q, until)
		})
	e.cut = cut
	for _, r := range rows {
		e.add(r.Item, r.Name, stores[r.Store], r.Lot, r.Quantity, r.Unit, dateCell(r.Expires))
	}
	e.told("export.only", e.say("stock.expiring"))
	return e, err
}

// exportStockEntries is the ledger of an item.
func (s *Server) exportStockEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	item, err := s.getItem(ctx, &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	e := s.newExport(ctx, item.Body.Name+" "+s.site.Words.Say(langOf(ctx), "stock.entries"), moments("at"),
		texts("case", 16), texts("other", 16), texts("kind", 10), texts("store", 14), texts("lot", 14), dates("expires"),
		numbers("in"),
		numbers("out"), numbers("balance"), moneys("value"))
	rows, cut, err := exportRows(ctx, s, "",
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.StockEntry, string, error) {
			return tx.StockEntries(ctx, item.Body.ID, q)
		})
	if err != nil {
		return err
	}
	e.cut = cut
	for _, r := range rows {
		came, went := cameOrWent(r)
		e.add(r.At, r.Number, r.OfNumber, e.say("kind."+r.Kind), stores[r.Store], r.Lot, r.Expires, unlessNone(came),
			unlessNone(went), r.Balance, r.Value)
	}
	e.told("book.unit", item.Body.Unit)
	return e.send(c)
}

// exportBudgets is a year's lines of those departments whose budget the caller sees.
func (s *Server) exportBudgets(c *gin.Context) error {
	ctx := c.Request.Context()
	year, err := strconv.Atoi(c.Query("year"))
	if err != nil {
		year = 0
	}
	read, may := budgetsOf(me(ctx), year)
	if !may {
		return s.forbidden(ctx)
	}
	rows, cut, err := exportRows(ctx, s, c.Query("q"), read)
	if err != nil {
		return err
	}
	departments, subjects, err := s.budgetNames(ctx, rows)
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "budgets.title"), numbers("year"), texts("department", 16),
		texts("code", 12), texts("subject", 18), moneys("planned"), moneys("spent"), moneys("reserved"), moneys("available"))
	e.cut = cut
	for _, r := range rows {
		e.add(int64(r.Year), departments[r.Department], r.Subject, subjects[r.Subject], r.Planned, r.Spent, r.Reserved,
			r.Available)
	}
	e.told("export.find", c.Query("q"))
	return e.send(c)
}

// exportBudgetEntries is every entry of a line.
func (s *Server) exportBudgetEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	line, err := s.getBudget(ctx, &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	departments, subjects, err := s.budgetNames(ctx, []store.BudgetRow{line.Body})
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "budgets.entries"), moments("at"), texts("case", 16),
		texts("other", 16), texts("kind", 10), moneys("planned"), moneys("spent"), moneys("reserved"), moneys("available"))
	rows, cut, err := exportRows(ctx, s, "",
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.BudgetEntry, string, error) {
			return tx.BudgetEntries(ctx, line.Body.ID, q)
		})
	if err != nil {
		return err
	}
	e.cut = cut
	for _, r := range rows {
		planned, spent, reserved := budgetMoves(r)
		e.add(r.At, r.Number, another(r.HolderNumber, r.Number), e.say("kind."+r.Kind), unlessZero(planned),
			unlessZero(spent), unlessZero(reserved), r.Available)
	}
	e.told("book.year", strconv.Itoa(line.Body.Year))
	e.told("book.department", departments[line.Body.Department])
	e.told("book.subject", line.Body.Subject+" "+subjects[line.Body.Subject])
	return e.send(c)
}
