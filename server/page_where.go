package server

import (
	"context"
	"time"

	"zongwu/cases"
	"zongwu/processes"
)

// whereLine says who has a case, since when, and what comes next.
type whereLine struct {
	Title     string
	Persons   []string
	Since     time.Time
	DueAt     *time.Time
	Overdue   bool
	ClaimedBy string
	Back      string // a sentence: who sent it back and why
	Next      string // a sentence, "" when nobody can tell
}

func (s *Server) whereLines(ctx context.Context, r reader) ([]whereLine, error) {
	if len(r.view.Open) == 0 {
		return nil, nil
	}
	all, err := s.service.Ahead(ctx, me(ctx).School, viewerOf(ctx), r.view.Number)
	if err != nil {
		return nil, err
	}
	next := map[string]string{}
	for _, a := range all {
		next[a.Task] = s.nextWords(langOf(ctx), a)
	}
	lines := make([]whereLine, 0, len(r.view.Open))
	for _, task := range r.view.Open {
		line := whereLine{
			Title: r.where.titled(task.Title, task.Branch), Since: task.OpenedAt, DueAt: task.DueAt, Overdue: task.Overdue,
			ClaimedBy: r.view.Names[task.Claimer()], Next: next[task.ID],
		}
		if back := task.Back; back != nil {
			line.Back = s.sentence(langOf(ctx), "case.sent_back", "{person}", firstOf(r.view.Names[back.Actor], back.Actor),
				"{step}", r.titles[back.From], "{reason}", back.Reason)
		}
		for _, id := range task.Persons {
			line.Persons = append(line.Persons, r.view.Names[id])
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// nextWords says what comes after a task: the steps and persons where they are known, the steps that may come where
// not.
func (s *Server) nextWords(lang string, a cases.Ahead) string {
	var steps []string
	for _, step := range a.Next {
		steps = append(steps, stepWords(lang, step.Title, step.Persons))
	}
	switch {
	case len(steps) > 0 && a.Sure:
		return s.sentence(lang, "case.next", "{steps}", joined(lang, steps))
	case len(steps) > 0:
		return s.sentence(lang, "case.may_follow", "{steps}", joined(lang, steps))
	case a.Sure && a.State != processes.Open:
		return s.sentence(lang, "case.ends", "{state}", s.words.say(lang, "state."+string(a.State)))
	default:
		return ""
	}
}

// stepWords is a step with who has it.
func stepWords(lang, title string, persons []string) string {
	if len(persons) == 0 {
		return title
	}
	return title + bracketed(lang, joined(lang, persons))
}
