package processes

import "zongwu/forms"

// Way is one way a step can go on once it is done.
type Way struct {
	Outcome string     // that takes it, "" where the step decides by itself
	Label   forms.Text // what the outcome is called
	When    *forms.Expr
	To      []Target // none: the next step
}

// Ways are the ways a step can go on, in the file's order; a way nobody need choose counts too.
func (s *Step) Ways() []Way {
	var ways []Way
	ch, isChoose := s.does.(*choose)
	switch {
	case s.Human != nil:
		for _, o := range s.Human.Outcomes {
			ways = append(ways, Way{Outcome: o.ID, Label: o.Title, To: o.Then})
		}
		if s.Human.Late != "" {
			overdue := forms.Text{Zh: "逾期", ZhTW: "逾期", En: "Overdue"}
			ways = append(ways, Way{Label: overdue, To: []Target{{Step: s.Human.Late}}})
		}
	case isChoose:
		for _, o := range ch.options {
			ways = append(ways, Way{When: o.when, To: o.then})
		}
		if !ch.always() {
			ways = append(ways, Way{})
		}
	default:
		ways = append(ways, Way{To: s.Then})
	}
	return ways
}

// Titled says that the definition gives the step a title of its own.
func (s *Step) Titled() bool { return s.Title != kindTitle(s.Kind) }

// Root is the block of the process itself.
func (p *Process) Root() *Block { return p.Steps[0].block }
