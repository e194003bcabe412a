package processes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

// prove asks for the gaps of a process; the others are those it may begin.
func prove(t testing.TB, m *memory, p *processes.Process, others ...*processes.Process) *processes.Proof {
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
	proof, err := prover.Prove(p)
	if err != nil {
		t.Fatal(err)
	}
	return proof
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

func BenchmarkStaff(b *testing.B) {
	p := compileFile(b, "definitions/purchase.yaml")
	m := school()
	for i := range 100 {
		m.people = append(m.people, processes.Person{
			ID: fmt.Sprintf("x%d", i), Department: fmt.Sprintf("d%d", i%15), Roles: []string{"teacher", "head"},
		})
	}
	for b.Loop() {
		prove(b, m, p)
	}
}
