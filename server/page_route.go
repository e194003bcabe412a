package server

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/processes/picture"
	"zongwu/server/pages"
)

// guide tells the way of a case in one language.
type guide struct {
	s     *Server
	ctx   context.Context //nolint:containedctx // one page, and no longer
	lang  string
	route *cases.Route
	where places
	roles map[string]string
}

// caseRoute is the way of a case, for its page.
func (s *Server) caseRoute(ctx context.Context, number string) (*pages.Route, error) {
	route, err := s.service.Route(ctx, me(ctx).School, viewerOf(ctx), number)
	if err != nil {
		return nil, err
	}
	g, err := s.guide(ctx, route)
	if err != nil {
		return nil, err
	}
	made := g.page("route.title")
	for _, tally := range route.Tallies {
		made.Tallies = append(made.Tallies, g.say("route.tally", "{step}", tally.Title, "{n}", strconv.Itoa(tally.Done),
			"{of}", strconv.Itoa(tally.Of)))
	}
	for _, past := range route.Past {
		if stop, shown := g.past(past); shown {
			made.Stops = append(made.Stops, stop)
		}
	}
	for _, task := range route.Open {
		made.Stops = append(made.Stops, g.open(task))
	}
	for _, wait := range route.Waits {
		made.Stops = append(made.Stops, g.wait(wait))
	}
	g.ahead(made)
	if n := len(route.Past); route.State != processes.Open && n > 0 {
		made.Stops = append(made.Stops, pages.RouteStop{
			State: "end " + string(route.State), Title: g.say("state." + string(route.State)), At: route.Past[n-1].At,
			Bad: route.State != processes.Done,
		})
	}
	return made, nil
}

// startRoute is the way a case would take if the form were sent as it stands: who will have it.
func (s *Server) startRoute(
	ctx context.Context, process string, values map[string]any,
) (*pages.Ahead, error) {
	route, err := s.service.RoutePreview(ctx, me(ctx).School, viewerOf(ctx), process, values)
	if err != nil {
		return nil, err
	}
	g, err := s.guide(ctx, route)
	if err != nil {
		return nil, err
	}
	var all pages.Route
	g.ahead(&all)
	made := &pages.Ahead{ID: "ahead", Title: g.say("route.ahead"), Never: all.Never}
	var later pages.Ahead
	for _, stop := range all.Stops {
		stop.Word = "" // which list it stands in says it
		if stop.State == string(processes.Sure) {
			made.Stops = append(made.Stops, stop)
		} else {
			later.Stops = append(later.Stops, stop)
		}
	}
	if n := len(later.Stops); n > 0 {
		later.Title = g.say("route.later", "{n}", strconv.Itoa(n))
		later.Never, made.Never = made.Never, ""
		made.Later = &later
	}
	return made, nil
}

func (s *Server) guide(ctx context.Context, route *cases.Route) (*guide, error) {
	lang := langOf(ctx)
	roles, err := roleTitles(lang)
	if err != nil {
		return nil, err
	}
	return &guide{s: s, ctx: ctx, lang: lang, route: route, where: places{lang, route.Branches}, roles: roles}, nil
}

func (g *guide) say(key string, pairs ...string) string { return g.s.sentence(g.lang, key, pairs...) }

// page is a route's page before anything stands in the list.
func (g *guide) page(title string) *pages.Route {
	made := &pages.Route{ID: "route", Title: g.say(title)}
	g.draw(made, picture.Style{Lang: g.lang, Caption: g.caption, Course: g.route.Course}, g.node)
	return made
}

// draw adds the usual way as a picture, and every way as another one where there are more.
func (g *guide) draw(made *pages.Route, style picture.Style, state func(picture.Node) pages.RouteNode) {
	process := g.route.Process
	usual := picture.Draw(process, style)
	name := g.say("route.drawn", "{process}", process.Title.In(g.lang))
	made.Picture = pages.NewRoutePicture(g.lang, made.ID+"-picture", name, usual, state)
	style.Course = nil
	if whole := picture.Draw(process, style); len(whole.Nodes) > len(usual.Nodes) || len(whole.Edges) > len(usual.Edges) {
		name = g.say("route.drawn_whole", "{process}", process.Title.In(g.lang))
		made.Picture.Whole = pages.NewRoutePicture(g.lang, made.ID+"-whole", name, whole, state)
	}
}

