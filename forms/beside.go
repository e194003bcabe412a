package forms

import (
	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// CompileBeside reads the node of a form that stands beside a decision: what somebody should know who decides. It asks
// for nothing, so that each of its fields must be computed; its rules can only warn.
func CompileBeside(name string, n *yaml.Node, scope *Scope, ps *source.Problems) *Form {
	return (&builder{scope: scope, ps: ps, beside: true}).form(name, n)
}

// checkBeside refuses a field that would ask for something.
func (b *builder) checkBeside(f *field) {
	const why = "what stands beside a decision asks for nothing"
	switch {
	case f.silent() || f.formula != nil || f.fallback != nil && always(f.readonly):
	case f.table != nil && f.source == nil:
		b.ps.At(f.node, "beside", "give it rows", "%q would ask for rows; %s", f.name, why)
	case f.table == nil:
		b.ps.At(f.node, "beside", "give it a formula", "%q would be asked for; %s", f.name, why)
	}
}

// Beside gives what a form compiled by CompileBeside has to say now: fields with a value, and its warnings. What is
// empty, because a step was not done or the school knows nothing, is left out.
func (f *Form) Beside(env Env) (View, error) {
	s := newSheet(newJudge(env, true), f.level, "", nil, nil)
	s.open(true)
	s.warnAll()
	view := s.view(f.Name, nil, nil, s.failures)
	fields := view.Fields
	view.Fields = nil
	notes := true
	for _, field := range fields {
		if field.Shown != "" || len(field.Rows) > 0 || len(field.Warnings) > 0 || field.Type == "note" {
			view.Fields = append(view.Fields, field)
			notes = notes && field.Type == "note"
		}
	}
	if notes && len(view.Warnings) == 0 {
		view.Fields = nil // a word about nothing
	}
	return view, s.ended()
}
