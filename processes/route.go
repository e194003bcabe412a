package processes

import (
	"fmt"
	"strings"
)

// Route draws the process as indented text: one line a step, with who does it, by when, its condition and where its
// outcomes lead.
func (p *Process) Route(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", p.ID, p.Title.In(lang), p.Number)
	fmt.Fprintf(&b, "  %s  %s\n", Start, describe(p.Begin, lang))
	var draw func(steps []*Step, indent string)
	draw = func(steps []*Step, indent string) {
		for _, s := range steps {
			fmt.Fprintf(&b, "%s%s  %s\n", indent, s.ID, describe(s, lang))
			for i, block := range s.Blocks {
				if len(s.Blocks) > 1 {
					fmt.Fprintf(&b, "%s  | %d\n", indent, i+1)
				}
				draw(block.Steps, indent+"    ")
			}
		}
	}
	draw(p.Steps, "  ")
	return b.String()
}

func describe(s *Step, lang string) string {
	parts := []string{"[" + s.Kind + "]"}
	parts = append(parts, s.Title.In(lang))
	if s.Human != nil && s.Human.By != nil {
		parts = append(parts, describeHuman(s.Human)...)
	}
	if post, ok := s.does.(*post); ok {
		parts = append(parts, post.op.Name())
	}
	if s.When != nil {
		parts = append(parts, "when "+s.When.Source)
	}
	for _, o := range s.Outcomes() {
		said := o.ID
		if o.By != nil {
			said += " by " + o.By.String()
			if except := exceptWords(o.By.Except); except != "" {
				said += " " + except
			}
		}
		if len(o.Then) > 0 {
			said += " → " + targetNames(o.Then)
		}
		if said != o.ID {
			parts = append(parts, said)
		}
	}
	if ch, ok := s.does.(*choose); ok {
		for _, o := range ch.options {
			condition := "otherwise"
			if o.when != nil {
				condition = o.when.Source
			}
			parts = append(parts, condition+" → "+targetNames(o.then))
		}
	}
	if len(s.Then) > 0 {
		parts = append(parts, "→ "+targetNames(s.Then))
	}
	return strings.Join(parts, "  ")
}

func describeHuman(h *Human) []string {
	parts := []string{"by " + h.By.String()}
	if h.How.Mode != "any" {
		parts = append(parts, h.How.Mode)
	}
	if except := exceptWords(h.Except); except != "" {
		parts = append(parts, except)
	}
	if h.Form != "" {
		parts = append(parts, "form "+h.Form)
	}
	if h.Beside != "" {
		parts = append(parts, "beside "+h.Beside)
	}
	for i, t := range h.Within {
		word := "within "
		if i > 0 {
			word = "else "
		}
		parts = append(parts, word+t.String())
	}
	if h.Late != "" {
		parts = append(parts, "late "+h.Late)
	}
	if h.Expire != "" {
		parts = append(parts, "expire "+h.Expire)
	}
	if h.Transfer != nil {
		parts = append(parts, "transfer "+h.Transfer.String())
	}
	if h.Report != nil {
		said := "report " + h.Report.String()
		if h.ReportWhen != nil {
			said += " when " + h.ReportWhen.Source
		}
		parts = append(parts, said)
	}
	return parts
}

func targetNames(targets []Target) string {
	var names []string
	for _, t := range targets {
		switch {
		case t.End:
			names = append(names, exit)
		case t.Stop:
			names = append(names, halt)
		case t.Case != "":
			names = append(names, string(t.Case))
		default:
			names = append(names, t.Step)
		}
	}
	return strings.Join(names, ", ")
}

// String describes who is meant, in the words of the language.
func (w *Who) String() string {
	switch w.Way {
	case "role":
		name := "role " + w.Role
		if w.Store != nil {
			name += " of store " + w.Store.Source
		}
		if w.Trade != nil {
			name += " of trade " + w.Trade.Source
		}
		if w.Department != nil {
			name += " of department " + w.Department.Source
		}
		if w.When != nil {
			name += " when " + w.When.Source
		}
		return name
	case "did":
		return "whoever did " + w.Step
	case "has":
		return "whoever has " + w.Step
	case "did_in":
		return "whoever did " + strings.Join(w.Steps, " or ") + " in " + w.Expr.Source
	case "field", "answers_for", "head_of":
		return w.Way + " " + w.Expr.Source
	case "any", "first":
		var names []string
		for _, a := range w.Among {
			names = append(names, a.String())
		}
		joint := " or "
		if w.Way == "first" {
			joint = ", else "
		}
		return strings.Join(names, joint)
	}
	return w.Way
}
