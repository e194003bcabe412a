package processes_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/definitions"
)

// bones makes a definition into one that asks nothing: every condition that is not known from the starter is a box to
// tick at the start, every person a form would name a field there. What it does by itself is left out. Who does a step,
// in which order, and whom duties keep away, stays as it is.
type bones struct {
	ticks   []string // fields of the start that conditions became
	persons []string // fields of the start that name somebody
}

var called = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*`)

// ofStarter says that an expression is known as soon as somebody begins.
func ofStarter(expr string) bool {
	plain := regexp.MustCompile(`'[^']*'`).ReplaceAllString(expr, "")
	for _, name := range called.FindAllString(plain, -1) {
		first, _, _ := strings.Cut(name, ".")
		if !slices.Contains([]string{"starter", "school", "in", "null", "true", "false"}, first) {
			return false
		}
	}
	return true
}

func (b *bones) tick(v any) any {
	expr := fmt.Sprint(v)
	if ofStarter(expr) {
		return expr
	}
	name := fmt.Sprintf("tick%d", len(b.ticks))
	b.ticks = append(b.ticks, name)
	return "start." + name
}

func (b *bones) who(v any) any {
	switch w := v.(type) {
	case []any:
		list := make([]any, len(w))
		for i, one := range w {
			list[i] = b.who(one)
		}
		return list
	case map[string]any:
		switch {
		case w["first"] != nil:
			return map[string]any{"first": b.who(w["first"])}
		case w["role"] != nil && w["when"] != nil:
			return map[string]any{"role": w["role"], "when": b.tick(w["when"])}
		case w["role"] != nil:
			return map[string]any{"role": w["role"]}
		case w["has"] != nil, w["did"] != nil && w["in"] == nil:
			return w
		case w["head_of"] != nil && ofStarter(fmt.Sprint(w["head_of"])) || w["field"] != nil && ofStarter(fmt.Sprint(w["field"])):
			return w
		case w["answers_for"] != nil: // whoever a form names is believed
			return "everyone"
		}
		name := fmt.Sprintf("person%d", len(b.persons))
		b.persons = append(b.persons, name)
		return map[string]any{"field": "start." + name}
	}
	return v
}

func (b *bones) steps(v any) []any {
	list, _ := v.([]any)
	var made []any
	for _, one := range list {
		made = append(made, b.step(one.(map[string]any)))
	}
	return made
}

func (b *bones) step(s map[string]any) map[string]any {
	made := map[string]any{"id": s["id"], "title": s["title"]}
	if s["title"] == nil {
		delete(made, "title")
	}
	if s["when"] != nil {
		made["when"] = b.tick(s["when"])
	}
	switch kind := s["kind"]; kind {
	case "approve", "task", "sign":
		made["kind"] = kind
		if s["by"] != nil {
			made["by"] = b.who(s["by"])
		}
		for _, key := range []string{"how", "closes"} {
			if s[key] != nil {
				made[key] = s[key]
			}
		}
		unnamed(made, s)
		if s["late"] != nil {
			made["late"], made["within"] = s["late"], "1 workday"
		}
		var outcomes []any
		given, _ := s["outcomes"].([]any)
		for _, o := range given {
			outcome := maps.Clone(o.(map[string]any))
			delete(outcome, "several")
			unnamed(outcome, outcome)
			outcomes = append(outcomes, outcome)
		}
		if outcomes != nil {
			made["outcomes"] = outcomes
		}
	case "parallel":
		made["kind"] = kind
		var branches []any
		for _, branch := range s["branches"].([]any) {
			branches = append(branches, b.steps(branch))
		}
		made["branches"] = branches
	case "each":
		made["kind"], made["rows"], made["key"], made["steps"] = kind, "start.lines", "row.kind", b.steps(s["steps"])
	case "choose":
		made["kind"] = kind
		var options []any
		for _, o := range s["options"].([]any) {
			option := maps.Clone(o.(map[string]any))
			if option["when"] != nil {
				option["when"] = b.tick(option["when"])
			}
			options = append(options, option)
		}
		made["options"] = options
	case "start":
		made["kind"], made["process"], made["then"] = kind, s["process"], s["then"]
		if made["then"] == nil {
			delete(made, "then")
		}
		if s["by"] != nil {
			made["by"] = b.who(s["by"])
		}
	default: // goes on by itself
		made["kind"] = "choose"
		then := map[string]any{"when": "start.never", "then": "end"}
		if s["then"] != nil {
			then = map[string]any{"then": s["then"]}
		}
		made["options"] = []any{then}
	}
	return made
}

