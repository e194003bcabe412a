package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Route is the way of a case: what happened, where it stands, what lies ahead; before it begins only the last.
type Route struct {
	Process *processes.Process
	State   processes.Status // "" before the case begins
	Past    []RoutePast
	Open    []TaskView
	Waits   []RouteWait
	Ahead   []RouteAhead
	// Stands is how the case stands at each step, over all branches: what a picture of the route shows.
	Stands  map[string]Stand
	Tallies []Tally
	Names   map[string]string // of everybody in it
	// Branches are what its branches are called: the room, store or person they are of.
	Branches map[string]string
	Course   *processes.Course // the usual way, for a picture; nil before the case begins
}

// RoutePast is something that was done.
type RoutePast struct {
	HistoryItem
	Undone bool // sent back over: it counts no more
}

// RouteWait is what a case waits for that is no person.
type RouteWait struct {
	Step, Branch, Title string
	Number, Process     string    // another case, and what its process is called
	Until               time.Time // a moment
	Since               time.Time
}

// RouteAhead is a step that may come, or will not.
type RouteAhead struct {
	Step     string
	Title    string
	Comes    processes.Comes
	Branches []string // for which keys of its `each`; none outside one, or while they are not known
	Known    bool     // Persons is who would have it; otherwise By says who is meant
	Persons  []string
	By       *processes.Who
	Awaits   []string // titles of the steps its condition hangs on
}

// Stand is how a case stands at a step.
type Stand struct {
	At    StandAt
	Times int // how often people did it, in the branch where they did it most often
}

// StandAt is one way a case can stand at a step.
type StandAt string

// How a case stands at a step.
const (
	StandDone  StandAt = "done"
	StandOpen  StandAt = "open"  // people have it, or the case waits there
	StandSure  StandAt = "sure"  // it will come
	StandMaybe StandAt = "maybe" // it may come
	StandNever StandAt = "never" // it is not on the way
)

// Route tells the way of a case to somebody who may see it.
func (s *Service) Route(ctx context.Context, school string, v Viewer, idOrNumber string) (*Route, error) {
	var route *Route
	err := s.look(ctx, school, v.Person, idOrNumber, func(ctx context.Context, c *change) error {
		var err error
		route, err = c.route(ctx, v)
		return err
	})
	return route, err
}

// RoutePreview tells the way a case would take if the viewer began it, from what the start form holds so far; values
// are as FormInput has them, nil for what the form opens with.
func (s *Service) RoutePreview(
	ctx context.Context, school string, v Viewer, process string, values map[string]any,
) (*Route, error) {
	if !clean(process) || !clean(v.Person) {
		return nil, store.ErrNotFound
	}
	var route *Route
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		p, err := s.inForce(ctx, tx, process)
		if err != nil {
			return err
		}
		c := newChange(s, newWorld(tx), p)
		route, err = c.routePreview(ctx, v, values)
		return err
	})
	return route, err
}

func (c *change) routePreview(ctx context.Context, v Viewer, values map[string]any) (*Route, error) {
	action := processes.Action{Actor: v.Person, At: time.Now().UTC()}
	env, form, err := processes.StartEnv(ctx, c.process, action, c.world)
	if err != nil {
		return nil, fmt.Errorf("prepare start of %s: %w", c.process.ID, err)
	}
	data := forms.Data{}
	if form != nil {
		if values == nil {
			if values, err = form.Open(env, nil); err != nil {
				return nil, fmt.Errorf("open start of %s: %w", c.process.ID, err)
			}
		}
		if data, err = form.SoFar(env, values); err != nil {
			return nil, fmt.Errorf("read start of %s: %w", c.process.ID, err)
		}
	}
	all, err := processes.ForeseeStart(ctx, c.process, v.Person, data, action.At, c.world)
	if err != nil {
		return nil, fmt.Errorf("foresee %s: %w", c.process.ID, err)
	}
	route := &Route{Process: c.process, Stands: map[string]Stand{processes.Start: {At: StandOpen}}}
	c.addAhead(route, all, v.Lang)
	return route, c.routeNames(ctx, route)
}

