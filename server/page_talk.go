package server

import (
	"context"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

// talk is what was said in a case to no step of it, and what the system told of it.
func (s *Server) talk(ctx context.Context, r reader) []pages.TalkLine {
	var lines []pages.TalkLine
	for _, h := range r.view.History {
		line := pages.TalkLine{At: h.At, Actor: r.view.Names[h.Actor], Text: h.Comment, Mine: h.Actor == viewerOf(ctx).Person}
		switch {
		case h.Action == processes.DoComment:
		case spoken(h):
			line.Said = s.historyLine(ctx, r, h).Said
		default:
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// spoken says that an action is a word to people and moves nothing.
func spoken(h cases.HistoryItem) bool {
	switch h.Action {
	case processes.DoUrge:
		return true
	case processes.DoClock:
		return h.Outcome == "remind" || h.Outcome == "due"
	}
	return false
}

// mark is how a line of the history is shown.
func mark(h cases.HistoryItem) string {
	switch h.Action {
	case processes.DoStart, processes.DoSubmit:
		if h.Style == "danger" {
			return "bad"
		}
		return "good"
	case processes.DoSendBack, processes.DoWithdraw, processes.DoCancel:
		return "back"
	case processes.DoComment, processes.DoUrge:
		return "talk"
	case processes.DoClock:
		return "clock"
	}
	return ""
}
