package server

import (
	"context"
	"slices"
	"strings"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
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

// places are the names of stores and rooms: a branch that is one is called by its name.
type places struct {
	lang  string
	names map[string]string // by branch
}

// titled is a step's title with the place it is for.
func (p places) titled(title, branch string) string {
	if name := p.names[branch]; name != "" && branch != "" {
		return title + pages.Bracketed(p.lang, name)
	}
	return title
}

// placesNamed finds the names of the stores and rooms that branches are for.
func (s *Server) placesNamed(ctx context.Context, branches []string) (places, error) {
	found := places{langOf(ctx), map[string]string{}}
	branches = slices.DeleteFunc(slices.Clone(branches), func(branch string) bool { return branch == "" })
	if len(branches) == 0 {
		return found, nil
	}
	keys := make([]string, len(branches)) // as the school has them
	for i, branch := range branches {
		keys[i] = processes.KeyOf(branch)
	}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		for _, kind := range []string{"room", "store"} {
			names, err := tx.Names(ctx, kind, keys)
			if err != nil {
				return err
			}
			for i, branch := range branches {
				found.names[branch] = pages.FirstOf(names[keys[i]], found.names[branch])
			}
		}
		return nil
	})
	return found, err
}