func (c *change) route(ctx context.Context, v Viewer) (*Route, error) {
	route := &Route{Process: c.process, State: c.state.Status, Stands: map[string]Stand{}}
	items, err := c.history(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		route.Past = append(route.Past, RoutePast{HistoryItem: item, Undone: c.undone(item)})
	}
	if route.Open, err = c.openTasks(ctx, v); err != nil {
		return nil, err
	}
	if route.Waits, err = c.waits(ctx, v.Lang); err != nil {
		return nil, err
	}
	all, err := processes.Foresee(ctx, c.process, c.state, time.Now().UTC(), c.world)
	if err != nil {
		return nil, fmt.Errorf("foresee %s: %w", c.row.Number, err)
	}
	if route.Course, err = processes.Chart(ctx, c.process, c.state, time.Now().UTC(), c.world); err != nil {
		return nil, fmt.Errorf("chart %s: %w", c.row.Number, err)
	}
	route.Tallies = c.tallies(v.Lang)
	c.addStands(route)
	c.addAhead(route, all, v.Lang)
	return route, c.routeNames(ctx, route)
}

// undone says that what was done at a step was sent back over.
func (c *change) undone(item HistoryItem) bool {
	return slices.ContainsFunc(c.state.Path, func(visit processes.Visit) bool {
		return visit.Seq == item.Seq && visit.Step == item.Step && visit.Branch == item.Branch && visit.Undone
	})
}

// waits are the other cases and the moments the case waits for.
func (c *change) waits(ctx context.Context, lang string) ([]RouteWait, error) {
	if len(c.state.Waits) == 0 {
		return nil, nil
	}
	transitions, err := c.tx.Transitions(ctx, c.row.ID, 0)
	if err != nil {
		return nil, fmt.Errorf("read waits of %s: %w", c.row.Number, err)
	}
	var waits []RouteWait
	for _, w := range c.state.Waits {
		made := RouteWait{Step: w.Step, Branch: w.Branch}
		made.Title, _ = c.titles(w.Step, "", lang)
		for _, t := range transitions {
			if !slices.ContainsFunc(t.Changes.Waits, func(of processes.Wait) bool { return of.ID() == w.ID() }) {
				continue
			}
			made.Since = t.At
			for _, clock := range t.Conduct.Clocks {
				if clock.ID == w.Clock {
					made.Until = clock.At
				}
			}
		}
		if w.Case != "" {
			other, err := c.tx.ReadCase(ctx, w.Case)
			if err != nil {
				return nil, fmt.Errorf("read case waited for by %s: %w", c.row.Number, err)
			}
			p, err := c.service.version(ctx, c.tx, other.Process, other.Version)
			if err != nil {
				return nil, err
			}
			made.Number, made.Process = other.Number, p.Title.In(lang)
		}
		waits = append(waits, made)
	}
	return waits, nil
}

// addStands notes where the case was and is; the blocks around an open step are open too.
func (c *change) addStands(route *Route) {
	times := map[[2]string]int{}
	for _, visit := range c.state.Path {
		stand := route.Stands[visit.Step]
		if !visit.Undone {
			stand.At = StandDone
		}
		if visit.Actor != "" && !visit.Partial && !visit.Added {
			times[[2]string{visit.Step, visit.Branch}]++
			stand.Times = max(stand.Times, times[[2]string{visit.Step, visit.Branch}])
		}
		route.Stands[visit.Step] = stand
	}
	open := func(id string) {
		step, ok := c.process.Step(id)
		if !ok {
			return
		}
		for _, around := range append(step.Inside(), id) {
			stand := route.Stands[around]
			stand.At = StandOpen
			route.Stands[around] = stand
		}
	}
	for _, t := range c.state.Open {
		open(t.Step)
	}
	for _, w := range c.state.Waits {
		open(w.Step)
	}
}

// addAhead notes what may come: the steps people have or wait at, and how every step stands that the case is not at.
func (c *change) addAhead(route *Route, all []processes.Prospect, lang string) {
	for _, one := range all {
		id := one.Step.ID
		stand := route.Stands[id]
		was := stand.At == StandDone || stand.At == StandOpen
		if !was {
			stand.At = better(stand.At, one.Comes)
			route.Stands[id] = stand
		}
		again := was && one.Comes != processes.Sure && !c.fresh(one)
		if again || one.Comes == processes.Aside || !people(one.Step) || route.State != processes.Open && route.State != "" {
			continue
		}
		c.addOne(route, one, lang)
	}
}

