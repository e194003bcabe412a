package server

import (
	"context"

	"zongwu/cases"
	"zongwu/server/pages"
)

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
