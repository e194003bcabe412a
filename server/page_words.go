package server

import (
	"context"
	"strings"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

// sentence says a message with its {words} filled in.
func (s *Server) sentence(lang, key string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(s.site.Words.Say(lang, key))
}

// historyLine says in words who did what when.
func (s *Server) historyLine(ctx context.Context, r reader, h cases.HistoryItem) pages.HistoryLine {
	lang, key := langOf(ctx), "history."+string(h.Action)
	step := r.where.titled(h.StepTitle, h.Branch)
	if h.Action == processes.DoSubmit && h.Step == processes.Start {
		key = "history.again"
	}
	switch {
	case h.Action == processes.DoClock:
		if key = clockWords(h.Outcome); h.Outcome == "due" && len(h.Persons) > 0 {
			key = "history.reported"
		}
	case h.Begun:
		key = "history.begun"
	case h.Added:
		key = "history.added"
	case h.Action == processes.DoAddSigner:
		key = "history.signer_" + h.Place
	}
	line := pages.HistoryLine{At: h.At, Actor: r.view.Names[h.Actor], Comment: h.Comment, Kind: mark(h)}
	to := pages.FirstOf(h.ToTitle, r.view.Names[h.To], h.To, pages.Joined(lang, called(h.Persons, r.view.Names)))
	line.Said = s.sentence(lang, key, "{step}", step, "{outcome}", h.OutcomeTitle, "{to}", to)
	if h.For != "" {
		line.Actor = s.sentence(lang, "staff.in_place_of", "{actor}", pages.FirstOf(line.Actor, h.Actor),
			"{for}", pages.FirstOf(r.view.Names[h.For], h.For))
	}
	return line
}

// clockWords is the message for a clock that rang: a reminder, a time limit, or a step that silence ended.
func clockWords(outcome string) string {
	switch outcome {
	case "":
		return "history.clock"
	case "remind", "due":
		return "history." + outcome
	default:
		return "history.expired"
	}
}

// places are what the branches of a case are called.
type places struct {
	lang  string
	names map[string]string // by branch
}

// titled is a step's title with what its branch is of.
func (p places) titled(title, branch string) string {
	if name := p.names[branch]; name != "" && branch != "" {
		return title + pages.Bracketed(p.lang, name)
	}
	return title
}
