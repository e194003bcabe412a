package processes

import (
	"zongwu/forms"
	"zongwu/source"
)

// choose goes on with the first option whose condition holds; without one, with the next step.
type choose struct{ options []*option }

type option struct {
	when  *forms.Expr // nil: otherwise
	then  []Target
	aside bool // nobody expects it: it is not foretold
}

func (ch *choose) compile(c *compiler, s *Step, m *source.Mapping) {
	options := m.Need("options")
	nodes := m.List("options")
	if options != nil && len(nodes) == 0 {
		c.ps.At(options, "required", "", "choose needs options")
	}
	for i, n := range nodes {
		om := source.MappingOf(n, "an option", c.ps)
		if om == nil {
			continue
		}
		o := &option{}
		ch.options = append(ch.options, o)
		when := om.Get("when")
		if om.Need("then") != nil {
			c.then(om, s, func(t []Target) { o.then = t })
		}
		o.aside = om.Flag("aside")
		om.Done()
		switch {
		case when != nil:
			c.later = append(c.later, func() { o.when = c.expr(when, c.scope(s), forms.BoolType) })
		case i < len(nodes)-1:
			c.ps.At(n, "unreachable", "put it last", "an option without `when` leaves the ones behind it unreachable")
		}
	}
}

func (ch *choose) enter(e *engine, s *Step, branch string) error {
	e.visit(Visit{Step: s.ID, Branch: branch})
	for _, o := range ch.options {
		if o.when != nil {
			ok, err := e.truth(o.when, s, branch, nil)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
		}
		return e.goOn(s, branch, o.then)
	}
	return e.goOn(s, branch, nil)
}

// always says that one of the options is taken whatever holds.
func (ch *choose) always() bool {
	return len(ch.options) > 0 && ch.options[len(ch.options)-1].when == nil
}