// unnamed keeps of those kept away who did a step: whom a form names is believed not to be missing.
func unnamed(made, s map[string]any) {
	var kept []any
	list, _ := s["except"].([]any)
	for _, ex := range list {
		if named, is := ex.(map[string]any); !is || named["field"] == nil {
			kept = append(kept, ex)
		}
	}
	if delete(made, "except"); kept != nil {
		made["except"] = kept
	}
}

// bare compiles the bones of a definition.
func bare(t *testing.T, file definitions.File) (*processes.Process, *bones) {
	t.Helper()
	var whole map[string]any
	if err := yaml.Unmarshal(file.Text, &whole); err != nil {
		t.Fatal(err)
	}
	b := &bones{}
	start := whole["start"].(map[string]any)
	made := map[string]any{"process": whole["process"], "title": whole["title"], "number": whole["number"]}
	if whole["settings"] != nil {
		made["settings"] = whole["settings"]
	}
	made["steps"] = b.steps(whole["steps"])
	made["start"] = map[string]any{"by": start["by"], "form": "request"}
	fields := []any{map[string]any{"name": "never", "type": "bool", "label": "n"}, map[string]any{
		"name": "lines", "type": "table", "label": "l", "fields": []any{map[string]any{"name": "kind", "type": "text", "label": "k"}},
	}}
	for _, name := range b.ticks {
		fields = append(fields, map[string]any{"name": name, "type": "bool", "label": "t"})
	}
	for _, name := range b.persons {
		fields = append(fields, map[string]any{"name": name, "type": "person", "label": "p"})
	}
	made["forms"] = map[string]any{"request": map[string]any{"fields": fields}}
	text, err := yaml.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := processes.Compile(file.Name, text, roles(t))
	if p == nil {
		t.Fatalf("%s\n%s", problems.Error(), text)
	}
	return p, b
}

// demoSchool is the people of a demonstration school, in memory.
func demoSchools(t *testing.T) map[string]*memory {
	t.Helper()
	text, err := os.ReadFile("../standalone/demo/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var demo struct {
		Schools []struct {
			ID          string
			Departments []struct{ ID, Head string }
			People      []struct {
				Login, Name, Dept string
				Roles             []string
				Store             string
			}
		}
	}
	if err := yaml.Unmarshal(text, &demo); err != nil {
		t.Fatal(err)
	}
	schools := map[string]*memory{}
	for _, s := range demo.Schools {
		m := &memory{objects: map[string]forms.Object{}, settings: map[string]any{}}
		for _, p := range s.People {
			one := processes.Person{ID: p.Login, Name: p.Name, Department: p.Dept, Roles: p.Roles}
			if p.Store != "" {
				one.Stores = []string{p.Store}
			}
			for _, d := range s.Departments {
				if d.Head == p.Login || d.Head+"@"+s.ID == p.Login {
					one.HeadOf = append(one.HeadOf, d.ID)
				}
			}
			m.people = append(m.people, one)
		}
		slices.SortFunc(m.people, func(a, b processes.Person) int { return cmpString(a.ID, b.ID) })
		schools[s.ID] = m
	}
	return schools
}

// taken is a school where a role was taken away from some.
func (m *memory) taken(role string, from ...string) *memory {
	less := *m
	less.people = slices.Clone(m.people)
	for i, p := range less.people {
		if slices.Contains(from, p.ID) {
			less.people[i].Roles = slices.DeleteFunc(slices.Clone(p.Roles), func(r string) bool { return r == role })
		}
	}
	return &less
}

