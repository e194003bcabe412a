package server

import (
	"context"

	"zongwu/cases"
)

// Person is somebody as the interface shows them.
type Person struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Login      string   `json:"login"`
	Department string   `json:"department"`
	Roles      []string `json:"roles"`
}

// mine is the caller, with the school.
type mine struct {
	Person
	School string           `json:"school"`
	Leave  *cases.LeaveView `json:"leave,omitempty" doc:"when I am away, and who stands in for me"`
}

type meOutput struct{ Body mine }

func (s *Server) whoAmI(ctx context.Context, _ *struct{}) (*meOutput, error) {
	who := me(ctx)
	leave, err := s.service.Leave(ctx, who.School, who.Person.ID, langOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &meOutput{Body: mineOf(who)}
	out.Body.Leave = leave
	return out, nil
}

func mineOf(who caller) mine {
	p := who.Person
	return mine{School: who.School, Person: Person{
		ID: p.ID, Name: p.Name, Login: p.ID, Department: p.Department, Roles: append([]string{}, p.Roles...),
	}}
}
