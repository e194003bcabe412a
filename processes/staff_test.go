package processes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/processes"
	"zongwu/processes/definitions"
)

// prove asks for the gaps of a process; the others are those it may begin.
func prove(t testing.TB, m *memory, p *processes.Process, others ...*processes.Process) *processes.Proof {
	t.Helper()
	proof, err := proverOf(t, m, others...).Prove(p)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func proverOf(t testing.TB, m *memory, others ...*processes.Process) *processes.Prover {
	t.Helper()
	find := func(id string) (*processes.Process, error) {
		i := slices.IndexFunc(others, func(o *processes.Process) bool { return o.ID == id })
		if i < 0 {
			return nil, nil //nolint:nilnil // there is none
		}
		return others[i], nil
	}
	at := time.Date(2026, 9, 7, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))
	prover, err := processes.NewProver(t.Context(), at, find, m)
	if err != nil {
		t.Fatal(err)
	}
	return prover
}

// inShort writes gaps as "step[roles]", with * where only some cases come to it, / where duties are kept apart, and the
// starters behind it.
func inShort(gaps []processes.Gap) string {
	var all []string
	for _, g := range gaps {
		text := g.Step
		if g.Process != "" {
			text += ">" + g.Process
		}
		text += "[" + strings.Join(append(slices.Clone(g.Roles), g.Departments...), " ") + "]"
		if g.Sometimes {
			text += "*"
		}
		if g.Apart {
			text += "/"
		}
		if g.Absent != nil {
			text += "~" + strings.Join(g.Absent, ",")
		}
		if g.Starters != nil {
			text += "(" + strings.Join(g.Starters, " ") + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// TestStaff takes people away one by one: the system says which step can no longer be done, and by whom it should be.
func TestStaff(t *testing.T) {
	p := compileFile(t, "definitions/purchase.yaml")
	for _, c := range []struct {
		name  string
		leave func(m *memory)
		want  string
	}{
		{"everybody there", func(*memory) {}, ""},
		{"no director", gone("director"), "review[director](canteen head keeper keeper2 keeper3); minutes[director]*; unapproved[director]*"},
		{"one buyer", gone("buyer2"), "buy_second[buyer]*/"},
		{"no buyers", gone("buyer", "buyer2"), "quote[buyer]*; buy[buyer]; buy_second[buyer]*; more[buyer]*; settle[buyer]*"},
		{"nobody for the principal's own", gone("deputy"), "permit[principal deputy_principal]*/(principal)"},
		{"two storekeepers", gone("keeper3"), "accept_second[storekeeper]*/(keeper keeper2)"},
		{"no storekeepers", gone("keeper", "keeper2", "keeper3"), "accept[storekeeper]*; accept_second[storekeeper]*"},
		{"nobody may begin", func(m *memory) { m.people = nil }, "start[head storekeeper canteen principal]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := school()
			c.leave(m)
			if got := inShort(prove(t, m, p).Gaps); got != c.want {
				t.Errorf("gaps %s; wanted %s", got, c.want)
			}
		})
	}
}

func gone(ids ...string) func(*memory) {
	return func(m *memory) {
		m.people = slices.DeleteFunc(m.people, func(p processes.Person) bool { return slices.Contains(ids, p.ID) })
	}
}

// BenchmarkStaff proves the whole catalogue for a school of 150.
func BenchmarkStaff(b *testing.B) {
	files, err := definitions.Catalogue()
	if err != nil {
		b.Fatal(err)
	}
	var all []*processes.Process
	for _, file := range files {
		all = append(all, compileFile(b, "definitions/"+file.Name))
	}
	m := school()
	for i := range 140 {
		m.people = append(m.people, processes.Person{
			ID: fmt.Sprintf("x%d", i), Department: fmt.Sprintf("d%d", i%15), Roles: []string{"teacher", "head"}[:1+i%2],
		})
	}
	for b.Loop() {
		prover := proverOf(b, m, all...)
		for _, p := range all {
			if _, err := prover.Prove(p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// TestStaffWays proves small processes that choose people in every way there is; the first one with a role may begin.
func TestStaffWays(t *testing.T) {
	for _, c := range []struct {
		name, steps, want string
		people            []processes.Person
	}{
		{"the first of several has to do it, though another could", `
  - {id: a, kind: task, by: {first: [{role: principal}, {role: deputy_principal}]}}
  - {id: b, kind: task, by: {role: principal}, except: [a]}`,
			"b[principal]/", staff("head", "principal", "deputy_principal")},
		{"the second steps in once the first is kept away", `
  - {id: a, kind: task, by: {role: principal}}
  - {id: b, kind: task, by: {first: [{role: principal}, {role: deputy_principal}]}, except: [a]}`,
			"", staff("head", "principal", "deputy_principal")},
		{"two of three sign, and a fourth looks at it", `
  - {id: a, kind: sign, by: {role: buyer}, how: {count: 2}}
  - {id: b, kind: task, by: {role: buyer}, except: [a]}`,
			"b[buyer]/", staff("head", "buyer", "buyer")},
		{"all of them sign: nobody is left", `
  - {id: a, kind: sign, by: {role: buyer}, how: all}
  - {id: b, kind: task, by: {role: buyer}, except: [a]}`,
			"b[buyer]/", staff("head", "buyer", "buyer", "buyer")},
		{"whoever did it does it again", `
  - {id: a, kind: task, by: {role: buyer}}
  - {id: b, kind: task, by: {did: a}, except: [starter]}`,
			"", staff("head", "buyer")},
		{"whoever did it may not do it again", `
  - {id: a, kind: task, by: {role: buyer}}
  - {id: b, kind: task, by: {did: a}, except: [a]}`,
			"b[]/", staff("head", "buyer", "buyer")},
		{"the form names somebody, or a buyer does it", `
  - {id: a, kind: task, by: {first: [{field: start.who}, {role: buyer}]}}`,
			"a[buyer]*", staff("head", "teacher")},
		{"the form names somebody", `
  - {id: a, kind: task, by: {field: start.who}}`,
			"", staff("head", "teacher")},
		{"everyone but the starter, who is alone", `
  - {id: a, kind: task, by: everyone, except: [starter]}`,
			"a[]/", staff("head")},
		{"the head of the starter's department", `
  - {id: a, kind: task, by: {head_of: starter.department}}`,
			"a[d0]", staff("head", "teacher")},
		{"it ever did, in another branch", `
  - {id: p, kind: parallel, branches: [[{id: a, kind: task, by: {role: buyer}}], [{id: b, kind: task, by: {role: storekeeper}, except: [a]}]]}
  - {id: c, kind: task, by: {role: buyer}, except: [{ever: a}, {ever: b}]}`,
			"c[buyer]/", []processes.Person{
				{ID: "p0", Roles: []string{"head"}}, {ID: "p1", Roles: []string{"buyer"}},
				{ID: "p2", Roles: []string{"storekeeper", "buyer"}},
			}},
		{"another process begins in nobody's name", `
  - {id: a, kind: start, process: other, by: {role: cashier}, then: done}`,
			"a[cashier]", staff("head")},
		{"the outcomes are for different people", `
  - id: a
    kind: task
    by: [{role: cashier}, {role: principal}]
    outcomes: [{id: paid, title: 付, by: {role: cashier}}, {id: waive, title: 免, by: {role: principal}}]
  - {id: b, kind: task, by: {did: a}, except: [starter]}`,
			"", staff("head", "cashier", "principal")},
		{"nobody may take the first outcome", `
  - id: a
    kind: task
    by: [{role: cashier}, {role: principal}]
    outcomes: [{id: paid, title: 付, by: {role: cashier}}, {id: waive, title: 免, by: {role: principal}}]`,
			"a[cashier]", staff("head", "principal")},
		{"nobody may take another outcome", `
  - id: a
    kind: task
    by: [{role: cashier}, {role: principal}]
    outcomes: [{id: paid, title: 付, by: {role: cashier}}, {id: waive, title: 免, by: {role: principal}}]`,
			"a[principal]*", staff("head", "cashier")},
		{"who takes the first outcome is kept from the next step", `
  - id: a
    kind: task
    by: [{role: cashier}, {role: principal}]
    outcomes: [{id: paid, title: 付, by: {role: cashier}}, {id: waive, title: 免, by: {role: principal}}]
  - {id: b, kind: task, by: {role: cashier}, except: [a]}`,
			"b[cashier]/", staff("head", "cashier", "principal")},
		{"all who could are on leave", `
  - {id: a, kind: task, by: {role: buyer}}`,
			"a[buyer]~p1", []processes.Person{
				{ID: "p0", Roles: []string{"head"}},
				{ID: "p1", Roles: []string{"buyer"}, Leave: processes.Leave{From: "2026-09-01"}},
			}},
		{"a deputy stands in", `
  - {id: a, kind: task, by: {role: buyer}}`,
			"", []processes.Person{
				{ID: "p0", Roles: []string{"head"}},
				{ID: "p1", Roles: []string{"buyer"}, Leave: processes.Leave{From: "2026-09-01", Deputy: "p0"}},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := "process: ways\ntitle: 途\nnumber: TU-{year}-{seq}\nstart: {by: {role: head}, form: f}\nforms:\n" +
				"  f: {fields: [{name: who, type: person, label: 人}]}\nsteps:" + c.steps + "\n"
			p, problems := processes.Compile("ways.yaml", []byte(text), roles(t))
			if p == nil {
				t.Fatal(problems)
			}
			m := &memory{people: c.people, settings: map[string]any{}}
			if got := inShort(prove(t, m, p).Gaps); got != c.want {
				t.Errorf("gaps %q, wanted %q", got, c.want)
			}
		})
	}
}

// staff is one person for each role, in departments of their own.
func staff(roles ...string) []processes.Person {
	var people []processes.Person
	for i, role := range roles {
		people = append(people, processes.Person{
			ID: fmt.Sprintf("p%d", i), Name: role, Department: fmt.Sprintf("d%d", i), Roles: []string{role},
		})
	}
	return people
}
