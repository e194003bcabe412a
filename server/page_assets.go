package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

func assetHref(id string) string { return "/assets/" + url.PathEscape(id) }

// pageAssets is the register: every card, where the thing is and whose.
func (s *Server) pageAssets(c *gin.Context) error {
	ctx := c.Request.Context()
	q := assetQueryOf(c)
	list, err := listOf(ctx, s, q.Query, assetsOf(q))
	if err != nil {
		return err
	}
	filters, err := s.filtersOf(c)
	if err != nil {
		return err
	}
	named, err := s.placesOf(ctx, list.Body.Items)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "name", "code", "category", "quantity", "room", "holder", "state", "price", "worth")
	narrowed := assetsNarrowed(c)
	t.noneOf(q.Q, "assets.none")
	if len(narrowed) > 0 {
		t.made.None = s.site.Words.Say(t.lang, "assets.none_so")
	}
	for _, r := range list.Body.Items {
		t.add(linked(r.Name, assetHref(r.ID)), plain(r.ID), plain(r.Category), t.pieces(r.Quantity),
			plain(named.rooms[r.Room]), plain(named.people[r.Holder]), t.state(r.State), money(r.Price), money(r.BookValue))
	}
	var also []pages.Leads
	if me(ctx).office() {
		also = append(also, pages.Leads{Text: s.site.Words.Say(t.lang, "agreement.title"), Href: "/assets/agreement"})
	}
	sheet := assetsNarrowed(c)
	sheet.Set("of", "assets")
	also = append(also, s.labelSheet(ctx, sheet)...)
	also = append(also, s.keptHere(ctx, store.ListPrices, store.ListLifetimes)...)
	if s.keeps(ctx, store.ListAssets) {
		also = append(also, pages.Leads{Text: s.site.Words.Say(t.lang, "lists.import"), Href: "/admin/import/assets"})
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Also: also, Export: exportOf(c, "assets"), Title: s.site.Words.Say(t.lang, "assets.title"),
		Find: s.site.Words.Say(t.lang, "assets.find"), Q: q.Q, Note: s.site.Words.Say(t.lang, "assets.note"),
		Table: t.shown(), Filters: filters, Narrowed: len(narrowed) > 0,
	}, list.Body.Next)
	return nil
}

// state is what a card's state is called.
func (t *table) state(state string) pages.Cell {
	return plain(t.s.site.Words.Say(t.lang, "assets.state."+state))
}

// pieces is how many a card stands for.
func (t *table) pieces(n int) pages.Cell {
	return plain(t.s.sentence(t.lang, "assets.pieces", "{n}", strconv.Itoa(n)))
}

// whereabouts are what rooms and people are called.
type whereabouts struct{ rooms, people map[string]string }

// placesOf are those of cards.
func (s *Server) placesOf(ctx context.Context, cards []store.AssetRow) (whereabouts, error) {
	var rooms, people []string
	for _, r := range cards {
		rooms, people = append(rooms, r.Room), append(people, r.Holder, r.LentTo)
	}
	return s.placed(ctx, rooms, people)
}

func (s *Server) placed(ctx context.Context, rooms, people []string) (whereabouts, error) {
	var named whereabouts
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		slices.Sort(rooms)
		if named.rooms, err = tx.Names(ctx, "room", slices.Compact(rooms)); err != nil {
			return err
		}
		slices.Sort(people)
		named.people, err = tx.Names(ctx, "person", slices.Compact(people))
		return err
	})
	return named, err
}

