package processes

import (
	"strconv"
	"strings"

	"zongwu/calendar"
	"zongwu/forms"
)

// Due says in a language by when a step is due: within 1 working day, else 2. Empty where it never is.
func (p *Process) Due(s *Step, lang string) string {
	said := ""
	if s.Human == nil {
		return ""
	}
	for _, t := range s.Human.Within {
		term := p.term(s, t, lang)
		if said != "" {
			term = told("otherwise", lang, said, term)
		}
		said = term
	}
	return said
}

func (p *Process) term(s *Step, t Term, lang string) string {
	said := p.plainTerm(s, t, lang)
	for _, x := range []*forms.Expr{t.Until, t.Length} {
		if x == nil {
			continue
		}
		if _, clause, ok := x.SaidWhen(lang, p.names(s, nil)); ok {
			return told("due when", lang, said, clause)
		}
	}
	return said
}

// plainTerm says a term without the condition it may hang on.
func (p *Process) plainTerm(s *Step, t Term, lang string) string {
	closing := t.Unit == calendar.Closing || t.Span != nil && t.Span.Unit == calendar.Closing
	switch {
	case t.Until != nil:
		if day, ok := p.length(s, t.Until, lang); ok {
			return told("until", lang, day)
		}
		return told("until a date", lang)
	case closing && t.FromStart:
		return told("closing from start", lang, p.span(s, t, lang))
	case closing:
		return p.span(s, t, lang)
	case t.FromStart:
		return told("from start", lang, p.span(s, t, lang))
	}
	return told("within", lang, p.span(s, t, lang))
}

// length says what a day or a number of days is, whatever condition it hangs on.
func (p *Process) length(s *Step, x *forms.Expr, lang string) (string, bool) {
	if value, _, ok := x.SaidWhen(lang, p.names(s, nil)); ok {
		return value, true
	}
	return x.Said(lang, p.names(s, nil))
}

// span says how long a term lasts; one that is worked out is called by the settings it hangs on.
func (p *Process) span(s *Step, t Term, lang string) string {
	if t.Length == nil && t.Span.Unit == calendar.Closing && t.Span.N == 1 {
		return told("today", lang)
	}
	if t.Length == nil {
		said := told(t.Span.Unit, lang, strconv.Itoa(t.Span.N))
		if lang == forms.English && t.Span.N == 1 {
			return strings.TrimSuffix(said, "s")
		}
		return said
	}
	if n, ok := p.length(s, t.Length, lang); ok {
		return told(t.Unit, lang, n)
	}
	var names []string
	for _, setting := range t.Settings(p) {
		names = append(names, forms.Quoted(forms.Text{
			Zh: firstText(setting.Label.Zh, setting.Name), ZhTW: setting.Label.ZhTW, En: setting.Label.En,
		}).In(lang))
	}
	n := told("some", lang)
	if len(names) > 0 {
		n = strings.Join(names, told("and", lang))
	}
	return told(t.Unit, lang, n)
}

// told is a phrase of a route in a language, with what it is about in its places.
func told(phrase, lang string, about ...string) string {
	said := phrases[phrase].In(lang)
	for i, part := range about {
		said = strings.ReplaceAll(said, "{"+strconv.Itoa(i)+"}", part)
	}
	return said
}
