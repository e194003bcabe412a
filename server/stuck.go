package server

import (
	"context"
	"time"

	"zongwu/server/pages"
)

// stuckView is what is stuck in the caller's school.
type stuckView struct {
	Calm      bool         `json:"calm" doc:"nothing is stuck"`
	Temporal  string       `json:"temporal" enum:"ok,away" doc:"whether the engine behind the clocks answers"`
	OutboxAge float64      `json:"outbox_age_s" doc:"age of the oldest transition no workflow was told, of any school"`
	SweptAt   *time.Time   `json:"swept_at" doc:"when cases and workflows were last compared; null before the first time"`
	SignedAt  *time.Time   `json:"signed_at" doc:"when trails were last signed; null before the first time"`
	Groups    []stuckGroup `json:"groups"`
}

// stuckGroup is everything that is stuck for one kind of reason.
type stuckGroup struct {
	//nolint:lll // the words themselves
	Kind   string      `json:"kind" enum:"temporal,untold,workflow,worker,held,staff,idle,late,schedule,trail" doc:"one word for programs"`
	Title  string      `json:"title" doc:"for a person, in the language asked for"`
	Advice string      `json:"advice" doc:"what to do next"`
	Count  int         `json:"count" doc:"how many there are; the first are listed"`
	Items  []stuckItem `json:"items"`
}

type stuckItem struct {
	Case    string     `json:"case,omitempty"`
	Number  string     `json:"number,omitempty"`
	Title   string     `json:"title,omitempty" doc:"what the case is about"`
	Process string     `json:"process,omitempty"`
	Step    string     `json:"step,omitempty"`
	Task    string     `json:"task,omitempty"`
	Since   *time.Time `json:"since,omitempty"`
	Tries   int        `json:"tries,omitempty" doc:"how often it was tried in vain"`
	NextTry *time.Time `json:"next_try,omitempty"`
	Detail  string     `json:"detail" doc:"why, for a person"`

	links []pages.Link
}

type stuckOutput struct{ Body stuckView }

func (s *Server) getStuck(ctx context.Context, _ *struct{}) (*stuckOutput, error) {
	if !me(ctx).is("admin") {
		return nil, s.forbidden(ctx)
	}
	view, err := s.stuck(ctx)
	if err != nil {
		return nil, err
	}
	return &stuckOutput{Body: *view}, nil
}

// stuck is what is stuck in the caller's school, in words.
func (s *Server) stuck(ctx context.Context) (*stuckView, error) {
	now := time.Now()
	found, err := s.service.Stuck(ctx, me(ctx).School, langOf(ctx), now)
	if err != nil {
		return nil, err
	}
	health, err := s.health(ctx)
	if err != nil {
		return nil, err
	}
	staff, err := s.stuckStaff(ctx)
	if err != nil {
		return nil, err
	}
	view := &stuckView{Temporal: health.Temporal, OutboxAge: health.OutboxAge.Seconds(), Groups: []stuckGroup{}}
	if found.Sweep != nil {
		view.SweptAt = &found.Sweep.At
	}
	if !found.Signing.At.IsZero() {
		view.SignedAt = &found.Signing.At
	}
	w := stuckWords{server: s, lang: langOf(ctx), now: now}
	w.engine(health, found)
	w.untold(found)
	w.workflows(found)
	w.held(found)
	w.group("staff", len(staff), staff)
	w.idle(found)
	w.late(found)
	w.schedules(found)
	w.trail(found)
	view.Groups = append(view.Groups, w.groups...)
	view.Calm = len(view.Groups) == 0
	return view, nil
}

// stuckStaff is what the school has too few people for.
func (s *Server) stuckStaff(ctx context.Context) ([]stuckItem, error) {
	gaps, err := s.gapsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	var items []stuckItem
	for _, line := range gaps.Lines {
		item := stuckItem{Detail: line.Text}
		for _, link := range line.Links {
			link.Label = s.site.Words.Say(langOf(ctx), "gaps.holders") + link.Label
			item.links = append(item.links, link)
		}
		items = append(items, item)
	}
	return items, nil
}
