package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/server/pages"
)

type runInput struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		//nolint:lll // a sentence
		AsOf string `json:"as_of,omitempty" doc:"a date, or a moment: the run that is due then, or was last, is made: no row begins twice in one; without it one more than the schedule has is made now" example:"2026-12-01"`
	}
}

// runView is what a run of a schedule came to.
type runView struct {
	Run     string       `json:"run" doc:"the month it is for, or the moment of one more than the schedule has"`
	DueAt   time.Time    `json:"due_at"`
	BegunAt time.Time    `json:"begun_at"`
	By      string       `json:"by" doc:"who had it made; empty for one that came by itself"`
	Cases   []runCase    `json:"cases"`
	Passed  int          `json:"passed" doc:"rows whose last case is still open"`
	Refused []refusedRow `json:"refused" doc:"rows for which nothing could begin; a month's run tries them again"`
}

type runCase struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

type refusedRow struct {
	Row    string `json:"row"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

type runOutput struct{ Body runView }

// runProcess has the schedule of a process run by hand.
func (s *Server) runProcess(ctx context.Context, in *runInput) (*runOutput, error) {
	asOf, err := momentAsked(in.Body.AsOf)
	if err != nil {
		return nil, err
	}
	answer, _, err := s.remember(ctx, func(ctx context.Context) ([]byte, error) {
		run, err := s.service.RunByHand(ctx, me(ctx).School, me(ctx).Person.ID, in.ID, asOf, time.Now())
		if err != nil {
			return nil, err
		}
		return json.Marshal(runViewOf(langOf(ctx), run))
	})
	if err != nil {
		return nil, err
	}
	out := &runOutput{}
	return out, json.Unmarshal(answer, &out.Body)
}

// momentAsked reads a date, whose last moment it is, or a moment; zero for none.
func momentAsked(text string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, pages.China()); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, reject(http.StatusUnprocessableEntity, "error.shape", Fault{Pointer: "/as_of", Code: "type"})
	}
	return at, nil
}

func runViewOf(lang string, run *cases.RunView) runView {
	view := runView{
		Run: run.ID, DueAt: run.Due, BegunAt: run.Begun, By: run.Actor, Cases: []runCase{}, Passed: run.Passed,
		Refused: []refusedRow{},
	}
	for _, c := range run.Begins {
		view.Cases = append(view.Cases, runCase(c))
	}
	for _, r := range run.Refused {
		view.Refused = append(view.Refused, refusedRow{Row: r.Key, Title: r.Title, Detail: r.Words.In(lang)})
	}
	return view
}

// scheduleView is when cases of a process begin by themselves, in a definition as the interface shows it.
type scheduleView struct {
	When string    `json:"when" doc:"in the language asked for"`
	Next time.Time `json:"next" doc:"due already where it was missed or left rows over"`
	Last *runView  `json:"last,omitempty"`
}

// scheduleOf shows the schedule of a process, nil when it has none.
func (s *Server) scheduleOf(ctx context.Context, id string) (*scheduleView, error) {
	found, err := s.scheduled(ctx, id)
	if found == nil || err != nil {
		return nil, err
	}
	view := &scheduleView{When: found.Process.Schedule.When(langOf(ctx)), Next: found.Next}
	if len(found.Runs) > 0 {
		last := runViewOf(langOf(ctx), &found.Runs[0])
		view.Last = &last
	}
	return view, nil
}