// addOne puts a step in the list, or its branch beside another of the same step of which the same is known.
func (c *change) addOne(route *Route, one processes.Prospect, lang string) {
	made := RouteAhead{
		Step: one.Step.ID, Title: one.Step.Title.In(lang), Comes: one.Comes, Known: one.Known, Persons: one.Persons,
	}
	if one.Step.Human != nil {
		made.By = one.Step.Human.Asks()
	}
	for _, id := range one.Awaits {
		title, _ := c.titles(id, "", lang)
		made.Awaits = append(made.Awaits, title)
	}
	if one.Branch != "" && one.Branch[len(one.Branch)-1:] != processes.AnyBranch {
		made.Branches = []string{one.Branch}
	}
	for i := range route.Ahead {
		other := &route.Ahead[i]
		if other.Step == made.Step && other.Comes == made.Comes && slices.Equal(other.Persons, made.Persons) &&
			len(made.Branches) > 0 && len(other.Branches) > 0 {
			other.Branches = append(other.Branches, made.Branches...)
			return
		}
	}
	route.Ahead = append(route.Ahead, made)
}

// fresh says that nobody has been at a step in this branch, or has it open.
func (c *change) fresh(one processes.Prospect) bool {
	return one.Comes != processes.Never &&
		!slices.ContainsFunc(c.state.Path, func(v processes.Visit) bool {
			return v.Step == one.Step.ID && v.Branch == one.Branch && !v.Undone
		}) &&
		!slices.ContainsFunc(c.state.Open, func(t processes.Task) bool {
			return t.Step == one.Step.ID && t.Branch == one.Branch
		})
}

// people says that a step is for people to know of: somebody does it, or the case waits there.
func people(step *processes.Step) bool {
	return step.Human != nil || step.Kind == processes.KindWait || step.Kind == processes.KindBegin
}

// better is what is said of a step with several branches: the surest of what is known of each.
func better(at StandAt, comes processes.Comes) StandAt {
	now := map[processes.Comes]StandAt{
		processes.Sure: StandSure, processes.Maybe: StandMaybe, processes.Aside: StandMaybe, processes.Never: StandNever,
	}[comes]
	for _, best := range []StandAt{StandSure, StandMaybe} {
		if at == best || now == best {
			return best
		}
	}
	return now
}

// routeNames gives everybody the route speaks of their name.
func (c *change) routeNames(ctx context.Context, route *Route) error {
	var ids []string
	for _, past := range route.Past {
		ids = append(append(ids, past.Actor, past.For, past.To), past.Persons...)
	}
	for _, t := range route.Open {
		ids = append(append(ids, t.Persons...), t.Claimer())
		for _, d := range t.Deputies {
			ids = append(ids, d.Person, d.For)
		}
		if t.Back != nil {
			ids = append(ids, t.Back.Actor)
		}
	}
	for _, a := range route.Ahead {
		ids = append(ids, a.Persons...)
	}
	route.Names = map[string]string{}
	for _, id := range ids {
		name, err := c.world.name(ctx, id)
		if err != nil {
			return err
		}
		route.Names[id] = name
	}
	delete(route.Names, "")
	return c.routeBranches(ctx, route)
}

// routeBranches gives the branches the route speaks of their name.
func (c *change) routeBranches(ctx context.Context, route *Route) error {
	b := c.branches()
	for _, past := range route.Past {
		if err := b.add(ctx, past.Step, past.Branch); err != nil {
			return err
		}
	}
	for _, t := range route.Open {
		if err := b.add(ctx, t.Step, t.Branch); err != nil {
			return err
		}
	}
	for _, w := range route.Waits {
		if err := b.add(ctx, w.Step, w.Branch); err != nil {
			return err
		}
	}
	for _, a := range route.Ahead {
		for _, branch := range a.Branches {
			if err := b.add(ctx, a.Step, branch); err != nil {
				return err
			}
		}
	}
	route.Branches = b.names
	return nil
}
