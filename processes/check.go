package processes

import (
	"slices"
	"strings"
)

// check looks at the process as a whole: steps nobody comes to, steps from which there is no way to an end, and circles
// in which nobody acts.
func (c *compiler) check() {
	c.checkBlock(&Block{Steps: c.p.Steps})
	for _, s := range c.p.All() {
		for _, b := range s.Blocks {
			c.checkBlock(b)
		}
	}
}

// exit stands for leaving a block, or ending the case.
const exit = "end"

// halt ends one way and lets what else is open go on.
const halt = "nothing"

func (c *compiler) checkBlock(b *Block) {
	if len(b.Steps) == 0 {
		return
	}
	ways := map[string][]string{}
	back := map[string][]string{}
	for _, s := range b.Steps {
		ways[s.ID] = waysOut(s)
		for _, to := range ways[s.ID] {
			back[to] = append(back[to], s.ID)
		}
	}
	reached := flood(ways, b.Steps[0].ID)
	ending := flood(back, exit)
	for _, s := range b.Steps {
		switch {
		case !reached[s.ID]:
			c.ps.AtPlace(s.position.line, s.position.column, "unreachable", "name it in a `then`, or take it out",
				"no way leads to step %q", s.ID)
		case !ending[s.ID]:
			c.ps.AtPlace(s.position.line, s.position.column, "no_end", "give one of its outcomes a way on",
				"from step %q no way leads to an end", s.ID)
		}
	}
	c.checkCircles(b)
}

// checkCircles refuses circles of automatic steps: nothing would ever stop them.
func (c *compiler) checkCircles(b *Block) {
	ways := map[string][]string{}
	for _, s := range b.Steps {
		if !stops(s) {
			ways[s.ID] = waysOut(s)
		}
	}
	for _, s := range b.Steps {
		for _, to := range ways[s.ID] {
			if to == s.ID || flood(ways, to)[s.ID] && len(ways[to]) > 0 {
				c.ps.AtPlace(s.position.line, s.position.column, "circle", "let somebody act in between",
					"step %q goes in a circle without anyone acting", s.ID)
				return
			}
		}
	}
}

// stops says that a step waits for somebody or something. One with a condition may be skipped, and a circle of skipped
// steps is possible; it is cut when it happens, see maxMoves.
func stops(s *Step) bool {
	if s.Human != nil || s.Kind == KindWait {
		return true
	}
	begin, ok := s.does.(*begin)
	return ok && begin.wait
}

// waysOut are the steps a step can lead to, exit among them.
func waysOut(s *Step) []string {
	next := exit
	if s.index+1 < len(s.block.Steps) {
		next = s.block.Steps[s.index+1].ID
	}
	var ways []string
	follow := func(targets []Target) {
		if len(targets) == 0 {
			ways = append(ways, next)
		}
		for _, t := range targets {
			if t.Step == "" {
				ways = append(ways, exit)
			} else {
				ways = append(ways, t.Step)
			}
		}
	}
	if s.When != nil {
		ways = append(ways, next)
	}
	ch, isChoose := s.does.(*choose)
	switch {
	case s.Human != nil:
		for _, o := range s.Human.Outcomes {
			follow(o.Then)
		}
		if s.Human.Late != "" {
			ways = append(ways, s.Human.Late)
		}
	case isChoose:
		for _, o := range ch.options {
			follow(o.then)
		}
		if !ch.always() {
			ways = append(ways, next)
		}
	default:
		follow(s.Then)
	}
	slices.Sort(ways)
	return slices.Compact(ways)
}

// flood gives everything reached from a start along the ways.
func flood(ways map[string][]string, from string) map[string]bool {
	reached := map[string]bool{from: true}
	todo := []string{from}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, to := range ways[at] {
			if !reached[to] {
				reached[to] = true
				todo = append(todo, to)
			}
		}
	}
	return reached
}

// Paths walks every way through the steps of a process once around each circle, as lists of "step:outcome"; blocks
// count as one step. It gives up beyond limit.
func (p *Process) Paths(limit int) (paths []string, complete bool) {
	complete = true
	var walk func(s *Step, sofar []string, seen map[string]int)
	walk = func(s *Step, sofar []string, seen map[string]int) {
		if len(paths) >= limit {
			complete = false
			return
		}
		if seen[s.ID] > 0 {
			return
		}
		seen[s.ID]++
		defer func() { seen[s.ID]-- }()
		for _, way := range namedWays(s) {
			line := append(slices.Clone(sofar), way.name)
			if way.to == nil {
				paths = append(paths, strings.Join(append(line, way.end), " → "))
				continue
			}
			walk(way.to, line, seen)
		}
	}
	walk(p.Steps[0], []string{Start}, map[string]int{})
	return paths, complete
}

type way struct {
	name, end string
	to        *Step
}

// namedWays are a step's ways out with the outcome or condition that takes them.
func namedWays(s *Step) []way {
	var ways []way
	add := func(name string, targets []Target) {
		if len(targets) == 0 {
			if s.index+1 < len(s.block.Steps) {
				ways = append(ways, way{name: name, to: s.block.Steps[s.index+1]})
			} else {
				ways = append(ways, way{name: name, end: exit})
			}
		}
		for _, t := range targets {
			switch {
			case t.Case != "":
				ways = append(ways, way{name: name, end: string(t.Case)})
			case t.Stop:
				ways = append(ways, way{name: name, end: halt})
			case t.End:
				ways = append(ways, way{name: name, end: exit})
			default:
				i := slices.IndexFunc(s.block.Steps, func(o *Step) bool { return o.ID == t.Step })
				ways = append(ways, way{name: name, to: s.block.Steps[i]})
			}
		}
	}
	if s.When != nil {
		add("("+s.ID+")", nil)
	}
	ch, isChoose := s.does.(*choose)
	switch {
	case s.Human != nil:
		for _, o := range s.Human.Outcomes {
			add(s.ID+":"+o.ID, o.Then)
		}
		if s.Human.Late != "" {
			add(s.ID+":late", []Target{{Step: s.Human.Late}})
		}
	case isChoose:
		for _, o := range ch.options {
			add(s.ID, o.then)
		}
	default:
		add(s.ID, s.Then)
	}
	return ways
}
