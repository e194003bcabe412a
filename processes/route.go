package processes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zongwu/forms"
)

// Route tells the process in words, as a director would: a step after the other, with who does it and by when, under
// which condition, what is filled in and booked, and where its outcomes lead. Ids stand behind the titles. others gives
// what the processes it begins are called; one that is not there is called by its id.
func (p *Process) Route(lang string, others map[string]forms.Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", p.Title.In(lang), p.ID, p.Number)
	write := func(depth int, s *Step) {
		indent, number := strings.Repeat("    ", depth), p.Ordinal(s)
		fmt.Fprintf(&b, "%s%s  %s  %s\n", indent, number, p.Heading(s).In(lang), s.ID)
		for _, line := range p.Tells(s, lang, others) {
			fmt.Fprintf(&b, "%s%s  %s\n", indent, strings.Repeat(" ", len(number)), line)
		}
	}
	write(0, p.Begin)
	for _, s := range p.steps() {
		write(len(s.Inside()), s)
	}
	return b.String()
}

// Ordinal says where a step stands: 3, within it 3.1, in the second of several ways at once 3.2.1; 0 is the start.
func (p *Process) Ordinal(s *Step) string {
	if s == p.Begin {
		return "0"
	}
	number := strconv.Itoa(s.index + 1)
	owner := s.block.Owner
	if owner == nil {
		return number
	}
	if len(owner.Blocks) > 1 {
		number = strconv.Itoa(slices.Index(owner.Blocks, s.block)+1) + "." + number
	}
	return p.Ordinal(owner) + "." + number
}

// Tells says of a step, a sentence a line, all that its title leaves open. others is as for Route.
func (p *Process) Tells(s *Step, lang string, others map[string]forms.Text) []string {
	t := &teller{p: p, s: s, lang: lang, others: others}
	if s.When != nil {
		t.line("when", t.clause(s.When, nil))
	}
	if s.Human != nil {
		t.people()
		t.asks()
		t.late()
	}
	t.does()
	t.outcomes()
	if len(s.Then) > 0 {
		t.leads(s.Then, "goes on", "comes to")
	}
	return t.lines
}

// teller says one step.
type teller struct {
	p      *Process
	s      *Step
	lang   string
	others map[string]forms.Text
	lines  []string
}

func (t *teller) say(phrase string, about ...string) string { return told(phrase, t.lang, about...) }

func (t *teller) line(phrase string, about ...string) {
	t.lines = append(t.lines, t.say(phrase, about...))
}

// clause says a condition, as the definition writes it where there are no words for it.
func (t *teller) clause(x, rows *forms.Expr) string {
	if said, ok := x.Said(t.lang, t.p.names(t.s, rows)); ok {
		return said
	}
	return t.say("condition", x.Source)
}

func (t *teller) role(id string) string {
	if title, known := t.p.offices[id]; known {
		return title.In(t.lang)
	}
	return id
}

// who says who is meant; who is meant only sometimes, when.
func (t *teller) who(w *Who) string {
	if w == nil {
		return ""
	}
	if slices.ContainsFunc(w.Among, func(one *Who) bool { return one.When != nil }) {
		return t.either(w)
	}
	said := w.In(t.lang, t.p, t.role)
	if w.When != nil {
		said = t.say("when who", said, t.clause(w.When, nil))
	}
	return said
}

// either says who is meant where it hangs on the case: behind somebody who always is, who is meant if they are not
// there.
func (t *teller) either(w *Who) string {
	var names []string
	said := ""
	for i, one := range w.Among {
		name := t.who(one)
		switch {
		case slices.Contains(names, name):
			continue
		case i == 0:
		case w.Way == "first" && w.Among[i-1].When == nil:
			said += t.say("else who")
		default:
			said += t.say("or")
		}
		names = append(names, name)
		said += name
	}
	return said
}

