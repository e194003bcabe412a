package picture

import (
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/processes"
)

// block is a list of items below each other.
type block struct {
	items []*item
	rails []*rail
	// left and right are how many lines run beside the items; stops says that some case ends beside an item.
	left, right int
	stops       bool
}

// item is a step, several automatic ones as one, or where the ways of a block come together.
type item struct {
	node  Node
	text  string // its title
	lanes []*block
	goes  []going
	stops []processes.Status
}

// going is a way from an item to another of its block.
type going struct {
	to       int
	label    string
	outcomes []string
	skip     bool
}

type builder struct {
	style Style
}

// root is the whole process: the start, its steps, the goal.
func (b *builder) root(p *processes.Process) *block {
	goal := &item{
		node: Node{ID: "done", Shape: Goal, Status: processes.Done},
		text: forms.Text{Zh: "办结", ZhTW: "辦結", En: "Done"}.In(b.style.Lang),
	}
	start := b.item([]*processes.Step{p.Begin})
	if b.style.Course != nil {
		return b.usual(start, p.Root(), goal)
	}
	start.goes = []going{{to: 1, outcomes: outcomes(p.Begin)}}
	return b.block([]*item{start}, p.Steps, goal)
}

func outcomes(s *processes.Step) []string {
	var ids []string
	for _, o := range s.Outcomes() {
		ids = append(ids, o.ID)
	}
	return ids
}

// block makes items of steps behind those that stand there already; last is where all ways out lead, left away in the
// end if the last item alone leads there and it is a mere join.
func (b *builder) block(items []*item, steps []*processes.Step, last *item) *block {
	made := &block{items: items}
	at := map[string]int{} // steps' places among the items
	groups := fold(steps)
	for i, group := range groups {
		at[group[0].ID] = len(items) + i
	}
	end := len(items) + len(groups)
	for i, group := range groups {
		one := b.item(group)
		s := group[len(group)-1]
		for _, way := range s.Ways() {
			b.follow(one, way, len(items)+i, end, func(id string) int { return at[id] }, last)
		}
		if group[0].When != nil && !one.leads(len(items)+i+1) {
			one.goes = append(one.goes, going{to: len(items) + i + 1, skip: true})
		}
		made.items = append(made.items, one)
		made.stops = made.stops || len(one.stops) > 0
	}
	made.end(last)
	return made
}

// end puts last where all ways out lead, and lays the lines.
func (b *block) end(last *item) {
	end := len(b.items)
	jumps := slices.ContainsFunc(b.items[:end-1], func(one *item) bool { return one.leads(end) })
	if last.node.Shape == Join && !jumps {
		tail := b.items[end-1]
		tail.goes = slices.DeleteFunc(tail.goes, func(g going) bool { return g.to == end })
	} else if jumps || last.node.Shape != Goal || b.items[end-1].leads(end) { // else nobody comes there any more
		b.items = append(b.items, last)
	}
	b.lay()
}

// follow adds a way out of an item.
func (b *builder) follow(one *item, way processes.Way, at, end int, place func(string) int, last *item) {
	if len(way.To) == 0 {
		one.add(going{to: at + 1}, way, b.style.Lang)
		return
	}
	for _, target := range way.To {
		switch {
		case target.Step != "":
			one.add(going{to: place(target.Step)}, way, b.style.Lang)
		case target.End || target.Case == last.node.Status && !target.Stop:
			one.add(going{to: end}, way, b.style.Lang)
		case !slices.Contains(one.stops, target.Case):
			one.stops = append(one.stops, target.Case)
		}
	}
}

// add notes a way; several outcomes that lead the same way are one line.
func (one *item) add(g going, way processes.Way, lang string) {
	i := slices.IndexFunc(one.goes, func(other going) bool { return other.to == g.to })
	if i < 0 {
		one.goes = append(one.goes, g)
		i = len(one.goes) - 1
	}
	same := &one.goes[i]
	if way.Outcome == "" {
		return
	}
	same.outcomes = append(same.outcomes, way.Outcome)
	if same.label != "" {
		same.label += " / "
	}
	same.label += way.Label.In(lang)
}

func (one *item) leads(to int) bool {
	return slices.ContainsFunc(one.goes, func(g going) bool { return g.to == to })
}

// item is what one step, or several folded ones, look like.
func (b *builder) item(group []*processes.Step) *item {
	s := group[0]
	one := &item{node: Node{ID: s.ID, Kind: s.Kind, Conditional: s.When != nil, Shape: shapeOf(s)}}
	var titles []string
	for _, step := range group {
		one.node.Steps = append(one.node.Steps, step.ID)
		if title := step.Title.In(b.style.Lang); !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	one.text = strings.Join(titles, " · ")
	if c := b.style.Course; c != nil {
		one.node.Conditional = len(c.Skipped(s)) > 0
	}
	if one.node.Shape == Fork && !s.Titled() {
		one.text = ""
	}
	if b.style.Caption != nil && one.node.Shape == Box {
		one.node.Caption = b.style.Caption(s)
	}
	for _, inner := range s.Blocks {
		if c := b.style.Course; c != nil && !slices.ContainsFunc(inner.Steps, c.Shows) {
			continue
		}
		join := &item{node: Node{ID: inner.Steps[0].ID + "/join", Shape: Join}}
		if b.style.Course != nil {
			one.lanes = append(one.lanes, b.usual(nil, inner, join))
			continue
		}
		one.lanes = append(one.lanes, b.block(nil, inner.Steps, join))
	}
	return one
}

func shapeOf(s *processes.Step) Shape {
	switch s.Kind {
	case processes.KindPost, processes.KindCount, processes.KindNotify:
		return Small
	case processes.KindChoose:
		return Fork
	case processes.KindEach, processes.KindParallel:
		return Frame
	}
	return Box
}

// fold puts automatic steps that follow each other whatever happens together.
func fold(steps []*processes.Step) [][]*processes.Step {
	targets := map[string]bool{}
	for _, s := range steps {
		for _, way := range s.Ways() {
			for _, target := range way.To {
				targets[target.Step] = true
			}
		}
	}
	var groups [][]*processes.Step
	for _, s := range steps {
		if n := len(groups); n > 0 && !targets[s.ID] && s.When == nil && shapeOf(s) == Small {
			before := groups[n-1][len(groups[n-1])-1]
			if shapeOf(before) == Small && before.When == nil && len(before.Then) == 0 {
				groups[n-1] = append(groups[n-1], s)
				continue
			}
		}
		groups = append(groups, []*processes.Step{s})
	}
	return groups
}
