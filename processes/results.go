package processes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// Result is something a case of a process comes to, for the case that began it and for whoever reads it.
type Result struct {
	Name  string
	Title forms.Text // what people call it; empty: it is for programs and definitions only
	Type  forms.Type
	value *forms.Expr
}

// Result returns a result by its name.
func (p *Process) Result(name string) (Result, bool) {
	for _, r := range p.Results {
		if r.Name == name {
			return r, true
		}
	}
	return Result{}, false
}

// ends are what a case that waited for another always learns of it, beside the results it reads.
func ends() map[string]forms.Type {
	return map[string]forms.Type{"case": forms.Ref("case"), "state": forms.TextType}
}

// results reads what a case of the process comes to. Its expressions see what a step behind all others would.
func (c *compiler) results(n *yaml.Node) {
	if n == nil {
		return
	}
	m := source.MappingOf(n, "results", c.ps)
	if m == nil {
		return
	}
	for _, key := range m.Keys() {
		one := source.MappingOf(m.Need(key.Value), "a result", c.ps)
		if one == nil {
			continue
		}
		r := Result{Name: c.resultName(key), Title: c.text(one.Get("title")), Type: c.resultType(one.Need("type"))}
		value := one.Need("value")
		one.Done()
		if value == nil || r.Type.Kind == "" {
			continue
		}
		at := len(c.p.Results)
		c.p.Results = append(c.p.Results, r)
		c.later = append(c.later, func() {
			c.p.Results[at].value = c.expr(value, c.scope(c.p.Begin), r.Type)
		})
	}
}

func (c *compiler) resultName(key *yaml.Node) string {
	if _, taken := ends()[key.Value]; taken {
		c.ps.At(key, "name", "take another name", "%q means something else already", key.Value)
	}
	return c.id(key, "a result")
}

func (c *compiler) resultType(n *yaml.Node) forms.Type {
	if n == nil {
		return forms.Type{}
	}
	t, known := settingTypes()[scalar(n)]
	if !known {
		c.ps.At(n, "type", "money, decimal, integer, text, bool or date", "unknown type %q", n.Value)
	}
	return t
}

// comeTo works out what the case that ends has come to; what is empty is left out. A case that ends otherwise than done
// ends all the same where an expression fails on what there is.
func (e *engine) comeTo(status Status) error {
	results := forms.Data{}
	for _, r := range e.p.Results {
		v, err := e.eval(r.value, e.p.Begin, "", nil)
		var failed *forms.EvalError
		if errors.As(err, &failed) && status != Done {
			continue
		}
		if err != nil {
			return err
		}
		if v != nil {
			results[r.Name] = v
		}
	}
	if len(results) > 0 {
		e.s.Results, e.t.Changes.Results = results, results
	}
	return nil
}

// RestoreResults reads a case's results back from the JSON its state was stored as.
func (p *Process) RestoreResults(raw map[string]any) (forms.Data, error) {
	types := map[string]forms.Type{}
	for _, r := range p.Results {
		types[r.Name] = r.Type
	}
	return restoreAll(types, raw)
}

// RestoreData reads back what stands at a step from the JSON a state was stored as.
func (p *Process) RestoreData(step string, raw []byte) (forms.Data, error) {
	s, ok := p.Step(step)
	if !ok {
		return nil, fmt.Errorf("restore data: there is no step %q", step)
	}
	if form := p.Forms[s.Form()]; form != nil {
		return form.Restore(raw)
	}
	if !s.tells() {
		return nil, fmt.Errorf("restore data of %s: the step has no form", step)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var stored map[string]any
	if err := decoder.Decode(&stored); err != nil {
		return nil, fmt.Errorf("restore data of %s: %w", step, err)
	}
	return restoreAll(p.told(s).Fields, stored)
}

func restoreAll(types map[string]forms.Type, raw map[string]any) (forms.Data, error) {
	var restored forms.Data
	for _, name := range sortedKeys(raw) {
		t, ok := types[name]
		if !ok || raw[name] == nil {
			continue
		}
		v, err := Setting{Name: name, Type: t}.restore(raw[name])
		if err != nil {
			return nil, err
		}
		if restored == nil {
			restored = forms.Data{}
		}
		restored[name] = v
	}
	return restored, nil
}

// tells says that a step has something expressions see by its id: its form, or a case it begins and waits for.
func (s *Step) tells() bool {
	b, ok := s.does.(*begin)
	return s.Form() != "" || ok && b.wait
}

// told is the type of what expressions see of a step by its id: what its form holds, or of a case that was begun and
// waited for, which it is, how it ended and what it came to. It has no kind where there is nothing, or a form is wrong.
func (p *Process) told(s *Step) forms.Type {
	if f := p.Forms[s.Form()]; f != nil {
		return f.Type()
	}
	b, ok := s.does.(*begin)
	if !ok || !b.wait {
		return forms.Type{}
	}
	fields := ends()
	for name, t := range b.results {
		fields[name] = t
	}
	return forms.Record(fields)
}

// reads reads which results of the other case a step reads, and of which type it takes them to be.
func (b *begin) reads(c *compiler, n *yaml.Node) {
	if n == nil {
		return
	}
	if !b.wait {
		c.ps.At(n, "results", "add wait: true", "a case that is not waited for has come to nothing yet")
	}
	m := source.MappingOf(n, "results", c.ps)
	if m == nil {
		return
	}
	b.results, b.asks = map[string]forms.Type{}, map[string]position{}
	for _, key := range m.Keys() {
		if t := c.resultType(m.Need(key.Value)); t.Kind != "" {
			name := c.resultName(key)
			b.results[name], b.asks[name] = t, position{key.Line, key.Column}
		}
	}
}

// learns is what the case knows of the other once that has ended; what it did not come to, or is of another type than
// is taken, is empty.
func (b *begin) learns(ended *Ended) forms.Data {
	data := forms.Data{"case": ended.Case, "state": string(ended.Status)}
	for name, t := range b.results {
		if v := ended.Results[name]; fits(v, t) {
			data[name] = v
		}
	}
	return data
}

// fits says that a value is one of a type.
func fits(v any, t forms.Type) (ok bool) {
	switch t.Kind {
	case "money":
		_, ok = v.(forms.Money)
	case "decimal":
		_, ok = v.(decimal.Decimal)
	case "integer":
		_, ok = v.(int64)
	case "bool":
		_, ok = v.(bool)
	case "date":
		text, _ := v.(string)
		_, err := time.Parse(time.DateOnly, text)
		ok = err == nil
	default:
		_, ok = v.(string)
	}
	return ok
}

// checkReads holds the results a step reads against those the process it begins has.
func (b *begin) checkReads(s *Step, other *Process, ps *source.Problems) {
	names := map[string]bool{}
	for _, r := range other.Results {
		names[r.Name] = true
	}
	for _, name := range sortedKeys(b.results) {
		at := b.asks[name]
		r, ok := other.Result(name)
		switch {
		case !ok:
			ps.AtPlace(at.line, at.column, "unknown", source.Closest(name, names),
				"step %q: %q has no result %q", s.ID, other.ID, name)
		case r.Type.Kind != b.results[name].Kind:
			ps.AtPlace(at.line, at.column, "type", r.Type.Kind,
				"step %q: the result %q of %q is no %s", s.ID, name, other.ID, b.results[name].Kind)
		}
	}
}
