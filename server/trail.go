package server

import (
	"context"

	"zongwu/store"
)

type trailOutput struct {
	Body struct {
		Items []store.TrailRow `json:"items"`
		Next  string           `json:"next"`
	}
}

// getTrail answers a case's whole chain, so that anybody who sees the case can check it.
func (s *Server) getTrail(ctx context.Context, in *caseInput) (*trailOutput, error) {
	who := me(ctx)
	view, err := s.service.Case(ctx, who.School, viewerOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &trailOutput{}
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		out.Body.Items, err = tx.Trail(ctx, view.ID)
		return err
	})
	return out, err
}
