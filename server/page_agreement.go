package server

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// agreement is how ledger, cards and things agree, read at one moment.
type agreement struct {
	categories []store.AgreedCategory
	places     []store.AgreedPlace
	stocks     []store.AgreedStock
}

func (s *Server) agreed(ctx context.Context) (agreement, error) {
	var a agreement
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) (err error) {
		if a.categories, err = tx.Agreement(ctx); err != nil {
			return err
		}
		if a.places, err = tx.AgreedPlaces(ctx); err != nil {
			return err
		}
		a.stocks, err = tx.AgreedStocks(ctx)
		return err
	})
	return a, err
}

// pageAgreement says how ledger, class ledger, detail ledger, cards and things agree (帐、物相符).
func (s *Server) pageAgreement(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.officeOnly(ctx); err != nil {
		return err
	}
	a, err := s.agreed(ctx)
	if err != nil {
		return err
	}
	lang := langOf(ctx)
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Title: s.site.Words.Say(lang, "agreement.title"), Back: "/assets", Note: s.site.Words.Say(lang, "agreement.note"),
		Table: s.agreedCategories(ctx, a.categories),
		More:  []pages.BookTable{s.agreedRooms(ctx, a.places), s.agreedStocks(ctx, a)},
	}, "")
	return nil
}

// agreedCategories is the class ledger beside the cards and what was counted; its total is the general ledger.
func (s *Server) agreedCategories(ctx context.Context, rows []store.AgreedCategory) pages.BookTable {
	t := s.newTable(ctx, "category", "entered", "entered_value", "cards", "pieces", "detail_value", "seen", "absent",
		"uncounted", "agrees")
	t.made.Caption = s.site.Words.Say(t.lang, "agreement.assets")
	var all store.AgreedCategory
	cells := func(r store.AgreedCategory) []pages.Cell {
		return []pages.Cell{
			plain(r.Category), whole(r.Entered), money(r.EnteredValue), whole(r.Cards), whole(r.Pieces), money(r.Value),
			tallied(r.Seen, r.Seen+r.Missing > 0), unless(r.Missing), unless(r.Never), t.counted(r),
		}
	}
	for _, r := range rows {
		all.Entered, all.Cards, all.Pieces = all.Entered+r.Entered, all.Cards+r.Cards, all.Pieces+r.Pieces
		all.Seen, all.Missing, all.Never = all.Seen+r.Seen, all.Missing+r.Missing, all.Never+r.Never
		all.EnteredValue, all.Value = all.EnteredValue+r.EnteredValue, all.Value+r.Value
		t.add(cells(r)...)
	}
	if len(rows) > 0 {
		t.total(cells(all)...)
		t.made.Total[0].Text = s.site.Words.Say(t.lang, "agreement.general")
	}
	return t.made
}

// agreedRooms are the detail ledgers, room by room, each with its last count.
func (s *Server) agreedRooms(ctx context.Context, rows []store.AgreedPlace) pages.BookTable {
	t := s.newTable(ctx, "room", "cards", "pieces", "detail_value", "seen", "counted_by", "at", "differences")
	t.made.Caption = s.site.Words.Say(t.lang, "agreement.places")
	for _, r := range rows {
		if id, room := strings.CutPrefix(r.Place, "room:"); room {
			name := pages.Cell{Text: r.Name, Href: "/rooms/" + id}
			t.add(name, whole(r.Cards), whole(r.Pieces), money(r.Value), tallied(r.Seen, r.Seen > 0 || r.Number != ""),
				caseCell(r.Number), t.lastly(r.At), unless(r.Differences))
		}
	}
	return t.made
}

// agreedStocks are the entries of each store's goods beside the balance and the lots, and the store's last count.
func (s *Server) agreedStocks(ctx context.Context, a agreement) pages.BookTable {
	t := s.newTable(ctx, "store", "general_value", "detail_value", "kinds", "right", "counted_by", "at", "differences",
		"agrees")
	t.made.Caption = s.site.Words.Say(t.lang, "agreement.stocks")
	last := map[string]store.AgreedPlace{}
	for _, p := range a.places {
		last[p.Place] = p
	}
	for _, r := range a.stocks {
		p := last["store:"+r.Store]
		t.add(pages.Cell{Text: r.Name, Href: "/stock"}, money(r.EnteredValue), money(r.Value), whole(r.Items),
			tallied(p.Seen, p.Number != ""), caseCell(p.Number), t.lastly(p.At), unless(p.Differences),
			t.tallies(r.Agrees(), p.Number != ""))
	}
	return t.made
}

// lastly is when something was counted, blank where it never was.
func (t *table) lastly(at *time.Time) pages.Cell {
	if at == nil {
		return pages.Cell{}
	}
	return t.at(*at)
}

// counted says whether ledger, cards and things of a category agree, as far as the things were counted.
func (t *table) counted(r store.AgreedCategory) pages.Cell {
	if r.Never > 0 && r.Missing == 0 && r.Entered == r.Cards && r.EnteredValue == r.Value {
		return t.tallies(true, false)
	}
	return t.tallies(r.Agrees(), true)
}

// tallies says whether books that were compared are the same; of those that are, whether the things were counted.
func (t *table) tallies(same, counted bool) pages.Cell {
	if same && !counted {
		return plain(t.s.site.Words.Say(t.lang, "book.uncounted"))
	}
	return t.agrees(same)
}

// agrees says whether what stands in a row is the same.
func (t *table) agrees(same bool) pages.Cell {
	if same {
		return plain(t.s.site.Words.Say(t.lang, "agreement.same"))
	}
	return pages.Cell{Text: t.s.site.Words.Say(t.lang, "agreement.different"), Minus: true}
}

func whole(n int) pages.Cell { return pages.Cell{Text: strconv.Itoa(n), Number: true} }

// tallied is how many were found, left blank where nobody has counted.
func tallied(n int, counted bool) pages.Cell {
	if !counted {
		return unless(0)
	}
	return whole(n)
}

// unless is a number that is left blank when it is nothing.
func unless(n int) pages.Cell {
	if n == 0 {
		return pages.Cell{Number: true}
	}
	return whole(n)
}