// past is one thing that was done; what changes nothing in the case's way is left out.
func (g *guide) past(past cases.RoutePast) (stop pages.RouteStop, shown bool) {
	h := past.HistoryItem
	line := g.s.historyLine(g.ctx, reader{view: &cases.CaseView{Names: g.route.Names}, where: g.where}, h)
	stop = pages.RouteStop{State: "said", Title: line.Said, At: h.At, Comment: h.Comment, Undone: past.Undone}
	if line.Actor != "" {
		stop.Persons = []string{line.Actor}
	}
	switch h.Action {
	case processes.DoStart:
		stop.State, stop.Title, stop.Word = "done", h.StepTitle, line.Said
	case processes.DoSubmit:
		if h.Step == processes.Start || h.Added {
			stop.State = "done"
			break
		}
		stop.State, stop.Title, stop.Word = "done", g.where.titled(h.StepTitle, h.Branch), h.OutcomeTitle
		stop.Bad = g.refuses(past)
	case processes.DoSendBack, processes.DoWithdraw, processes.DoCancel:
		stop.State = "back"
	case processes.DoClock:
		stop.State = "done"
		return stop, h.Outcome != "remind" && h.Outcome != "due"
	case processes.DoEnded:
		stop.State = "done"
	case processes.DoClaim, processes.DoRelease, processes.DoUrge, processes.DoRestaff:
		return stop, false
	}
	return stop, true
}

func (g *guide) open(task cases.TaskView) pages.RouteStop {
	stop := pages.RouteStop{
		State: "open", Title: g.where.titled(task.Title, task.Branch), Word: g.say("route.state.open"),
		Persons: called(task.Asked, g.route.Names), At: task.OpenedAt, Due: task.DueAt, Overdue: task.Overdue,
	}
	if claimer := task.Claimer(); claimer != "" {
		stop.Notes = append(stop.Notes, g.say("route.claimed", "{person}", g.route.Names[claimer]))
	}
	if task.Absent {
		stop.Notes = append(stop.Notes, g.say("route.absent"))
	}
	return stop
}

func (g *guide) wait(w cases.RouteWait) pages.RouteStop {
	stop := pages.RouteStop{
		State: "wait", Title: g.where.titled(w.Title, w.Branch), Word: g.say("route.state.wait"), At: w.Since,
	}
	if w.Number != "" {
		if seen, err := g.s.service.Visible(g.ctx, me(g.ctx).School, me(g.ctx).Person.ID, w.Number); err == nil && seen {
			stop.Link = "/cases/" + url.PathEscape(w.Number)
		}
		stop.Notes = []string{g.say("route.other", "{process}", w.Process, "{number}", w.Number)}
	}
	if !w.Until.IsZero() {
		stop.Notes = []string{g.say("route.until", "{moment}", pages.Moment(g.lang, w.Until))}
	}
	return stop
}

// ahead adds what comes and may come, and says in one sentence what does not.
func (g *guide) ahead(made *pages.Route) {
	var never []string
	for _, a := range g.route.Ahead {
		if a.Comes == processes.Never {
			if !slices.Contains(never, a.Title) {
				never = append(never, a.Title)
			}
			continue
		}
		stop := pages.RouteStop{
			State: string(a.Comes), Title: a.Title, Word: g.say("route.state." + string(a.Comes)), Persons: g.persons(a, 4),
			Brief: true,
		}
		if branches := g.branches(a.Branches); len(branches) > 0 {
			stop.Notes = append(stop.Notes, g.say("route.for", "{branches}", pages.Joined(g.lang, branches)))
		}
		made.Stops = append(made.Stops, stop)
	}
	if len(never) > 0 {
		made.Never = g.say("route.never", "{steps}", pages.Joined(g.lang, never))
	}
}

// persons are those who would have a step, at most so many by name; where they are not known yet, who is meant.
func (g *guide) persons(a cases.RouteAhead, most int) []string {
	names := called(a.Persons, g.route.Names)
	switch {
	case a.By == nil:
		return nil
	case !a.Known:
		return []string{a.By.In(g.lang, g.route.Process, g.role)}
	case len(names) > most:
		return []string{g.say("route.more", "{names}", pages.Joined(g.lang, names[:most-1]), "{n}", strconv.Itoa(len(names)))}
	}
	return names
}

