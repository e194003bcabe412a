package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/server/pages"
	"zongwu/store"
)

// soonDays are how many days before it expires a lot is shown as expiring.
const soonDays = 30

func (s *Server) pageStock(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	stores, err := s.storeNames(ctx)
	if err != nil {
		return err
	}
	page := pages.StockPage{
		Export: exportOf(c, "stock"), Q: c.Query("q"), View: c.Query("view"), Stores: s.storeTabs(c, stores),
	}
	say := func(key string) string { return s.site.Words.Say(langOf(ctx), key) }
	page.Tabs = tabs(c, "view", []pages.Choice{
		{Label: say("stock.all")}, {Value: "low", Label: say("stock.low")}, {Value: "expiring", Label: say("stock.expiring")},
	})
	narrowed := store.StockQuery{Query: pageQuery(c), Store: c.Query("store"), Low: page.View == "low"}
	var next string
	if page.View == "expiring" {
		page.Table, next, err = s.expiringTable(ctx, narrowed, stores)
	} else {
		page.Table, next, err = s.stockTable(ctx, narrowed, stores)
	}
	if err != nil {
		return err
	}
	s.renderList(c, http.StatusOK, "stock", page, next)
	return nil
}

func (s *Server) storeTabs(c *gin.Context, stores map[string]string) []pages.Tab {
	options := []pages.Choice{{Label: s.site.Words.Say(langOf(c.Request.Context()), "stock.any_store")}}
	return tabs(c, "store", append(options, sortedChoices(stores)...))
}

func (s *Server) stockTable(
	ctx context.Context, q store.StockQuery, stores map[string]string,
) (pages.BookTable, string, error) {
	t := s.newTable(ctx, "name", "category", "store", "quantity", "low", "value")
	list, err := listOf(ctx, s, q.Query, stockOf(q))
	if err != nil {
		return t.shown(), "", err
	}
	t.noneOf(q.Q, "list.none")
	if q.Low {
		t.noneOf(q.Q, "stock.none_low")
	}
	for _, r := range list.Body.Items {
		held := quantity(r.Quantity)
		held.Text += " " + r.Unit
		if r.Quantity.LessThan(r.Low) {
			held.Mark = s.site.Words.Say(t.lang, "stock.low")
		}
		t.add(linked(r.Name, entriesOf("stock", r.Item)), plain(r.Category), plain(stores[r.Store]), held,
			quantity(r.Low), money(r.Value))
	}
	return t.shown(), list.Body.Next, nil
}

func (s *Server) expiringTable(
	ctx context.Context, q store.StockQuery, stores map[string]string,
) (pages.BookTable, string, error) {
	t := s.newTable(ctx, "name", "store", "lot", "quantity", "expires")
	today := time.Now().In(pages.China())
	list, err := listOf(ctx, s, q.Query,
		func(ctx context.Context, tx *store.Tx, part store.Query) ([]store.ExpiringLot, string, error) {
			q.Query = part
			return tx.ExpiringLots(ctx, q, today.AddDate(0, 0, soonDays).Format(time.DateOnly))
		})
	if err != nil {
		return t.shown(), "", err
	}
	t.noneOf(q.Q, "stock.none_expiring")
	for _, r := range list.Body.Items {
		held, expires := quantity(r.Quantity), plain(pages.Dated(t.lang, r.Expires))
		held.Text += " " + r.Unit
		if r.Expires < today.Format(time.DateOnly) {
			expires.Mark = s.site.Words.Say(t.lang, "stock.expired")
		}
		t.add(linked(r.Name, entriesOf("stock", r.Item)), plain(stores[r.Store]), plain(r.Lot), held, expires)
	}
	return t.shown(), list.Body.Next, nil
}

// pageStockEntries is the ledger of an item: what came, what went, and what was left.
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
	held, err := s.getStock(ctx, &in.ItemInput)
	if err != nil {
		return err
	}
	item, err := s.getItem(ctx, &OneInput{ID: in.Item})
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "at", "case", "kind", "store", "lot", "expires", "in", "out", "balance", "value")
	for _, r := range list.Body.Items {
		came, went := cameOrWent(r)
		t.add(t.at(r.At), forCase(r.Number, r.OfNumber), t.kind(r.Kind), plain(stores[r.Store]), plain(r.Lot),
			t.date(r.Expires), changedBy(came), changedBy(went), quantity(r.Balance), money(r.Value))
	}
	page := pages.BookPage{
		Export: "/export/stock/" + url.PathEscape(in.Item),
		Title:  item.Body.Name + " · " + s.site.Words.Say(t.lang, "stock.entries"), Back: "/stock", Table: t.shown(),
		Note: s.sentence(t.lang, "stock.note", "{unit}", item.Body.Unit),
	}
	page.Lots = s.lotsTable(ctx, held.Body.Lots, stores)
	for _, r := range held.Body.Stores {
		page.Facts = append(page.Facts, pages.Fact{
			Label: stores[r.Store], Text: r.Quantity.String() + " " + r.Unit + " · " + r.Value.In(t.lang),
		})
	}
	s.renderList(c, http.StatusOK, "book", page, list.Body.Next)
	return nil
}

// cameOrWent puts an entry's quantity where the ledger has it: what goes back to whom it came from is a coming taken
// back, less than nothing and in red (红字), and no going.
func cameOrWent(r store.StockEntry) (came, went decimal.Decimal) {
	if r.Quantity.IsNegative() && r.Kind != "return" {
		return decimal.Zero, r.Quantity.Neg()
	}
	return r.Quantity, decimal.Zero
}

// changedBy is a quantity in a column of changes: what did not change is left blank.
func changedBy(d decimal.Decimal) pages.Cell {
	if d.IsZero() {
		return pages.Cell{Number: true}
	}
	return quantity(d)
}

// lotsTable is what is left of each lot, in the order they are issued; goods without lots or dates have none.
func (s *Server) lotsTable(ctx context.Context, lots []store.StockLot, stores map[string]string) pages.BookTable {
	t := s.newTable(ctx, "store", "lot", "expires", "balance")
	if !slices.ContainsFunc(lots, func(l store.StockLot) bool { return l.Lot != "" || l.Expires != nil }) {
		return t.made
	}
	t.made.Caption = s.site.Words.Say(t.lang, "stock.lots")
	today := time.Now().In(pages.China()).Format(time.DateOnly)
	for _, l := range lots {
		expires := t.date(l.Expires)
		if l.Expires != nil && *l.Expires < today {
			expires.Mark = s.site.Words.Say(t.lang, "stock.expired")
		}
		t.add(plain(stores[l.Store]), plain(l.Lot), expires, quantity(l.Quantity))
	}
	return t.shown()
}
