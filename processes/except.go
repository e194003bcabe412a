package processes

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// Duties are kept apart: from a step, or from one of its outcomes, are kept who did another step, who began the case,
// and whom the case names, so that nobody decides on themselves.

func (c *compiler) except(nodes []*yaml.Node, scope *forms.Scope) []Except {
	var list []Except
	for _, n := range nodes {
		ex := Except{}
		if n.Kind == yaml.MappingNode {
			m := source.MappingOf(n, "except", c.ps)
			if field := m.Get("field"); field != nil {
				list = append(list, Except{Persons: c.persons(field, scope)})
				m.Done()
				continue
			}
			n, ex.Ever = m.Need("ever"), true
			m.Done()
			if n == nil {
				continue
			}
		}
		if ex.Step = n.Value; ex.Step != "starter" {
			c.stepNamed(n)
		}
		list = append(list, ex)
	}
	return list
}

// keepsAway says that one of the ways of choosing keeps somebody away itself.
func (w *Who) keepsAway() bool {
	return w != nil && (len(w.Except) > 0 || slices.ContainsFunc(w.Among, (*Who).keepsAway))
}

// away gives the persons that separation of duties keeps from a step.
func (e *engine) away(s *Step, branch string) map[string]bool {
	if s.Human == nil {
		return map[string]bool{}
	}
	return e.kept(s.Human.Except, s, branch)
}

// kept are the persons some exceptions keep away from a step: who did another one, and in whose place; who is named.
// That this cannot be found out is noted, and fails what is being decided.
func (e *engine) kept(list []Except, s *Step, branch string) map[string]bool {
	away := map[string]bool{}
	for _, ex := range list {
		if ex.Persons != nil {
			for _, id := range e.persons(ex.Persons, s, branch) {
				away[id] = true
			}
			continue
		}
		step := ex.Step
		if step == "starter" {
			step = Start
		}
		for _, v := range e.doings(step, branch, ex.Ever) {
			away[v.Actor] = true
			if v.For != "" {
				away[v.For] = true
			}
		}
		if step == Start {
			away[e.s.Starter] = true
		}
	}
	return away
}

// persons are those an expression gives, one or a list.
func (e *engine) persons(x *forms.Expr, s *Step, branch string) []string {
	v, err := e.eval(x, s, branch, nil)
	if err != nil && e.doubt == nil {
		e.doubt = fmt.Errorf("find who is kept from %s: %w", s.ID, err)
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	}
	return nil
}

// refuseSeat refuses an actor for whom a way of choosing leaves no place: for duty's sake whoever would have one, were
// it not for those it keeps away itself.
func (e *engine) refuseSeat(w *Who, s *Step, branch string, notYours forms.Text) error {
	if !w.keepsAway() {
		return refuse(NotYours, notYours)
	}
	meant, err := e.seek(w, seeking{step: s, branch: branch, free: true})
	if err != nil {
		return err
	}
	left, err := e.seek(w, seeking{step: s, branch: branch})
	if err != nil {
		return err
	}
	_, asked := e.seatAmong(meant)
	if _, may := e.seatAmong(left); asked && !may {
		return refuse(Duty, textDuty)
	}
	return refuse(NotYours, notYours)
}

// keptAsDeputy says that a deputy may not stand in for somebody, since the ways of choosing that mean them keep the
// deputy away.
func (e *engine) keptAsDeputy(w *Who, s *Step, branch, person, deputy string) (bool, error) {
	if !w.keepsAway() || person == deputy {
		return false, nil
	}
	meant, err := e.seek(w, seeking{step: s, branch: branch})
	if err != nil || !contains(meant, person) {
		return false, err
	}
	left, err := e.seek(w, seeking{step: s, branch: branch, deputy: deputy})
	return !contains(left, person), err
}

// barred says that keptAsDeputy does, for the step's people.
func (e *engine) barred(s *Step, branch, person, deputy string) bool {
	kept, err := e.keptAsDeputy(s.Human.By, s, branch, person, deputy)
	if err != nil && e.doubt == nil {
		e.doubt = err
	}
	return kept
}

// keptBy are the persons exceptions keep away once some duties are given. Whom a case will name nobody knows.
func (d *duties) keptBy(list []Except, given map[string][]string) map[string]bool {
	away := map[string]bool{}
	for _, ex := range list {
		if ex.Step == "starter" || ex.Step == Start {
			away[d.starter] = true
		}
		for _, id := range given[ex.Step] {
			away[id] = true
		}
	}
	return away
}

// with are those kept away by either.
func with(away, more map[string]bool) map[string]bool {
	all := maps.Clone(more)
	maps.Copy(all, away)
	return all
}