func (g *guide) role(id string) string { return pages.FirstOf(g.roles[id], id) }

// branches are what an `each` goes through, as people call them; a key that has no name is the definition's own word.
func (g *guide) branches(keys []string) []string {
	var names []string
	for _, key := range keys {
		if name := g.where.names[key]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// caption is who did a step, has it, or would have it.
func (g *guide) caption(step *processes.Step) string {
	var having []string
	for _, task := range g.route.Open {
		if task.Step == step.ID {
			having = append(having, called(task.Asked, g.route.Names)...)
		}
	}
	if len(having) > 0 {
		slices.Sort(having)
		return pages.Joined(g.lang, slices.Compact(having))
	}
	for _, w := range g.route.Waits {
		if w.Step == step.ID {
			return pages.FirstOf(w.Number, pages.Moment(g.lang, w.Until))
		}
	}
	if g.route.Stands[step.ID].At == cases.StandDone || g.route.State == "" && step.ID == processes.Start {
		return g.doneBy(step.ID)
	}
	for _, a := range g.route.Ahead {
		if a.Step == step.ID && a.Comes != processes.Never {
			return pages.Joined(g.lang, g.persons(a, 3))
		}
	}
	if step.Human == nil {
		return g.say("route.engine")
	}
	if g.route.Stands[step.ID].At == cases.StandNever {
		if g.over() { // the case did not come so far: a faint box says it
			return ""
		}
		return g.say("route.state.never")
	}
	return step.Human.By.In(g.lang, g.route.Process, g.role)
}

func (g *guide) over() bool { return g.route.State != "" && g.route.State != processes.Open }

// last is what was done last at a step.
func (g *guide) last(step string) (cases.RoutePast, bool) {
	for _, past := range slices.Backward(g.route.Past) {
		if past.Step == step && !past.Added && (past.Action == processes.DoSubmit || past.Action == processes.DoStart) {
			return past, true
		}
	}
	return cases.RoutePast{}, false
}

// refuses says that what was done at a step says no.
func (g *guide) refuses(past cases.RoutePast) bool {
	step, known := g.route.Process.Step(past.Step)
	return known && slices.ContainsFunc(step.Outcomes(), func(o processes.Outcome) bool {
		return o.ID == past.Outcome && o.Style == "danger"
	})
}

// doneBy is who did a step last, and when.
func (g *guide) doneBy(step string) string {
	if past, ok := g.last(step); ok {
		return g.route.Names[past.Actor] + "  " + pages.Moment(g.lang, past.At)
	}
	if step == processes.Start {
		return me(g.ctx).Person.Name
	}
	return g.say("route.engine")
}

// end is how a case stands at what is no step: where ways end.
func (g *guide) end(n picture.Node) (made pages.RouteNode) {
	switch {
	case n.Shape == picture.Stop && n.Status == "":
		made.Says = g.say("route.stops")
	case n.Shape == picture.Stop:
		made.Says = g.say("route.ends", "{state}", g.say("state."+string(n.Status)))
	case n.Shape == picture.Goal && g.route.State == processes.Done:
		made.State = "reached"
	}
	return made
}

// node is how a case stands at what is drawn.
func (g *guide) node(n picture.Node) pages.RouteNode {
	if n.Shape == picture.Stop || n.Shape == picture.Goal || len(n.Steps) == 0 {
		return g.end(n)
	}
	stand := g.route.Stands[n.Steps[0]]
	made := pages.RouteNode{State: string(stand.At), Times: stand.Times}
	word := g.say("route.state." + made.State)
	if past, ok := g.last(n.Steps[0]); ok && stand.At == cases.StandDone && g.refuses(past) {
		made.State, word = "bad", past.OutcomeTitle
	}
	for _, a := range g.route.Ahead {
		if a.Step == n.Steps[0] && a.Comes == processes.Maybe && len(a.Awaits) > 0 {
			word = g.say("route.awaits", "{steps}", pages.Joined(g.lang, a.Awaits))
		}
	}
	made.Says = pages.Joined(g.lang, append(slices.Clone(n.Lines), word))
	if n.Caption != "" && n.Caption != word {
		made.Says += pages.Bracketed(g.lang, n.Caption)
	}
	return made
}
