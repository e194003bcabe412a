package server

import "context"

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
	School string `json:"school"`
}

type meOutput struct{ Body mine }

func (s *Server) whoAmI(ctx context.Context, _ *struct{}) (*meOutput, error) {
	return &meOutput{Body: mineOf(me(ctx))}, nil
}

func mineOf(who caller) mine {
	p := who.Person
	return mine{School: who.School, Person: Person{
		ID: p.ID, Name: p.Name, Login: p.ID, Department: p.Department, Roles: append([]string{}, p.Roles...),
	}}
}