func (t *teller) people() {
	h := t.s.Human
	if h.By == nil {
		return
	}
	who := t.who(h.By)
	if how := h.How.In(t.lang); how != "" {
		who += t.say("when who", "", how)
	}
	phrase := "by"
	if t.s == t.p.Begin {
		phrase = "begins"
	}
	said := []string{t.say(phrase, who)}
	if due := t.p.Due(t.s, t.lang); due != "" {
		said = append(said, due)
	}
	if len(h.Except) > 0 {
		said = append(said, t.say("except", t.kept(h.Except)))
	}
	if h.Transfer != nil {
		said = append(said, t.say("transfer", t.who(h.Transfer)))
	}
	t.lines = append(t.lines, strings.Join(said, t.say("then")))
}

// kept says who is kept away.
func (t *teller) kept(list []Except) string {
	words := make([]string, 0, len(list))
	for _, ex := range list {
		switch {
		case ex.Persons != nil:
			named, ok := ex.Persons.Said(t.lang, t.p.names(t.s, nil))
			if !ok {
				named = t.say("field named")
			}
			words = append(words, named)
		case ex.Step == "starter":
			words = append(words, (&Who{Way: "starter"}).In(t.lang, t.p, t.role))
		default:
			words = append(words, t.say("did", t.p.titled(ex.Step).In(t.lang)))
		}
	}
	return strings.Join(words, t.say("and"))
}

func (t *teller) asks() {
	for _, form := range []struct{ phrase, name string }{{"fill in", t.s.Form()}, {"beside", t.s.Beside()}} {
		if f := t.p.Forms[form.name]; f != nil {
			if labels := f.Labels(t.lang, form.phrase == "fill in"); len(labels) > 0 {
				t.line(form.phrase, strings.Join(labels, t.say("and")))
			}
		}
	}
}

// late says what happens when it is not done by then.
func (t *teller) late() {
	h := t.s.Human
	if o, ok := h.Outcome(h.Expire); ok {
		t.line("expire", o.Title.In(t.lang))
	}
	if h.Late != "" {
		t.line("late", t.p.titled(h.Late).In(t.lang))
	}
	if h.Escalate != nil {
		t.line("escalate", t.who(h.Escalate))
	}
	switch {
	case h.Report != nil && h.ReportWhen != nil:
		t.line("report if", t.who(h.Report), t.clause(h.ReportWhen, nil))
	case h.Report != nil:
		t.line("report", t.who(h.Report))
	}
}

func (t *teller) does() {
	switch does := t.s.does.(type) {
	case *post:
		said := []string{t.say("post", does.op.Title().In(t.lang))}
		if t.p.Heading(t.s) == does.op.Title() {
			said[0] = t.say("booked")
		}
		said = append(said, t.rows(does.rows, does.where)...)
		if does.until != "" {
			said = append(said, t.say("firm", t.p.titled(does.until).In(t.lang)))
		}
		t.lines = append(t.lines, strings.Join(said, t.say("then")))
	case *begin:
		t.begins(does)
	case *notify:
		t.line("notify", t.who(does.to), t.message(does.message))
	case *wait:
		if does.until != nil {
			t.line("wait until", t.value(does.until))
		} else if does.span != nil {
			t.line("wait", told(does.span.Unit, t.lang, strconv.Itoa(does.span.N)))
		}
	case *each:
		t.line("each", t.value(does.rows))
	case *count:
		t.counts(does)
	case *parallel:
		t.line("parallel")
	case *choose:
		t.chooses(does)
	}
}

func (t *teller) counts(ct *count) {
	from, ok := t.p.below(t.s, ct.of, []string{ct.add})
	to, known := t.p.called(t.s, nil, []string{ct.step, ct.table, ct.field})
	if ok && known {
		t.line("count", from.Text.In(t.lang), to.Text.In(t.lang))
	}
}

