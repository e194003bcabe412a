package picture

import "zongwu/processes"

// usual makes items of those steps that are on the usual way. Where a block begins at several places, or not at its
// first one, it begins with a mere join.
func (b *builder) usual(start *item, of *processes.Block, last *item) *block {
	course, made := b.style.Course, &block{}
	var shown []*processes.Step
	for _, s := range of.Steps {
		if course.Shows(s) {
			shown = append(shown, s)
		}
	}
	entries := course.Entries(of)
	if straight := len(entries) == 1 && len(shown) > 0 && entries[0].Step == shown[0].ID; start == nil && !straight {
		start = &item{node: Node{ID: of.Steps[0].ID + "/entry", Shape: Join}}
	}
	if start != nil {
		made.items = append(made.items, start)
	}
	first := len(made.items)
	end := first + len(shown)
	at := map[string]int{}
	for i, s := range shown {
		at[s.ID] = first + i
	}
	place := func(id string) int { return at[id] }
	if start != nil {
		b.follow(start, processes.Way{To: entries}, 0, end, place, last)
	}
	for _, s := range shown {
		one := b.item([]*processes.Step{s})
		follow := func(one *item, way processes.Way) { b.follow(one, way, len(made.items), end, place, last) }
		for _, way := range course.Ways(s) {
			follow(one, way)
		}
		one.skip(course.Skipped(s), follow)
		made.items = append(made.items, one)
		made.stops = made.stops || len(one.stops) > 0
	}
	made.end(last)
	return made
}

// skip adds where the case goes on should the item's step not come, as far as no way of it leads there.
func (one *item) skip(to []processes.Target, follow func(*item, processes.Way)) {
	var past item
	if len(to) > 0 {
		follow(&past, processes.Way{To: to})
	}
	for _, g := range past.goes {
		if !one.leads(g.to) {
			one.goes = append(one.goes, going{to: g.to, skip: true})
		}
	}
}
