package processes

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"zongwu/forms"
)

// Gap is a step for which a school has not enough different people.
type Gap struct {
	Step string
	// Process is set for a step that begins another process: the gap is in what it begins.
	Process     string
	Roles       []string // appoint somebody to one of these
	Departments []string // name a head for these
	Starters    []string // only when one of these begins the case; empty: whoever begins
	Scheduled   bool     // of the start: nobody is there in whose name cases begin by themselves
	Sometimes   bool     // not every case comes to it
	Apart       bool     // some have the role, and separation of duties keeps them away
	// Absent makes it no gap but a word of care: all who could are these, on leave, and nobody stands in for them.
	Absent []string

	stuck []string // those whose cases it stops, also when they are all
}

// Proof is what a school's people can carry of a process.
type Proof struct {
	Starters []string // who may begin it
	Gaps     []Gap
}

// Lasting are the gaps without those that pass when somebody comes back from leave.
func (p *Proof) Lasting() []Gap {
	return slices.DeleteFunc(slices.Clone(p.Gaps), func(g Gap) bool { return g.Absent != nil })
}

// Prover proves that a school's people, as they are at one moment, can carry processes to their ends, whoever begins:
// for every possible starter each step that a case of theirs may come to is given somebody, so that nobody does two
// steps separation of duties keeps apart. What a case will ask for is not known beforehand: everybody with the role
// counts, whichever store it will be; where somebody is found by what the case brings, and others take their place when
// that names nobody, those others are needed; where a form alone says who, the form is believed. Who is on leave counts
// as there. Starters of whom everything that matters is the same are looked at once.
type Prover struct {
	ctx     context.Context //nolint:containedctx // a prover lives for one question only
	w       World
	at      time.Time
	find    func(process string) (*Process, error)
	people  []Person
	flaws   map[string][]flaw // by process and kind of starter; nil while being looked for
	pinned  map[string]map[string]any
	persons map[string]Person
	same    map[string]map[string]string // by process: see sameAs
}

// NewProver reads the school's people. find gives the process in force that another one begins, nil where there is
// none.
func NewProver(
	ctx context.Context, at time.Time, find func(process string) (*Process, error), w World,
) (*Prover, error) {
	people, err := w.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	v := &Prover{
		ctx: ctx, w: w, at: at, find: find, people: people, flaws: map[string][]flaw{},
		pinned: map[string]map[string]any{}, persons: map[string]Person{},
		same: map[string]map[string]string{},
	}
	for _, person := range people {
		v.persons[person.ID] = person
	}
	return v, nil
}

// Prove looks for the gaps of a process.
func (v *Prover) Prove(p *Process) (*Proof, error) {
	e, err := newEngine(v.ctx, p, "", State{}, Action{At: v.at}, v.w)
	if err != nil {
		return nil, err
	}
	proof := &Proof{}
	if proof.Starters, err = e.candidates(p.Begin.Human.By, p.Begin, "", nil); err != nil {
		return nil, err
	}
	if len(proof.Starters) == 0 {
		proof.Gaps = []Gap{{Step: Start, Roles: p.Begin.Human.By.Roles()}}
		return proof, nil
	}
	if p.Schedule != nil && v.unheld(p.Schedule.By) {
		proof.Gaps = []Gap{{Step: Start, Roles: p.Schedule.By.Roles(), Scheduled: true}}
	}
	found := map[string]*Gap{}
	for _, starter := range proof.Starters {
		flaws, err := v.of(p, v.persons[starter])
		if err != nil {
			return nil, err
		}
		for _, f := range flaws {
			g := found[f.key()]
			if g == nil {
				g = &Gap{Step: f.step, Process: f.process, Apart: true, Absent: f.absent}
				found[f.key()] = g
			}
			g.take(f, starter)
		}
	}
	order := p.All()
	for _, key := range sortedKeys(found) {
		g := found[key]
		if len(g.stuck) < len(proof.Starters) {
			g.Starters = g.stuck
		}
		proof.Gaps = append(proof.Gaps, *g)
	}
	slices.SortStableFunc(proof.Gaps, func(a, b Gap) int { return placeOf(order, a.Step) - placeOf(order, b.Step) })
	return proof, nil
}

// unheld says that only those with certain roles are meant, and nobody has one.
func (v *Prover) unheld(w *Who) bool {
	roles := w.Roles()
	return len(roles) > 0 && !slices.ContainsFunc(v.people, func(p Person) bool {
		return slices.ContainsFunc(roles, func(role string) bool { return contains(p.Roles, role) })
	})
}

