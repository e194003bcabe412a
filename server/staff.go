package server

import (
	"context"
	"net/url"
	"slices"

	"zongwu/cases"
	"zongwu/lists"
	"zongwu/server/pages"
)

// gapsOf says what a school's people cannot carry, and whom to appoint: what stops every case first, then what stops
// some, and at the end what only waits for somebody's return. process "" is all of them.
func (s *Server) gapsOf(ctx context.Context, process string) (pages.Gaps, error) {
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return pages.Gaps{}, err
	}
	gaps := staffing.Of(process)
	if process == "" { // what only some cases of some people come to stands on the process's own page
		gaps = slices.DeleteFunc(gaps, func(g cases.Gap) bool { return g.Sometimes && len(g.Starters) > 0 })
	}
	return pages.Gaps{
		Lines: s.gapLines(ctx, staffing, gaps),
		Mild:  s.gapLines(ctx, staffing, staffing.Absences(process)),
	}, nil
}

// gapLines says gaps in sentences; who may appoint people finds the way to those who have the role.
func (s *Server) gapLines(ctx context.Context, staffing *cases.Staffing, gaps []cases.Gap) []pages.GapLine {
	var lines []pages.GapLine
	lang := langOf(ctx)
	for _, one := range staffing.Advise(gaps) {
		line := pages.GapLine{Text: one.Text.In(lang)}
		if me(ctx).is("admin") {
			for _, role := range one.Roles {
				line.Links = append(line.Links, pages.Link{Href: holdersHref(role), Label: staffing.Role(role, lang)})
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// openingView is what a change that was not made yet would leave without anybody to do it.
func (s *Server) openingView(lang string, o *lists.Opening, again string) *pages.Opening {
	if o == nil {
		return nil
	}
	view := &pages.Opening{Lead: o.Lead, Again: s.site.Words.Say(lang, again), Agreed: o.Digest}
	for _, one := range o.Advice {
		line := pages.GapLine{Text: one.Text.In(lang)}
		for _, role := range one.Roles {
			line.Links = append(line.Links, pages.Link{Href: holdersHref(role), Label: o.Role(role, lang)})
		}
		view.Lines = append(view.Lines, line)
	}
	if len(view.Lines) == 1 {
		view.Lines[0].Text, view.Lead = view.Lead+view.Lines[0].Text, ""
	}
	return view
}

// holdersHref leads to the people who have a role.
func holdersHref(role string) string { return "/admin/lists/people?role=" + url.QueryEscape(role) }

// stuckFor says that what the caller would begin cannot be carried to its end, or not always; nothing when it can. Why,
// and that some cases would wait for somebody, is told to who can appoint people or have them appointed; the others
// hear what it means for what they begin, and whom to ask.
func (s *Server) stuckFor(ctx context.Context, staffing *cases.Staffing, process string) pages.Gaps {
	gaps := slices.DeleteFunc(staffing.Of(process), func(g cases.Gap) bool { return !g.Stops(me(ctx).Person.ID) })
	for i := range gaps {
		gaps[i].Starters = nil // it is about them
	}
	surely := slices.ContainsFunc(gaps, func(g cases.Gap) bool { return !g.Sometimes })
	lang, made := langOf(ctx), pages.Gaps{Surely: surely}
	switch {
	case me(ctx).is("admin", "director", "deputy_director"):
		made.Lines = s.gapLines(ctx, staffing, gaps)
	case surely:
		made.Lines = []pages.GapLine{{Text: s.site.Words.Say(lang, "gaps.stuck_so")}}
	}
	if admins := staffing.Holders("admin"); len(made.Lines) > 0 && !me(ctx).is("admin") {
		made.Ask = s.sentence(lang, "gaps.ask", "{admins}", pages.Joined(lang, admins))
	}
	return made
}

// called gives ids their names; what has none keeps its id.
func called(ids []string, names map[string]string) []string {
	var list []string
	for _, id := range ids {
		if name := names[id]; name != "" {
			id = name
		}
		list = append(list, id)
	}
	return list
}

// roleTitles is what the roles of the catalogue are called.
func roleTitles(lang string) (map[string]string, error) {
	roles, err := cases.CatalogueRoles()
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, role := range roles {
		titles[role.ID] = role.Title.In(lang)
	}
	return titles, nil
}