func (t *teller) begins(b *begin) {
	phrase := "begin"
	if b.rows != nil {
		phrase = "begin each"
	}
	said := append([]string{t.say(phrase, t.other(b.process))}, t.rows(b.rows, b.where)...)
	if b.by != nil {
		said = append(said, t.say("in name", t.who(b.by)))
	}
	if b.wait {
		said = append(said, t.say("wait for"))
	}
	t.lines = append(t.lines, strings.Join(said, t.say("then")))
}

// other is what another process is called.
func (t *teller) other(process string) string {
	if title, known := t.others[process]; known {
		return forms.Quoted(title).In(t.lang)
	}
	return process
}

// rows says for which rows something is done.
func (t *teller) rows(rows, where *forms.Expr) []string {
	if rows == nil {
		return nil
	}
	said := []string{t.say("row by row")}
	if named, ok := rows.Said(t.lang, t.p.names(t.s, nil)); ok {
		said[0] = t.say("rows", named)
	}
	if where != nil {
		said = append(said, t.say("where", t.clause(where, rows)))
	}
	return said
}

// value says what an expression is, as the definition writes it where there are no words for it.
func (t *teller) value(x *forms.Expr) string {
	if said, ok := x.Said(t.lang, t.p.names(t.s, nil)); ok {
		return said
	}
	return x.Source
}

var filledIn = regexp.MustCompile(`\{([a-z0-9_.]+)\}`)

// message is what is sent, with the names of what is filled in.
func (t *teller) message(text forms.Text) string {
	return filledIn.ReplaceAllStringFunc(text.In(t.lang), func(hole string) string {
		named, ok := t.p.called(t.s, nil, strings.Split(strings.Trim(hole, "{}"), "."))
		if !ok {
			return hole
		}
		return named.Text.In(t.lang)
	})
}

func (t *teller) chooses(ch *choose) {
	for _, o := range ch.options {
		if o.when == nil {
			t.leads(o.then, "else", "else ends")
			continue
		}
		clause := t.clause(o.when, nil)
		t.leads(o.then, "if", "if ends", clause)
	}
}

// outcomes says where each way of ending leads; of a single one that goes on nothing.
func (t *teller) outcomes() {
	all := t.s.Outcomes()
	if t.s == t.p.Begin || len(all) == 1 && len(all[0].Then) == 0 && all[0].By == nil {
		return
	}
	said := make([]string, 0, len(all))
	for _, o := range all {
		title := o.Title.In(t.lang)
		if o.By != nil {
			title = t.say("by whom", title, t.who(o.By))
		}
		if targets, ends := t.targets(o.Then); len(o.Then) > 0 && ends {
			title = t.say("ends", title, targets)
		} else if len(o.Then) > 0 {
			title = t.say("leads", title, targets)
		}
		said = append(said, title)
	}
	if len(said) > 0 {
		t.line("outcomes", strings.Join(said, t.say("then")))
	}
}

// leads says where a way goes on, or how it ends.
func (t *teller) leads(targets []Target, on, ends string, before ...string) {
	names, over := t.targets(targets)
	if over {
		on = ends
	}
	t.line(on, append(before, names)...)
}

// targets names where a case goes on; over says that no step follows.
func (t *teller) targets(targets []Target) (names string, over bool) {
	said := make([]string, 0, len(targets))
	over = true
	for _, target := range targets {
		switch {
		case target.End && t.s.block != nil && t.s.block.Owner != nil:
			said = append(said, t.say("end of way"))
		case target.End:
			said = append(said, t.say(string(Done)))
		case target.Stop:
			said = append(said, t.say("halt"))
		case target.Case != "":
			said = append(said, t.say(string(target.Case)))
		default:
			over = false
			step := t.p.byID[target.Step]
			said = append(said, t.say("step", forms.Quoted(t.p.Heading(step)).In(t.lang), t.p.Ordinal(step)))
		}
	}
	return strings.Join(said, t.say("and")), over
}
