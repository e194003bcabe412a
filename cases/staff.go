package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Staffing is what a school's people can carry of its processes in force.
type Staffing struct {
	Processes []*processes.Process // by id
	proofs    map[string]*processes.Proof
	staff     []processes.Person
	people    map[string]string // their names
	units     map[string]string // names of departments
	roles     map[string]forms.Text
}

// Gap is a step of a process for which the school has not enough different people.
type Gap struct {
	Process *processes.Process
	processes.Gap
}

// Of lists the gaps of a process, "" for all of them; those that pass with somebody's leave are not among them.
func (s *Staffing) Of(process string) []Gap {
	return s.pick(process, func(g processes.Gap) bool { return g.Absent == nil })
}

// Absences lists for which steps of a process everybody who could do them is on leave, and nobody stands in.
func (s *Staffing) Absences(process string) []Gap {
	return s.pick(process, func(g processes.Gap) bool { return g.Absent != nil })
}

func (s *Staffing) pick(process string, wanted func(processes.Gap) bool) []Gap {
	var gaps []Gap
	for _, p := range s.Processes {
		if process != "" && p.ID != process {
			continue
		}
		for _, g := range s.proofs[p.ID].Gaps {
			if wanted(g) {
				gaps = append(gaps, Gap{Process: p, Gap: g})
			}
		}
	}
	return gaps
}

// Opened lists the gaps there are now and were not before; what a process only passes on from one it begins is left out
// where that one's own gap is among them.
func (s *Staffing) Opened(before *Staffing) []Gap {
	var opened []Gap
	own := map[string]bool{}
	for _, p := range s.Processes {
		was := before.proofs[p.ID]
		if was == nil {
			continue
		}
		for _, g := range s.proofs[p.ID].Opened(was) {
			opened = append(opened, Gap{Process: p, Gap: g})
			own[p.ID] = own[p.ID] || g.Process == ""
		}
	}
	kept := opened[:0]
	for _, g := range opened {
		if g.Gap.Process == "" || !own[g.Gap.Process] {
			kept = append(kept, g)
		}
	}
	return kept
}

// StaffingIn proves them by the people as they are in a transaction.
func (s *Service) StaffingIn(ctx context.Context, tx *store.Tx) (*Staffing, error) {
	rows, err := tx.Definitions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	w := newReading(tx)
	made := &Staffing{
		proofs: make(map[string]*processes.Proof, len(rows)), people: map[string]string{}, units: map[string]string{},
		roles: map[string]forms.Text{},
	}
	if err := made.names(ctx, w); err != nil {
		return nil, err
	}
	prover, err := processes.NewProver(ctx, time.Now().UTC(), s.finder(ctx, tx), w)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		p, err := s.inForce(ctx, tx, row.Process)
		if err != nil {
			return nil, err
		}
		made.Processes = append(made.Processes, p)
		if made.proofs[p.ID], err = prover.Prove(p); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// names reads what people, departments and roles are called.
func (s *Staffing) names(ctx context.Context, w *world) error {
	people, err := w.People(ctx)
	if err != nil {
		return err
	}
	s.staff = people
	for _, p := range people {
		s.people[p.ID] = p.Name
	}
	units, err := w.tx.NamedRecords(ctx, store.ListDepartments)
	if err != nil {
		return fmt.Errorf("read departments: %w", err)
	}
	for _, unit := range units {
		s.units[unit.ID] = unit.Name
	}
	roles, err := CatalogueRoles()
	for _, role := range roles {
		s.roles[role.ID] = role.Title
	}
	return err
}

// finder finds the process in force that another one begins.
func (s *Service) finder(ctx context.Context, tx *store.Tx) func(string) (*processes.Process, error) {
	return func(process string) (*processes.Process, error) {
		p, err := s.inForce(ctx, tx, process)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil // not published: nothing begins
		}
		return p, err
	}
}

// Having are those who have a role.
func (s *Staffing) Having(role string) []string {
	var ids []string
	for _, p := range s.staff {
		if slices.Contains(p.Roles, role) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Holders are the names of who has a role.
func (s *Staffing) Holders(role string) []string {
	var names []string
	for _, id := range s.Having(role) {
		names = append(names, s.people[id])
	}
	return names
}

// GapItem is a gap as the HTTP contract shows it.
type GapItem struct {
	Step        string   `json:"step"`
	Title       string   `json:"title"`
	Process     string   `json:"process,omitempty" doc:"the process this step begins: the gap is in that"`
	Roles       []string `json:"roles" doc:"appoint somebody to one of these"`
	Departments []string `json:"departments,omitempty" doc:"name a head for these"`
	Starters    []string `json:"starters" doc:"only in cases these persons begin; empty: whoever begins"`
	Sometimes   bool     `json:"sometimes" doc:"not every case comes to the step"`
}

// Items lists the gaps of a process, titles in a language.
func (s *Staffing) Items(process, lang string) []GapItem {
	items := []GapItem{}
	for _, g := range s.Of(process) {
		items = append(items, GapItem{
			Step: g.Step, Title: s.stepOf(g, lang), Process: g.Gap.Process, Roles: append([]string{}, g.Roles...),
			Departments: g.Departments, Starters: append([]string{}, g.Starters...), Sometimes: g.Sometimes,
		})
	}
	return items
}

// Stops says whether a gap is in the way of what somebody begins.
func (g Gap) Stops(person string) bool {
	return len(g.Starters) == 0 || slices.Contains(g.Starters, person)
}
