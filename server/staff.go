package server

import (
	"context"

	"zongwu/cases"
	"zongwu/server/pages"
)

// gapView is a step for which the school has too few different people.
type gapView struct {
	Step     string   `json:"step"`
	Roles    []string `json:"roles" doc:"appoint somebody to one of these"`
	Starters []string `json:"starters" doc:"only in cases these persons begin; empty: whoever begins"`
}

// missing are the steps of a process in force that the school cannot staff, none when it can carry every case to its
// end.
func (s *Server) missing(ctx context.Context, process string) ([]gapView, error) {
	gaps, err := s.service.Staff(ctx, me(ctx).School, process)
	if err != nil {
		return nil, err
	}
	views := make([]gapView, 0, len(gaps))
	for _, g := range gaps {
		views = append(views, gapView{
			Step: g.Step, Roles: append([]string{}, g.Roles...), Starters: append([]string{}, g.Starters...),
		})
	}
	return views, nil
}

// missingWords says for each step without people whom to appoint.
func (s *Server) missingWords(
	ctx context.Context, process string, missing []gapView, names map[string]string,
) ([]string, error) {
	if len(missing) == 0 {
		return nil, nil
	}
	lang := langOf(ctx)
	p, err := s.service.Process(ctx, me(ctx).School, process)
	if err != nil {
		return nil, err
	}
	titles, err := roleTitles(lang)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, g := range missing {
		step := g.Step
		if found, ok := p.Step(g.Step); ok && found.Title.In(lang) != "" {
			step = found.Title.In(lang)
		}
		key, starters := "admin.missing", called(g.Starters, names)
		if len(starters) > 0 {
			key = "admin.missing_for"
		}
		said = append(said, s.sentence(lang, key, "{step}", step, "{roles}", pages.Joined(lang, called(g.Roles, titles)),
			"{starters}", pages.Joined(lang, starters)))
	}
	return said, nil
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