func placeOf(steps []*Step, id string) int {
	return slices.IndexFunc(steps, func(s *Step) bool { return s.ID == id })
}

// take adds what stops one more starter's cases.
func (g *Gap) take(f flaw, starter string) {
	g.stuck = append(g.stuck, starter)
	g.Sometimes = g.Sometimes || !f.sure
	g.Apart = g.Apart && f.apart
	for _, role := range f.roles {
		if !slices.Contains(g.Roles, role) {
			g.Roles = append(g.Roles, role)
		}
	}
	for _, department := range f.departments {
		if !slices.Contains(g.Departments, department) {
			g.Departments = append(g.Departments, department)
		}
	}
}

// Opened are the lasting gaps of a proof that were none before, or were smaller: somebody's cases went through then,
// and do not now. What nobody could begin before has nobody stuck in it.
func (p *Proof) Opened(before *Proof) []Gap {
	var opened []Gap
	for _, g := range p.Lasting() {
		i := slices.IndexFunc(before.Gaps, func(b Gap) bool {
			return b.Step == g.Step && b.Process == g.Process && b.Absent == nil && b.Scheduled == g.Scheduled
		})
		var was Gap
		if i >= 0 {
			was = before.Gaps[i]
		}
		worse := slices.ContainsFunc(g.stuck, func(id string) bool {
			return slices.Contains(before.Starters, id) && !slices.Contains(was.stuck, id)
		})
		if worse || i >= 0 && was.Sometimes && !g.Sometimes || g.Step == Start && i < 0 && len(before.Starters) > 0 {
			opened = append(opened, g)
		}
	}
	return opened
}

// sameAs is everything about a person that a process could look at; those of whom it is the same may be exchanged for
// each other.
func (v *Prover) sameAs(p *Process, person Person) string {
	same, known := v.same[p.Version]
	if !known {
		same = map[string]string{}
		v.same[p.Version] = same
		departments := p.byDepartment()
		for _, one := range v.people {
			key := fmt.Sprintf("%q %q", slices.Sorted(slices.Values(one.Roles)), one.Stores)
			if departments {
				key += fmt.Sprintf(" %q %q", one.Department, one.HeadOf)
			}
			same[one.ID] = key
		}
	}
	return same[person.ID]
}

// byDepartment says that who does what, or which way a case goes, may hang on somebody's department.
func (p *Process) byDepartment() bool {
	mentions := func(x *forms.Expr) bool { return x != nil && strings.Contains(x.Source, "department") }
	return slices.ContainsFunc(append(p.All(), p.Begin), func(s *Step) bool {
		var who *Who
		found := mentions(s.When)
		if s.Human != nil {
			who = s.Human.By
		}
		switch does := s.does.(type) {
		case *begin:
			who = does.by
		case *choose:
			found = found || slices.ContainsFunc(does.options, func(o *option) bool { return mentions(o.when) })
		case *each:
			found = found || mentions(does.rows) || mentions(does.key)
		}
		return found || who.byDepartment(mentions)
	})
}

func (w *Who) byDepartment(mentions func(*forms.Expr) bool) bool {
	return w != nil && (w.Way == "head_of" || mentions(w.Expr) || mentions(w.Department) || mentions(w.Store) ||
		mentions(w.Trade) ||
		slices.ContainsFunc(w.Among, func(a *Who) bool { return a.byDepartment(mentions) }))
}

// of finds what stops a person's cases of a process.
func (v *Prover) of(p *Process, starter Person) ([]flaw, error) {
	key := p.ID + " " + p.Version + " " + v.sameAs(p, starter)
	if flaws, known := v.flaws[key]; known {
		return flaws, nil
	}
	v.flaws[key] = nil // processes that begin each other in a circle add nothing the second time
	d, err := v.duties(p, starter)
	if err != nil {
		return nil, fmt.Errorf("prove %s: %w", p.ID, err)
	}
	flaws, err := d.flaws()
	if err != nil {
		return nil, fmt.Errorf("prove %s: %w", p.ID, err)
	}
	v.flaws[key] = flaws
	return flaws, nil
}

// flaw is a step that nobody could do in one starter's case.
type flaw struct {
	step, process      string
	roles, departments []string
	sure, apart        bool
	absent             []string
}

func (f flaw) key() string { return f.step + " " + f.process + " " + strings.Join(f.absent, " ") }