// having are those with a role.
func (m *memory) having(role string) []string {
	var ids []string
	for _, p := range m.people {
		if slices.Contains(p.Roles, role) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// TestRolesTakenAway takes roles away one by one in both demonstration schools, for every process of the catalogue, and
// goes through the ways its cases could take: where the proof finds nothing missing for a starter no case of theirs gets
// stuck, and where it does one is found that is.
func TestRolesTakenAway(t *testing.T) {
	files, err := definitions.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		real := compileFile(t, "definitions/"+file.Name)
		skeleton, b := bare(t, file)
		for name, whole := range demoSchools(t) {
			t.Run(real.ID+"/"+name, func(t *testing.T) {
				t.Parallel()
				checkTaken(t, real, skeleton, b, whole, "nothing")
				for _, role := range roles(t) {
					holders := whole.having(role.ID)
					if !strings.Contains(string(file.Text), role.ID) {
						continue
					}
					for i := range holders {
						if what := role.ID + " from " + strings.Join(holders[i:], ", "); i < 2 {
							checkTaken(t, real, skeleton, b, whole.taken(role.ID, holders[i:]...), what)
						}
					}
				}
			})
		}
	}
}

// mostKinds bounds how many different starters are looked at: the proof itself looks at all.
const mostKinds = 2

// checkTaken compares what is said of a school with what its cases run into.
func checkTaken(t *testing.T, real, skeleton *processes.Process, b *bones, m *memory, what string) {
	t.Helper()
	proof := prove(t, m, real)
	l := newLife(t, skeleton, m)
	kinds := map[string]bool{}
	for _, starter := range proof.Starters {
		i := slices.IndexFunc(m.people, func(p processes.Person) bool { return p.ID == starter })
		kind := fmt.Sprint(slices.Sorted(slices.Values(m.people[i].Roles)))
		if kinds[kind] || len(kinds) == mostKinds {
			continue
		}
		kinds[kind] = true
		said := slices.DeleteFunc(slices.Clone(proof.Gaps), func(g processes.Gap) bool {
			return g.Starters != nil && !slices.Contains(g.Starters, starter) || g.Process != "" || g.Step == processes.Start
		})
		stuck := stuckSomewhere(l, skeleton, b, starter, len(said) > 0)
		if stuck != "" && len(said) == 0 {
			t.Errorf("without %s: %s is stuck with %s, and nothing was said", what, starter, stuck)
		}
		if stuck == "" && len(said) > 0 {
			t.Errorf("without %s: %s is said to be stuck, %s, and never is", what, starter, inShort(said))
		}
	}
}

// stuckSomewhere looks for a case that cannot be carried to its end: with every box ticked, with none, with some; and
// once somebody takes an outcome that is not the first. Where one is said to be, it looks longer.
func stuckSomewhere(l *life, p *processes.Process, b *bones, starter string, expected bool) string {
	random := rand.New(rand.NewPCG(1, 2)) // the same every time
	turns := slices.DeleteFunc(p.All(), func(s *processes.Step) bool { return len(s.Outcomes()) < 2 })
	tries := 3 + len(turns)
	if expected {
		tries = 120
	}
	for try := range tries {
		var turn *processes.Step
		data := map[string]any{"lines": []any{row{"kind": "x"}}}
		for _, name := range b.ticks {
			data[name] = try == 0 || try > 1 && random.IntN(2) == 0
		}
		if i := try - 3; i >= 0 && len(turns) > 0 && random.IntN(3) > 0 {
			turn = turns[i%len(turns)]
		}
		f := &search{life: l, seen: map[string]bool{}, most: fewStates, turn: turn}
		s, err := f.act(processes.State{}, processes.Action{Kind: processes.DoStart, Actor: starter, Data: data})
		ends, tired := err == nil, f.circle
		if err == nil {
			ends, tired = f.ends(s)
		}
		if !ends && !tired {
			return fmt.Sprint(data, turn)
		}
	}
	return ""
}
