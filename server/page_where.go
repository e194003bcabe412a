package server

import (
	"context"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

func (s *Server) whereLines(ctx context.Context, r reader) ([]pages.WhereLine, error) {
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
	lines := make([]pages.WhereLine, 0, len(r.view.Open))
	for _, task := range r.view.Open {
		line := pages.WhereLine{
			Title: r.where.titled(task.Title, task.Branch), Since: task.OpenedAt, DueAt: task.DueAt, Overdue: task.Overdue,
			ClaimedBy: r.view.Names[task.Claimer()], Next: next[task.ID],
		}
		line.Back = s.backWords(ctx, r, task)
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
		steps = append(steps, pages.StepWords(lang, step.Title, step.Persons))
	}
	switch {
	case len(steps) > 0 && a.Sure:
		return s.sentence(lang, "case.next", "{steps}", pages.Joined(lang, steps))
	case len(steps) > 0:
		return s.sentence(lang, "case.may_follow", "{steps}", pages.Joined(lang, steps))
	case a.Sure && a.State != processes.Open:
		return s.sentence(lang, "case.ends", "{state}", s.site.Words.Say(lang, "state."+string(a.State)))
	default:
		return ""
	}
}

// backWords says who sent a task back, from where and why.
func (s *Server) backWords(ctx context.Context, r reader, task cases.TaskView) string {
	back := task.Back
	if back == nil {
		return ""
	}
	key := "case.sent_back"
	if back.Reason == "" {
		key = "case.sent_back_so"
	}
	return s.sentence(langOf(ctx), key, "{person}", pages.FirstOf(r.view.Names[back.Actor], back.Actor),
		"{step}", r.titles[back.From], "{reason}", back.Reason)
}
