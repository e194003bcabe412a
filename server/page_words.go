package server

import (
	"context"
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// china is one time for the whole country, and for every page.
func china() *time.Location { return time.FixedZone("CST", 8*60*60) }

// moment writes a time as people do: 11月21日 13:15, with its year when that is another one.
func moment(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(china())
	return day(lang, t) + t.Format(" 15:04")
}

// day writes a date as people do.
func day(lang string, t time.Time) string {
	now := t.Year() == time.Now().In(china()).Year()
	switch {
	case lang == forms.English && now:
		return t.Format("2 January")
	case lang == forms.English:
		return t.Format("2 January 2006")
	case now:
		return t.Format("1月2日")
	default:
		return t.Format("2006年1月2日")
	}
}

// dated writes a date of a form or a book as people do; what is none stays as it is.
func dated(lang, text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return day(lang, t)
}

// joined lists names as the language does.
func joined(lang string, names []string) string {
	if lang == forms.English {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

// sentence says a message with its {words} filled in.
func (s *Server) sentence(lang, key string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(s.words.say(lang, key))
}

// historyLine says in words who did what when.
func (s *Server) historyLine(ctx context.Context, view *cases.CaseView, h cases.HistoryItem, where places) historyLine {
	lang, key := langOf(ctx), "history."+string(h.Action)
	step := where.titled(h.StepTitle, h.Branch)
	if h.Action == processes.DoSubmit && h.Step == processes.Start {
		key = "history.again"
	}
	if h.Action == processes.DoClock {
		key = clockWords(h.Outcome)
	}
	to := firstOf(h.ToTitle, view.Names[h.To], h.To)
	return historyLine{
		At: h.At, Actor: view.Names[h.Actor], Comment: h.Comment,
		Said: s.sentence(lang, key, "{step}", step, "{outcome}", h.OutcomeTitle, "{to}", to),
	}
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
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

// places are the names of the school's stores: a branch that is one is called by its name.
type places struct {
	lang   string
	stores map[string]string
}

// titled is a step's title with the store it is for.
func (p places) titled(title, branch string) string {
	if name := p.stores[branch]; name != "" && branch != "" {
		return title + bracketed(p.lang, name)
	}
	return title
}

// bracketed puts what explains a word behind it.
func bracketed(lang, text string) string {
	if lang == forms.English {
		return " (" + text + ")"
	}
	return "（" + text + "）"
}
