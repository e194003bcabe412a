package server

import (
	"context"

	"zongwu/cases"
	"zongwu/processes"
)

type leaveBody struct {
	From   string `json:"from,omitempty" doc:"first day; without it nobody is on leave" example:"2026-09-01"`
	To     string `json:"to,omitempty" doc:"last day; without it the end is not known"`
	Deputy string `json:"deputy,omitempty" doc:"a person; without it who was named before"`
}

type myLeaveInput struct{ Body leaveBody }

type leaveInput struct {
	ID   string `path:"id" doc:"a person"`
	Body leaveBody
}

type leaveOutput struct{ Body cases.LeaveView }

func (s *Server) putMyLeave(ctx context.Context, in *myLeaveInput) (*leaveOutput, error) {
	return s.setLeave(ctx, me(ctx).Person.ID, processes.Leave(in.Body))
}

// putLeave is for whoever fell ill and cannot say so: the administrator does it for them.
func (s *Server) putLeave(ctx context.Context, in *leaveInput) (*leaveOutput, error) {
	if !me(ctx).is("admin") {
		return nil, s.forbidden(ctx)
	}
	return s.setLeave(ctx, in.ID, processes.Leave(in.Body))
}

func (s *Server) setLeave(ctx context.Context, person string, l processes.Leave) (*leaveOutput, error) {
	school := me(ctx).School
	if _, err := s.service.SetLeave(ctx, school, person, l); err != nil {
		return nil, err
	}
	view, err := s.service.Leave(ctx, school, person, langOf(ctx))
	if err != nil {
		return nil, err
	}
	return &leaveOutput{Body: *view}, nil
}
