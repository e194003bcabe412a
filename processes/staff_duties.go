package processes

import (
	"slices"
)

// duty is a step for which a case needs persons.
type duty struct {
	step   *Step
	branch string
	by     *Who
	except []Except
	how    How
	only   *Who   // those of them who may take the outcome it is for; nil: all of them
	more   bool   // it is for another outcome than the step's first, which the duty before it is for
	sure   bool   // every case of the starter comes to it
	begins string // the process it begins
	// matters says that another duty hangs on who does this one.
	matters bool
}

// duties are what one starter's case needs persons for, in the file's order.
type duties struct {
	*foresight
	prover  *Prover
	starter string
	all     []*duty
}

// duties looks ahead from the start, of which nothing is known but who begins. A step is left out where its condition
// fails whatever is asked for.
func (v *Prover) duties(p *Process, starter Person) (*duties, error) {
	pinned, known := v.pinned[p.Version]
	if !known {
		var err error
		if pinned, err = pinSettings(v.ctx, p, v.w); err != nil {
			return nil, err
		}
		v.pinned[p.Version] = pinned
	}
	s := State{Status: Open, Starter: starter.ID, Department: starter.Department, Settings: pinned}
	e, err := newEngine(v.ctx, p, "", s, Action{Actor: starter.ID, At: v.at}, doubtfulWorld{v.w})
	if err != nil {
		return nil, err
	}
	f, found, err := foresee(e, []token{{step: p.Steps[0], arriving: true}}, []token{{step: p.Begin}})
	if err != nil {
		return nil, err
	}
	d := &duties{foresight: f, prover: v, starter: starter.ID}
	for _, s := range p.All() {
		if len(found.branches[s]) == 0 {
			continue
		}
		one := &duty{step: s, branch: found.branches[s][0], how: How{Mode: "any"}}
		one.sure = found.comes[place(s.ID, one.branch)] == Sure
		if b, ok := s.does.(*begin); ok {
			one.begins, one.by = b.process, b.by
			if b.by == nil {
				one.by = &Who{Way: "starter"}
			}
		} else if s.Human != nil {
			one.by, one.except, one.how = s.Human.By, s.Human.Except, s.Human.How
			one.only = s.Human.Outcomes[0].By
		} else {
			continue
		}
		d.all = append(d.all, one)
		d.all = append(d.all, one.others()...)
	}
	for _, one := range d.all {
		one.matters = !one.more && slices.ContainsFunc(d.all, func(other *duty) bool { return other.hangsOn(one.step.ID) })
	}
	return d, nil
}

// others are the duties of a step's further outcomes that are for some of its people only. Nobody need take one.
func (d *duty) others() []*duty {
	var more []*duty
	for i, o := range d.step.Outcomes() {
		if i == 0 || o.By == nil {
			continue
		}
		one := *d
		one.only, one.more, one.sure = o.By, true, false
		more = append(more, &one)
	}
	return more
}

// roles are all roles somebody could be appointed to for the duty.
func (d *duty) roles() []string {
	if d.only != nil {
		return d.only.Roles()
	}
	return d.by.Roles()
}

func (d *duty) hangsOn(step string) bool {
	return names(d.except, step) || d.by.hangsOn(step) || d.only != nil && d.only.hangsOn(step)
}

// names says that some exceptions keep away whoever did a step.
func names(list []Except, step string) bool {
	return slices.ContainsFunc(list, func(ex Except) bool { return ex.Step == step })
}

func (w *Who) hangsOn(step string) bool {
	return w.Way == "did" && w.Step == step || names(w.Except, step) ||
		slices.ContainsFunc(w.Among, func(a *Who) bool { return a.hangsOn(step) })
}

// flaws first looks at each step by itself, then whether all of them can be given to people at once. What is missing
// where only the steps count that surely come, and whom the case brings is believed to be there, is missing for sure.
func (d *duties) flaws() ([]flaw, error) {
	strict := d.missing(d.all, true)
	surely := d.missing(slices.DeleteFunc(slices.Clone(d.all), func(one *duty) bool { return !one.sure }), false)
	var flaws []flaw
	for _, one := range d.all {
		apart, missing := strict[one]
		kept, sure := surely[one]
		if missing || sure {
			flaws = append(flaws, flaw{
				step: one.step.ID, roles: one.roles(), departments: d.headless(one.by, one), sure: sure,
				apart: apart && (kept || !sure),
			})
			continue
		}
		if absent := d.absent(one); absent != nil {
			flaws = append(flaws, flaw{step: one.step.ID, roles: one.roles(), sure: one.sure, absent: absent})
		}
		if one.begins != "" {
			more, err := d.begun(one)
			if err != nil {
				return nil, err
			}
			flaws = append(flaws, more...)
		}
	}
	return flaws, d.failed
}

// begun is what stops the cases a step begins, whoever of those it may name they begin for.
func (d *duties) begun(one *duty) ([]flaw, error) {
	p, err := d.prover.find(one.begins)
	if err != nil || p == nil {
		return nil, err
	}
	got := flaw{step: one.step.ID, process: p.ID, sure: one.sure, apart: true}
	persons, _ := d.persons(one, d.away(one, nil), nil)
	stopped := false
	for _, id := range persons {
		flaws, err := d.prover.of(p, d.known(id))
		if err != nil {
			return nil, err
		}
		sure := false
		for _, f := range flaws {
			if f.absent != nil {
				continue
			}
			stopped, sure, got.apart = true, sure || f.sure, got.apart && f.apart
			for _, role := range f.roles {
				if !contains(got.roles, role) {
					got.roles = append(got.roles, role)
				}
			}
			got.departments = append(got.departments, f.departments...)
		}
		got.sure = got.sure && sure
	}
	if !stopped {
		return nil, nil
	}
	slices.Sort(got.departments)
	got.departments = slices.Compact(got.departments)
	return []flaw{got}, nil
}

// absent are those who could do a step where all of them are on leave and nobody stands in.
func (d *duties) absent(one *duty) []string {
	away := d.away(one, nil)
	ids, found := d.persons(one, away, nil)
	if found != certain || one.step.Human == nil {
		return nil
	}
	there := slices.ContainsFunc(ids, func(id string) bool {
		deputy := d.known(id).Leave.Deputy
		return !d.onLeave(id) || d.active(deputy) && !d.onLeave(deputy) && !away[deputy]
	})
	if there || len(ids) == 0 {
		return nil
	}
	return ids
}

// headless are the departments whose head should do a step, and that have none.
func (d *duties) headless(w *Who, one *duty) []string {
	var departments []string
	if w.Way == "head_of" {
		id, known := d.textOf(w.Expr, one)
		headed := slices.ContainsFunc(d.people, func(p Person) bool { return contains(p.HeadOf, id) })
		if known && id != "" && !headed {
			departments = append(departments, id)
		}
	}
	for _, a := range w.Among {
		departments = append(departments, d.headless(a, one)...)
	}
	return departments
}
