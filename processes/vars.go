package processes

import (
	"fmt"
	"maps"
	"slices"

	"zongwu/calendar"
	"zongwu/forms"
)

// vars are the values of the names a step's expressions may use; see compiler.scope for the names.
func (e *engine) vars(s *Step, branch string, row forms.Data) (forms.Vars, error) {
	key := place(s.ID, branch) + "#" + e.outcome
	v, ok := e.seen[key]
	if !ok {
		var err error
		if v, err = e.look(s, branch); err != nil {
			return nil, err
		}
		e.seen[key] = v
	}
	if row == nil {
		return v, nil
	}
	at, ok := e.seen[key+"#row"]
	if !ok { // the same for one row after the other: nobody keeps what an expression saw
		at = maps.Clone(v)
		e.seen[key+"#row"] = at
	}
	at["row"] = row
	return at, nil
}

func (e *engine) look(s *Step, branch string) (forms.Vars, error) {
	v := make(forms.Vars, 10+len(e.s.Data)) // so that it does not grow while it is filled
	v["school"], v["starter"], v["actor"] = e.s.Settings, e.s.Starter, e.a.Actor
	if e.outcome != "" { // as long as nobody chose one, forms show what each of them asks
		v["outcome"] = e.outcome
	}
	v["today"] = e.a.At.In(calendar.Zone).Format("2006-01-02")
	v[Start], v["this"], v["passed"] = e.s.Data[Start], e.s.Case, e.passedSeen(s, branch)
	for _, other := range e.p.steps() {
		if other.tells() && visible(other, s) {
			v[other.ID] = e.s.Data[e.placeSeen(other, branch)]
		}
	}
	at := branch
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		each, ok := owner.does.(*each)
		if !ok {
			continue
		}
		groups, err := each.groups(e, owner, around(at))
		if err != nil {
			return nil, err
		}
		key := lastKey(at)
		v["rows"] = []forms.Data{}
		for _, g := range groups {
			if g.key == key {
				v["rows"] = g.rows
			}
		}
		v[each.as] = unescape(key)
		break
	}
	return v, nil
}

// placeSeen is where a step's data lies, seen from a branch.
func (e *engine) placeSeen(other *Step, branch string) string {
	return place(other.ID, upTo(branch, depth(other)))
}

func (e *engine) env(s *Step, branch string) (forms.Env, error) {
	v, err := e.vars(s, branch, nil)
	begun := e.a.Begun && s.ID == Start
	return forms.Env{Ctx: e.ctx, World: e.w, Vars: v, Lang: forms.Chinese, Begun: begun}, err
}

func (e *engine) eval(x *forms.Expr, s *Step, branch string, row forms.Data) (any, error) {
	if x == nil {
		return nil, nil //nolint:nilnil // an expression left away is empty
	}
	v, err := e.vars(s, branch, row)
	if err != nil {
		return nil, err
	}
	return x.Eval(e.ctx, e.w, v)
}

func (e *engine) truth(x *forms.Expr, s *Step, branch string, row forms.Data) (bool, error) {
	v, err := e.vars(s, branch, row)
	if err != nil {
		return false, err
	}
	return x.True(e.ctx, e.w, v)
}

func (e *engine) text(x *forms.Expr, s *Step, branch string) (string, error) {
	v, err := e.eval(x, s, branch, nil)
	if err != nil || v == nil {
		return "", err
	}
	text, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("evaluate %s: %T is no text", x.Source, v)
	}
	return text, nil
}

func (e *engine) rows(x *forms.Expr, s *Step, branch string) ([]forms.Data, error) {
	v, err := e.eval(x, s, branch, nil)
	if err != nil || v == nil {
		return nil, err
	}
	rows, ok := v.([]forms.Data)
	if !ok {
		return nil, fmt.Errorf("evaluate %s: %T is no list of rows", x.Source, v)
	}
	return rows, nil
}

func cloneData(d forms.Data) forms.Data {
	next := maps.Clone(d)
	for name, v := range next {
		if rows, ok := v.([]forms.Data); ok {
			copied := make([]forms.Data, len(rows))
			for i, row := range rows {
				copied[i] = cloneData(row)
			}
			next[name] = copied
		}
	}
	return next
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// firstText is the first of some texts that is not empty.
func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func without(list []string, s string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == s })
}