// pageAsset is the file of one thing: its card, and everything that happened to it.
func (s *Server) pageAsset(c *gin.Context) error {
	ctx := c.Request.Context()
	one, err := s.getAsset(ctx, &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	list, err := s.assetEntries(ctx, in)
	if err != nil {
		return err
	}
	card := one.Body
	rooms, people := []string{card.Room}, []string{card.Holder, card.LentTo}
	for _, r := range list.Body.Items {
		rooms, people = append(rooms, r.Room), append(people, r.Holder, r.LentTo)
	}
	named, err := s.placed(ctx, rooms, people)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "at", "case", "kind", "room", "holder", "state", "lent_to", "due", "price_change",
		"spent_or_brought")
	var before store.AssetEntry // of the first on a page that goes on nobody knows it
	for _, r := range list.Body.Items {
		t.add(t.at(r.At), caseCell(r.Number), t.kind(r.Kind), fromTo(named.rooms, before.Room, r.Room),
			fromTo(named.people, before.Holder, r.Holder),
			t.state(r.State), plain(named.people[r.LentTo]), t.date(r.Due), repriced(r), moved(r.Amount))
		before = r
	}
	page := pages.BookPage{
		Title: card.Name + " · " + card.ID, Back: "/assets", Facts: t.cardFacts(card.AssetRow, named), Table: t.shown(),
		Files: filesAbout(card.Files),
	}
	page.Table.Caption = s.site.Words.Say(t.lang, "assets.entries")
	if card.State != "written_off" {
		if page.Label, err = s.labelBox(c, store.Label{Asset: card.ID}, card.Code); err != nil {
			return err
		}
	}
	if page.More, err = s.aboutAsset(ctx, card.ID); err != nil {
		return err
	}
	s.renderList(c, http.StatusOK, "book", page, list.Body.Next)
	return nil
}

// filesAbout are files of the cases about a thing, each naming its case.
func filesAbout(files []store.FileOfCase) []pages.FileBox {
	boxes := make([]pages.FileBox, len(files))
	for i, f := range files {
		boxes[i] = pages.FileBox{ID: f.ID, Name: f.Name, Size: f.Size, Kind: pages.FileKind(f.Type), Of: f.Number,
			Href: "/cases/" + url.PathEscape(f.Number)}
	}
	return boxes
}

// fromTo is where a thing was and is, or whose, by their names.
func fromTo(names map[string]string, before, now string) pages.Cell {
	if before == "" || before == now || now == "" {
		return plain(names[now])
	}
	return plain(names[before] + " → " + names[now])
}

// repriced is the original value before and after an entry that changed it, and by how much what comes into the
// register or leaves it does.
func repriced(r store.AssetEntry) pages.Cell {
	before := r.Price - r.Value
	if r.Value == 0 || before == 0 || r.Price == 0 {
		return moved(r.Value)
	}
	return pages.Cell{Text: before.Grouped() + " → " + r.Price.Grouped(), Number: true}
}

// aboutAsset are the cases a thing is named in, as far as the reader may see them, and to the office what is owed for
// them.
func (s *Server) aboutAsset(ctx context.Context, id string) ([]pages.BookTable, error) {
	who := me(ctx)
	found, err := s.service.Cases(ctx, who.School, viewerOf(ctx), cases.CaseQuery{
		About: processes.Thing{Kind: "asset", ID: id},
	})
	if err != nil {
		return nil, err
	}
	t := s.newTable(ctx, "case", "process", "title", "starter", "begun", "state")
	t.made.Caption = s.site.Words.Say(t.lang, "assets.cases")
	for _, item := range found.Items {
		t.add(caseCell(item.Number), plain(item.ProcessTitle), wide(item.Title), plain(item.StarterName),
			t.at(item.CreatedAt), plain(s.site.Words.Say(t.lang, "state."+string(item.State))))
	}
	tables := []pages.BookTable{t.shown()}
	if who.office() {
		err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.ReceivablesAbout(ctx, "asset", id)
			tables = append(tables, s.debts(ctx, rows, true))
			return err
		})
	}
	return slices.DeleteFunc(tables, func(made pages.BookTable) bool { return len(made.Rows) == 0 }), err
}

// cardFacts is what a card says now.
func (t *table) cardFacts(card store.AssetRow, named whereabouts) []pages.Fact {
	life := t.s.sentence(t.lang, "assets.years", "{n}", strconv.Itoa(card.LifeYears))
	if card.LifeYears == 0 {
		life = t.s.site.Words.Say(t.lang, "assets.no_life")
	}
	facts := []pages.Fact{
		{Label: "book.state", Text: t.state(card.State).Text},
		{Label: "book.room", Text: named.rooms[card.Room], Href: roomHref(card.Room)},
		{Label: "book.holder", Text: named.people[card.Holder]}, {Label: "book.lent_to", Text: named.people[card.LentTo]},
		{Label: "book.due", Text: t.date(card.Due).Text}, {Label: "book.category", Text: card.Category},
		{Label: "book.quantity", Text: t.pieces(card.Quantity).Text},
		{Label: "book.bought", Text: t.date(card.Bought).Text}, {Label: "book.guarantee", Text: t.date(card.Guarantee).Text},
		{Label: "book.life_years", Text: life},
		{Label: "book.price", Text: card.Price.In(t.lang)}, {Label: "book.worth", Text: card.BookValue.In(t.lang)},
	}
	if card.Cost > 0 {
		facts = append(facts, pages.Fact{Label: "book.repairs", Text: card.Cost.In(t.lang)})
	}
	facts = slices.DeleteFunc(facts, func(f pages.Fact) bool { return f.Text == "" })
	for i := range facts {
		facts[i].Label = t.s.site.Words.Say(t.lang, facts[i].Label)
	}
	return facts
}

