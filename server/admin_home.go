package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/lists"
	"zongwu/server/pages"
	"zongwu/store"
)

// adminOf is the caller as package lists knows them; whoever is no administrator is refused.
func (s *Server) adminOf(ctx context.Context) (lists.Who, error) {
	who := me(ctx)
	if !who.is("admin") {
		return lists.Who{}, s.forbidden(ctx)
	}
	return lists.Who{School: who.School, Person: who.Person.ID, Lang: langOf(ctx)}, nil
}

// keeperOf is the caller as package lists knows them, and the list they asked for; whoever does not keep it is refused.
func (s *Server) keeperOf(ctx context.Context, id string) (lists.Who, *lists.List, error) {
	list, err := s.lists.Find(id)
	switch {
	case err != nil && !me(ctx).is("admin"):
		return lists.Who{}, nil, s.forbidden(ctx)
	case err != nil:
		return lists.Who{}, nil, err
	case !list.KeptBy(me(ctx).Person.Roles):
		return lists.Who{}, nil, s.forbidden(ctx)
	}
	return lists.Who{School: me(ctx).School, Person: me(ctx).Person.ID, Lang: langOf(ctx)}, list, nil
}

// keeps says whether a list is the caller's to change.
func (s *Server) keeps(ctx context.Context, id string) bool {
	_, _, err := s.keeperOf(ctx, id)
	return err == nil
}

// numbered is a sentence with a number in it.
func (s *Server) numbered(lang, key string, n int) string {
	return s.sentence(lang, key, "{n}", fmt.Sprint(n))
}

// counted says how many records a list has.
func (s *Server) counted(lang, list string, n int) string {
	if list == store.ListPeople {
		return s.numbered(lang, "lists.count_people", n)
	}
	return s.numbered(lang, "lists.count", n)
}

func (s *Server) pageAdmin(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	overview, err := s.lists.Look(ctx, who)
	if err != nil {
		return err
	}
	page := pages.AdminHome{Groups: s.adminTiles(who.Lang, overview), Steps: s.firstSteps(who.Lang, overview)}
	page.Hints = s.adminHints(who, overview)
	if page.Gaps, err = s.gapsOf(ctx, ""); err != nil {
		return err
	}
	if page.Schedules, err = s.scheduleLines(ctx); err != nil {
		return err
	}
	s.render(c, http.StatusOK, "adminhome", page)
	return nil
}

// firstSteps are what a new school does, in the order in which one needs the other; nothing once all is there. A school
// begins with one department and its administrator.
func (s *Server) firstSteps(lang string, overview *lists.Overview) []pages.FirstStep {
	var steps []pages.FirstStep
	left := false
	for _, step := range []struct {
		list string
		more int // how many there are before anybody did anything
	}{
		{store.ListDepartments, 1}, {store.ListPeople, 1}, {store.ListStores, 0}, {store.ListSubjects, 0},
		{store.ListBudgets, 0}, {store.ListGoods, 0}, {store.ListSuppliers, 0},
	} {
		list, err := s.lists.Find(step.list)
		if err != nil {
			continue
		}
		done := overview.Count[step.list] > step.more
		left = left || !done
		steps = append(steps, pages.FirstStep{
			Title: list.Title.In(lang), Why: s.site.Words.Say(lang, "lists.first."+step.list), Done: done,
			Href: "/admin/lists/" + step.list, Add: "/admin/new/" + step.list, Import: "/admin/import/" + step.list,
		})
	}
	if !left {
		return nil
	}
	return steps
}

// adminTiles are the administration's pages, by what they are about.
func (s *Server) adminTiles(lang string, overview *lists.Overview) []pages.TileGroup {
	say := func(key string) string { return s.site.Words.Say(lang, key) }
	of := func(id string) pages.Tile {
		list, err := s.lists.Find(id)
		if err != nil {
			return pages.Tile{}
		}
		tile := pages.Tile{Href: "/admin/lists/" + id, Icon: list.Icon, Title: list.Title.In(lang)}
		if !list.Single() {
			tile.Note = s.counted(lang, id, overview.Count[id])
		}
		return tile
	}
	return []pages.TileGroup{
		{Title: say("lists.lists"), Tiles: []pages.Tile{
			of(store.ListPeople), {Href: "/admin/roles", Icon: "users-group", Title: say("lists.roles")},
			of(store.ListPupils), of(store.ListDepartments), of(store.ListGoods), of(store.ListQuotas),
			of(store.ListSuppliers), of(store.ListStores), of(store.ListRooms),
			of(store.ListCategories), of(store.ListPrices),
			of(store.ListAssets), of(store.ListLifetimes),
		}},
		{Title: say("lists.money"), Tiles: []pages.Tile{
			of(store.ListBudgets), of(store.ListSubjects), of(store.ListFunds),
		}},
		{Title: say("lists.rules"), Tiles: []pages.Tile{
			{Href: "/admin/processes", Icon: "route", Title: say("admin.processes")}, of(store.ListSettings),
			of(store.ListCalendar), of(store.ListSchool),
			{Href: "/admin/changes", Icon: "history", Title: say("lists.changes")},
			{Href: "/admin/stuck", Icon: "stethoscope", Title: say("stuck.title.page")},
		}},
	}
}

// adminHints are what needs a look.
func (s *Server) adminHints(who lists.Who, overview *lists.Overview) []pages.Link {
	var hints []pages.Link
	if overview.NoPassword > 0 {
		hints = append(hints, pages.Link{
			Href: "/admin/passwords", Label: s.numbered(who.Lang, "lists.hint.password", overview.NoPassword),
		})
	}
	if len(overview.NoHead) > 0 {
		names := make([]string, len(overview.NoHead))
		for i, d := range overview.NoHead {
			names[i] = d.Name
		}
		hints = append(hints, pages.Link{Href: "/admin/lists/departments", Label: s.sentence(who.Lang, "lists.hint.head",
			"{names}", strings.Join(names, "、"))})
	}
	return hints
}
