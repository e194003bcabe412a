package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/lists"
	"zongwu/server/pages"
	"zongwu/store"
)

func recordHref(list, id string) string { return "/admin/lists/" + list + "/" + url.PathEscape(id) }

// pageRecords shows a list; one of a single record is its form at once.
func (s *Server) pageRecords(c *gin.Context) error {
	ctx := c.Request.Context()
	who, list, err := s.keeperOf(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	if list.Grows { // it is shown where everybody looks it up
		c.Redirect(http.StatusSeeOther, "/"+list.ID)
		return nil
	}
	if list.ID == store.ListCalendar {
		return s.showCalendar(c, http.StatusOK, who, pages.CalendarPage{})
	}
	if list.Single() {
		entry, err := s.lists.One(ctx, who, list.ID, list.ID)
		if err != nil {
			return err
		}
		return s.showRecord(c, http.StatusOK, who, entry)
	}
	q := lists.Query{Q: c.Query("q"), Cursor: c.Query("cursor"), Disabled: c.Query("disabled") != ""}
	var narrowed *pages.Link
	if role := c.Query("role"); role != "" && list.ID == store.ListPeople {
		titles, err := roleTitles(who.Lang)
		if err != nil {
			return err
		}
		q.Role = role
		narrowed = &pages.Link{Href: "/admin/lists/people", Label: s.sentence(who.Lang, "gaps.of_role", "{role}",
			pages.FirstOf(titles[role], role))}
	}
	found, err := s.lists.Read(ctx, who, list.ID, q)
	if err != nil {
		return err
	}
	page := pages.RecordsPage{
		ID: list.ID, Title: list.Title.In(who.Lang), Icon: list.Icon, Back: s.aboveList(ctx, list.ID), Q: q.Q,
		Exports: list.Exports(),
		Count:   s.counted(who.Lang, list.ID, found.Total), Table: s.recordTable(who.Lang, found, q),
		Narrowed: narrowed,
	}
	if list.ID == store.ListLifetimes {
		unlisted, err := s.lists.Unlisted(ctx, who)
		if err != nil {
			return err
		}
		if len(unlisted) > 0 {
			page.Note = s.sentence(who.Lang, "lists.unlisted", "{categories}", pages.Joined(who.Lang, unlisted))
		}
	}
	if list.Disables() {
		page.Tabs = tabs(c, "disabled", []pages.Choice{
			{Label: s.site.Words.Say(who.Lang, "lists.in_use")},
			{Value: "true", Label: s.site.Words.Say(who.Lang, "lists.with_disabled")},
		})
	}
	s.renderList(c, http.StatusOK, "adminlist", page, found.Next)
	return nil
}

// aboveList is where a list is come to from: the administration, or for who keeps only some the page they lead from.
func (s *Server) aboveList(ctx context.Context, list string) pages.Link {
	say := func(key string) string { return s.site.Words.Say(langOf(ctx), key) }
	switch {
	case me(ctx).is("admin"):
		return pages.Link{Href: "/admin", Label: say("admin.title")}
	case list == store.ListQuotas:
		return pages.Link{Href: "/quotas", Label: say("quotas.title")}
	case list == store.ListLifetimes || list == store.ListAssets:
		return pages.Link{Href: "/assets", Label: say("assets.title")}
	case list == store.ListPrices || list == store.ListPupils:
		return pages.Link{Href: "/receivables", Label: say("receivables.title")}
	}
	return pages.Link{Href: "/budgets", Label: say("budgets.title")}
}

// keptHere leads to those of some lists that the reader keeps.
func (s *Server) keptHere(ctx context.Context, ids ...string) []pages.Leads {
	var kept []pages.Leads
	for _, id := range ids {
		if _, list, err := s.keeperOf(ctx, id); err == nil {
			kept = append(kept, pages.Leads{Text: list.Title.In(langOf(ctx)), Href: "/admin/lists/" + id})
		}
	}
	return kept
}

// longCell is how many bytes of a text no longer fit beside others on a telephone.
const longCell = 24

func (s *Server) recordTable(lang string, found *lists.Page, q lists.Query) pages.BookTable {
	table := pages.BookTable{None: s.site.Words.Say(lang, "lists.none")}
	if q.Q != "" {
		table.None = s.site.Words.Say(lang, "list.not_found")
	}
	for _, f := range found.Heads {
		table.Columns = append(table.Columns, pages.Cell{Label: f.Head(lang), Number: pages.Amount(f.Type)})
	}
	for _, row := range found.Rows {
		cells := make([]pages.Cell, len(row.Cells))
		for i, text := range row.Cells {
			cells[i] = pages.Cell{Label: table.Columns[i].Label, Text: text, Number: table.Columns[i].Number,
				Wide: len(text) > longCell}
		}
		cells[0].Href = recordHref(found.List.ID, row.ID)
		if row.Disabled {
			cells[0].Mark = s.site.Words.Say(lang, "lists.disabled")
		}
		table.Rows = append(table.Rows, cells)
	}
	return table
}

func (s *Server) pageRecord(c *gin.Context) error {
	ctx := c.Request.Context()
	who, list, err := s.keeperOf(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	if list.Grows {
		c.Redirect(http.StatusSeeOther, "/"+list.ID+"/"+url.PathEscape(c.Param("id")))
		return nil
	}
	entry, err := s.lists.One(ctx, who, c.Param("list"), c.Param("id"))
	if err != nil {
		return err
	}
	return s.showRecord(c, http.StatusOK, who, entry)
}

func (s *Server) pageNewRecord(c *gin.Context) error {
	ctx := c.Request.Context()
	who, list, err := s.keeperOf(ctx, c.Param("list"))
	if err == nil && list.Grows {
		err = store.ErrNotFound
	}
	if err != nil {
		return err
	}
	entry, err := s.lists.One(ctx, who, c.Param("list"), "")
	if err != nil {
		return err
	}
	page, err := s.recordPage(c, who, entry)
	if err != nil {
		return err
	}
	lacks, err := s.lists.Lacks(ctx, who, c.Param("list"))
	if err != nil {
		return err
	}
	for _, list := range lacks {
		page.Lacks = append(page.Lacks, pages.Link{Href: "/admin/lists/" + list.ID, Label: list.Title.In(who.Lang)})
	}
	s.render(c, http.StatusOK, "adminrecord", page)
	return nil
}

func (s *Server) postNewRecord(c *gin.Context) error { return s.keepRecord(c, "") }

func (s *Server) postRecord(c *gin.Context) error { return s.keepRecord(c, c.Param("id")) }

// keepRecord saves what a record's form brought, or shows the form again.
func (s *Server) keepRecord(c *gin.Context, id string) error {
	ctx, list := c.Request.Context(), c.Param("list")
	who, _, err := s.keeperOf(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	if p.again() {
		entry, err := s.lists.Again(ctx, who, list, id, p.read)
		if err != nil {
			return err
		}
		if id != "" {
			entry.Version = c.PostForm("version") // what the person saw stays what the person saw
		}
		return s.showRecord(c, http.StatusOK, who, entry)
	}
	saved, err := s.lists.Save(ctx, who, list, id, c.PostForm("version"), c.PostForm("agreed"), p.values)
	switch {
	case err != nil:
		return err
	case saved.Opens != nil:
		return s.askFirst(c, who, saved)
	case saved.Refused != nil:
		status := http.StatusUnprocessableEntity
		if saved.Refused.Conflict {
			status = http.StatusConflict
		}
		return s.showRecord(c, status, who, saved.Refused)
	case saved.Password != "":
		return s.showPassword(c, who, saved.ID, saved.Password)
	}
	done := "saved"
	if !saved.Changed {
		done = "unchanged"
	}
	target := recordHref(list, saved.ID)
	if list == saved.ID {
		target = "/admin/lists/" + list
	}
	c.Redirect(http.StatusSeeOther, target+"?done="+done)
	return nil
}

// askFirst shows a record's form again, as it was sent, with what nobody could do any more: to send it so is to agree.
func (s *Server) askFirst(c *gin.Context, who lists.Who, saved *lists.Saved) error {
	page, err := s.recordPage(c, who, saved.Refused)
	if err != nil {
		return err
	}
	page.Opening = s.openingView(who.Lang, saved.Opens, "gaps.again")
	page.Form.Hidden = append(page.Form.Hidden, pages.Hidden{Name: "agreed", Value: saved.Opens.Digest})
	for i := range page.Form.Outcomes {
		page.Form.Outcomes[i].Title, page.Form.Outcomes[i].Style = s.site.Words.Say(who.Lang, "gaps.save"), "danger"
	}
	s.render(c, http.StatusConflict, "adminrecord", page)
	return nil
}

// postRecordState takes a record out of use or back into it.
func (s *Server) postRecordState(c *gin.Context) error {
	ctx, list, id := c.Request.Context(), c.Param("list"), c.Param("id")
	who, _, err := s.keeperOf(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	do := c.PostForm("do")
	if do != "disable" && do != "enable" {
		return reject(http.StatusUnprocessableEntity, "error.action", Fault{Code: "choice"})
	}
	kept, err := s.lists.SetDisabled(ctx, who, list, id, c.PostForm("agreed"), do == "disable")
	if err != nil {
		return err
	}
	if !kept.No() {
		c.Redirect(http.StatusSeeOther, recordHref(list, id))
		return nil
	}
	entry, err := s.lists.One(ctx, who, list, id)
	if err != nil {
		return err
	}
	page, err := s.recordPage(c, who, entry)
	if err != nil {
		return err
	}
	page.Refused = kept.Why
	if page.Opening = s.openingView(who.Lang, kept.Opens, "gaps.again_state"); page.Opening != nil {
		agree := *page.State
		agree.Label = s.site.Words.Say(who.Lang, "gaps.disable")
		page.Opening.Agree, page.State = &agree, nil
	}
	s.render(c, http.StatusConflict, "adminrecord", page)
	return nil
}

func (s *Server) showRecord(c *gin.Context, status int, who lists.Who, entry *lists.Entry) error {
	page, err := s.recordPage(c, who, entry)
	if err != nil {
		return err
	}
	if partly(c) {
		return s.renderPart(c, http.StatusOK, "adminrecord", "entryonly", page.Form)
	}
	s.render(c, status, "adminrecord", page)
	return nil
}

func (s *Server) recordPage(c *gin.Context, who lists.Who, entry *lists.Entry) (pages.RecordPage, error) {
	ctx, list := c.Request.Context(), entry.List
	say := func(key string) string { return s.site.Words.Say(who.Lang, key) }
	page := pages.RecordPage{
		Title: entry.Title, Icon: list.Icon, Disabled: entry.Disabled,
		Back:    pages.Link{Href: "/admin/lists/" + list.ID, Label: list.Title.In(who.Lang)},
		History: s.changeLines(who.Lang, entry.History, false),
	}
	if list.Single() && list.ID != store.ListCalendar {
		page.Back = pages.Link{Href: "/admin", Label: say("admin.title")}
	}
	if entry.ID == "" {
		page.Title = s.sentence(who.Lang, "lists.new_of", "{list}", list.Title.In(who.Lang))
	}
	switch done := c.Query("done"); {
	case entry.Conflict && len(entry.History) > 0:
		page.Conflict = s.sentence(who.Lang, "lists.conflict", "{actor}", entry.History[0].Actor)
		page.Theirs = page.History[:1]
	case done == "saved":
		page.Done = say("lists.saved")
	case done == "unchanged":
		page.Done = say("lists.unchanged")
	}
	s.around(&page, who, entry)
	var err error
	page.Form, err = s.recordForm(ctx, entry)
	return page, err
}

// around adds what else can be done with a record, and what is worth knowing of its list.
func (s *Server) around(page *pages.RecordPage, who lists.Who, entry *lists.Entry) {
	say := func(key string) string { return s.site.Words.Say(who.Lang, key) }
	switch entry.List.ID {
	case store.ListBudgets:
		page.Notes = append(page.Notes, say("lists.planned_note"))
	case store.ListSettings:
		page.Notes = append(page.Notes, say("lists.pinned"))
	}
	if entry.ID == "" {
		return
	}
	href := recordHref(entry.List.ID, entry.ID)
	switch entry.List.ID {
	case store.ListBudgets:
		page.Ledger = entriesOf("budgets", entry.ID)
	case store.ListPeople:
		if !entry.Disabled {
			page.Password = &pages.PasswordForm{Action: "/admin/passwords/" + url.PathEscape(entry.ID)}
		}
	}
	if !entry.List.Disables() {
		return
	}
	page.State = &pages.StateForm{Action: href + "/state", Do: "disable", Lead: say("lists.disable_lead"),
		Label: say("lists.disable")}
	if entry.List.ID == store.ListPeople {
		page.State.Lead = say("lists.disable_person")
	}
	if entry.Disabled {
		page.State.Do, page.State.Lead, page.State.Label = "enable", say("lists.enable_lead"), say("lists.enable")
	}
}

func (s *Server) recordForm(ctx context.Context, entry *lists.Entry) (pages.Entry, error) {
	lang := langOf(ctx)
	e := pages.Entry{ID: "f", Prefix: "f-", Action: "/admin/new/" + entry.List.ID}
	if entry.ID != "" {
		e.Action = recordHref(entry.List.ID, entry.ID)
		e.Hidden = []pages.Hidden{{Name: "version", Value: entry.Version}}
	}
	e.Outcomes = []cases.OutcomeView{{ID: "save", Title: s.site.Words.Say(lang, "lists.save"), Style: "primary"}}
	var err error
	if e.Fields, err = s.boxes(ctx, entry.View, e.Prefix); err != nil {
		return e, err
	}
	if entry.ID == "" { // what the books say of it, they say later
		e.Fields = slices.DeleteFunc(e.Fields, func(b pages.Box) bool { return b.Field.Readonly && b.Field.Value == "" })
	}
	for i := range e.Fields {
		e.Fields[i].Above = entry.Sections[e.Fields[i].Field.Name]
	}
	for _, f := range entry.View.Failures {
		e.Failures = append(e.Failures, pages.Told{Text: sayFailure(lang, f)})
	}
	e.Failures = append(e.Failures, toMend(lang, e.Fields, "")...)
	return e, nil
}

// changeLines are changes in a page's words; elsewhere names the record of each.
func (s *Server) changeLines(lang string, told []lists.Told, elsewhere bool) []pages.ChangeLine {
	lines := make([]pages.ChangeLine, 0, len(told))
	for _, t := range told {
		line := pages.ChangeLine{
			At: t.At, Actor: t.Actor, Kind: s.site.Words.Say(lang, "lists.kind."+t.Kind), File: t.File != "",
			Changed: t.Changed, Created: t.Kind == "create",
		}
		if elsewhere {
			line.List, line.Record = t.List.Title.In(lang), pages.FirstOf(t.Title, t.Record)
			line.Href = recordHref(t.List.ID, t.Record)
			if t.List.Single() {
				line.Record, line.Href = "", "/admin/lists/"+t.List.ID
			}
		}
		lines = append(lines, line)
	}
	return lines
}
