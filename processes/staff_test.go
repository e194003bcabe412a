package processes_test

import (
	"slices"
	"testing"

	"zongwu/processes"
)

// TestStaff takes roles away one by one: the system says which step can no longer be done, and by whom it should be.
func TestStaff(t *testing.T) {
	p := compileFile(t, "definitions/purchase.yaml")
	for _, c := range []struct {
		name  string
		leave func(m *memory)
		want  []processes.Gap
	}{
		{"everybody there", func(*memory) {}, nil},
		{"no director", gone("director"), []processes.Gap{
			{Step: "review", Roles: []string{"director"}, Starters: []string{"canteen", "head", "keeper", "keeper2", "keeper3"}},
			{Step: "minutes", Roles: []string{"director"}, Starters: []string{"principal"}},
		}},
		{"one buyer", gone("buyer2"), []processes.Gap{{Step: "buy_second", Roles: []string{"buyer"}}}},
		{"nobody for the principal's own", gone("deputy"), []processes.Gap{
			{Step: "permit", Roles: []string{"principal", "deputy_principal"}, Starters: []string{"principal"}},
		}},
		{"two storekeepers", gone("keeper3"), []processes.Gap{
			{Step: "accept_second", Roles: []string{"storekeeper"}, Starters: []string{"keeper", "keeper2"}},
		}},
		{"nobody may begin", func(m *memory) { m.people = nil }, []processes.Gap{
			{Step: "start", Roles: []string{"head", "storekeeper", "canteen", "principal"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := school()
			c.leave(m)
			gaps, err := processes.Staff(t.Context(), p, m)
			if err != nil || asJSON(t, gaps) != asJSON(t, c.want) {
				t.Errorf("gaps %s, %v; wanted %s", asJSON(t, gaps), err, asJSON(t, c.want))
			}
		})
	}
}

func gone(id string) func(*memory) {
	return func(m *memory) {
		m.people = slices.DeleteFunc(m.people, func(p processes.Person) bool { return p.ID == id })
	}
}
