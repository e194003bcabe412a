package server

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
)

const mostLabels = 120 // on one sheet: five pages

func roomHref(id string) string { return "/rooms/" + url.PathEscape(id) }

// pageRooms is every room with who answers for it.
func (s *Server) pageRooms(c *gin.Context) error {
	ctx := c.Request.Context()
	q := pageQuery(c)
	list, err := listOf(ctx, s, q, rooms)
	if err != nil {
		return err
	}
	var heads []string
	for _, r := range list.Body.Items {
		heads = append(heads, r.Head)
	}
	named, err := s.placed(ctx, nil, heads)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "name", "code", "building", "head")
	t.noneOf(q.Q, "rooms.none")
	for _, r := range list.Body.Items {
		t.add(linked(r.Name, roomHref(r.ID)), plain(r.ID), plain(r.Building), plain(named.people[r.Head]))
	}
	page := pages.BookPage{
		Title: s.site.Words.Say(t.lang, "rooms.title"), Find: s.site.Words.Say(t.lang, "rooms.find"), Q: q.Q,
		Table: t.shown(), Also: s.labelSheet(ctx, url.Values{"of": {"rooms"}, "q": {q.Q}}),
	}
	s.renderList(c, http.StatusOK, "book", page, list.Body.Next)
	return nil
}

// pageRoom is one room: who answers for it, and what stands there.
func (s *Server) pageRoom(c *gin.Context) error {
	ctx := c.Request.Context()
	one, err := s.getRoom(ctx, &OneInput{ID: c.Param("id")})
	if err != nil {
		return err
	}
	room := one.Body
	list, err := listOf(ctx, s, pageQuery(c), assetsOf(store.AssetQuery{Room: room.ID, Standing: true}))
	if err != nil {
		return err
	}
	people := []string{room.Head}
	for _, r := range list.Body.Items {
		people = append(people, r.Holder)
	}
	named, err := s.placed(ctx, nil, people)
	if err != nil {
		return err
	}
	t := s.newTable(ctx, "name", "code", "category", "quantity", "holder", "state")
	t.noneOf("", "rooms.empty")
	for _, r := range list.Body.Items {
		t.add(linked(r.Name, assetHref(r.ID)), plain(r.ID), plain(r.Category), t.pieces(r.Quantity),
			plain(named.people[r.Holder]), t.state(r.State))
	}
	say := func(key string) string { return s.site.Words.Say(t.lang, key) }
	page := pages.BookPage{
		Title: room.Name + " · " + room.ID, Back: "/rooms", Table: t.shown(),
		Also: s.labelSheet(ctx, url.Values{"of": {"assets"}, "room": {room.ID}}),
	}
	if len(page.Also) > 0 {
		page.Also[0].Text = say("labels.of_assets")
	}
	page.Table.Caption = say("rooms.things")
	if page.Label, err = s.labelBox(c, store.Label{Room: room.ID}, room.Code); err != nil {
		return err
	}
	if s.keeps(ctx, store.ListRooms) {
		page.Also = append(page.Also, pages.Leads{Text: say("rooms.edit"), Href: recordHref(store.ListRooms, room.ID)})
	}
	for _, fact := range []pages.Fact{{Label: "book.building", Text: room.Building},
		{Label: "book.head", Text: named.people[room.Head]}} {
		if fact.Text != "" {
			page.Facts = append(page.Facts, pages.Fact{Label: say(fact.Label), Text: fact.Text})
		}
	}
	s.renderList(c, http.StatusOK, "book", page, list.Body.Next)
	return nil
}

// labelSheet leads those who print labels to a sheet of them.
func (s *Server) labelSheet(ctx context.Context, which url.Values) []pages.Leads {
	if !me(ctx).printsLabels() {
		return nil
	}
	return []pages.Leads{{Text: s.site.Words.Say(langOf(ctx), "labels.print"), Href: "/labels?" + which.Encode()}}
}

// pageLabels is a sheet of labels for the printer: of rooms, or of things of the register, narrowed as their lists are.
func (s *Server) pageLabels(c *gin.Context) error {
	ctx := c.Request.Context()
	if !me(ctx).printsLabels() {
		return s.forbidden(ctx)
	}
	page := pages.LabelsPage{Of: "assets", Q: c.Query("q"), Back: "/assets"}
	if c.Query("of") == "rooms" {
		page.Of, page.Back = "rooms", "/rooms"
	}
	if id := c.Query("id"); id != "" {
		page.Back += "/" + url.PathEscape(id)
	}
	q := store.Query{ID: c.Query("id"), Q: page.Q, Limit: mostLabels, Cursor: c.Query("cursor")}
	page.School, _ = s.surroundings(ctx)
	var err error
	if page.Of == "rooms" {
		err = s.roomLabels(c, q, &page)
	} else {
		err = s.assetLabels(c, q, &page)
	}
	if err != nil {
		return err
	}
	return s.renderPart(c, http.StatusOK, "labels", "labels", page)
}

func (s *Server) roomLabels(c *gin.Context, q store.Query, page *pages.LabelsPage) error {
	list, err := listOf(c.Request.Context(), s, q, rooms)
	if err != nil {
		return err
	}
	page.Next = s.nextSheet(c, list.Body.Next)
	for _, r := range list.Body.Items {
		if err := s.printLabel(c, page, r.Code, pages.LabelView{Name: r.Name, No: r.ID, Place: r.Building}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) assetLabels(c *gin.Context, q store.Query, page *pages.LabelsPage) error {
	ctx := c.Request.Context()
	which := assetQueryOf(c)
	which.Standing = true
	list, err := listOf(ctx, s, q, assetsOf(which))
	if err != nil {
		return err
	}
	if page.Filters, err = s.filtersOf(c); err != nil {
		return err
	}
	page.Next = s.nextSheet(c, list.Body.Next)
	var where []string
	for _, r := range list.Body.Items {
		where = append(where, r.Room)
	}
	named, err := s.placed(ctx, where, nil)
	if err != nil {
		return err
	}
	for _, r := range list.Body.Items {
		label := pages.LabelView{Name: r.Name, No: r.ID, Place: named.rooms[r.Room]}
		if r.Quantity > 1 {
			label.Pieces = s.sentence(langOf(ctx), "assets.pieces", "{n}", strconv.Itoa(r.Quantity))
		}
		if err := s.printLabel(c, page, r.Code, label); err != nil {
			return err
		}
	}
	return nil
}

// printLabel puts a label on the sheet, with the code that leads whoever scans it here.
func (s *Server) printLabel(c *gin.Context, page *pages.LabelsPage, code string, label pages.LabelView) error {
	drawn, err := paper.QR(s.addressOf(c, "/q/"+code))
	label.Code = template.URL(drawn) //nolint:gosec // a picture we drew
	page.Labels = append(page.Labels, label)
	return err
}

func (s *Server) nextSheet(c *gin.Context, cursor string) string {
	if cursor == "" {
		return ""
	}
	query := c.Request.URL.Query()
	query.Set("cursor", cursor)
	return "/labels?" + query.Encode()
}
