package cases

import (
	"context"
	"slices"

	"zongwu/processes"
	"zongwu/store"
)

// officeRoles see every case of their school.
func officeRoles() []string {
	return []string{"director", "principal", "accountant", "auditor", "admin"}
}

// headRole sees the cases that began in its holder's department.
const headRole = "head"

// SightOf is what a person may see of the school's cases by their roles; what they take part in comes on top.
func SightOf(p *processes.Person) store.Sight {
	s := store.Sight{Person: p.ID}
	for _, role := range p.Roles {
		if slices.Contains(officeRoles(), role) {
			s.All = true
		}
		if role == headRole && p.Department != "" {
			s.Departments = append(s.Departments, p.Department)
		}
	}
	for _, d := range p.HeadOf {
		if !slices.Contains(s.Departments, d) {
			s.Departments = append(s.Departments, d)
		}
	}
	return s
}

// visibleTo says whether a person may see the case: the office the school's, a head those of the department, anybody
// those they took part in or may act on. Nobody who has left sees anything.
func (c *change) visibleTo(ctx context.Context, person string) (bool, error) {
	p, err := c.world.person(ctx, person)
	if err != nil || p == nil {
		return false, err
	}
	s := SightOf(p)
	if s.All || slices.Contains(s.Departments, c.row.Department) || takesPart(c.state, person) {
		return true, nil
	}
	return c.tx.CanSee(ctx, c.row.ID, s)
}

// takesPart finds a person in the state of a case, which spares most actions a question to the store; who handed a
// task on or only commented is known there alone.
func takesPart(s processes.State, person string) bool {
	if s.Starter == person {
		return true
	}
	for _, v := range s.Path {
		if v.Actor == person || v.For == person {
			return true
		}
	}
	for _, t := range s.Open {
		if slices.Contains(slices.Concat(t.Persons, t.Seats, t.Signed, t.Queue), person) {
			return true
		}
		if slices.ContainsFunc(t.Signers, func(g processes.Signer) bool { return g.Person == person }) {
			return true
		}
	}
	return false
}