// pageReceivables is what is owed to the school, by whom and for what.
func (s *Server) pageReceivables(c *gin.Context) error {
	ctx := c.Request.Context()
	q := pageQuery(c)
	list, err := s.listReceivables(ctx, &receivablesInput{Find: Find{Q: q.Q, Part: Part{Cursor: q.Cursor}}})
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "person", "case", "at", "debt", "paid_in", "waived", "left")
	t.noneOf(q.Q, "receivables.none")
	for _, r := range list.Body.Items {
		t.add(linked(r.Name, entriesOf("receivables", r.ID)), caseCell(r.Number), t.at(r.At), money(r.Owed), moved(r.Paid),
			moved(r.Waived), money(r.Owed-r.Paid-r.Waived))
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Title: s.site.Words.Say(t.lang, "receivables.title"), Find: s.site.Words.Say(t.lang, "receivables.find"), Q: q.Q,
		Note: s.site.Words.Say(t.lang, "receivables.note"), Table: t.shown(),
		Also: s.keptHere(ctx, store.ListPrices, store.ListPupils),
	}, list.Body.Next)
	return nil
}

// pageReceivableEntries is one debt: what was paid of it, and what was waived.
func (s *Server) pageReceivableEntries(c *gin.Context) error {
	ctx := c.Request.Context()
	in := &entriesInput{OneInput: OneInput{ID: c.Param("id")}, Part: Part{Cursor: c.Query("cursor")}}
	one, err := s.getReceivable(ctx, &in.OneInput)
	if err != nil {
		return err
	}
	list, err := s.receivableEntries(ctx, in)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "at", "case", "kind", "receipt", "amount")
	for _, r := range list.Body.Items {
		kind := map[string]string{"owe": "owing", "pay": "collected", "waive": "waive"}[r.Kind]
		t.add(t.at(r.At), caseCell(r.Number), t.kind(kind), plain(r.Receipt), money(r.Amount))
	}
	s.renderList(c, http.StatusOK, "book", pages.BookPage{
		Title: one.Body.Name + " · " + one.Body.Number, Back: "/receivables", Table: t.shown(), Print: billHref(one.Body.ID),
	}, list.Body.Next)
	return nil
}

// exportAssets is the register as a workbook, which is read back as it stands: where several are called alike it says
// which.
func (s *Server) exportAssets(c *gin.Context) error {
	ctx := c.Request.Context()
	rows, cut, err := exportRows(ctx, s, c.Query("q"), assetsOf(assetQueryOf(c)))
	if err != nil {
		return err
	}
	room, err := s.lists.Called(ctx, me(ctx).School, store.ListRooms)
	if err != nil {
		return err
	}
	person, err := s.lists.Called(ctx, me(ctx).School, store.ListPeople)
	if err != nil {
		return err
	}
	e := s.newExport(ctx, s.site.Words.Say(langOf(ctx), "assets.title"), texts("code", 16), texts("name", 24),
		texts("category", 14), numbers("quantity"), texts("room", 18), texts("holder", 12), texts("state", 10),
		texts("lent_to", 12), dates("due"), dates("bought"), dates("guarantee"), numbers("life_years"),
		moneys("price"), moneys("worth"),
		moneys("repairs"))
	e.cut = cut
	for _, r := range rows {
		e.add(r.ID, r.Name, r.Category, r.Quantity, room(r.Room), person(r.Holder),
			e.say("assets.state."+r.State), person(r.LentTo), r.Due, r.Bought, r.Guarantee, r.LifeYears, r.Price,
			r.BookValue, unlessZero(r.Cost))
	}
	e.told("export.find", c.Query("q"))
	filters, err := s.filtersOf(c)
	if err != nil {
		return err
	}
	for _, f := range filters {
		if chosen := f.Chosen(); chosen != "" {
			e.note = append(e.note, []any{f.Label, chosen})
		}
	}
	return e.send(c)
}
