package temporal_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"zongwu/processes"
)

// TestRealCases shares one Temporal, whose database is thrown away last.
func TestRealCases(t *testing.T) {
	shared := newOffice(t)
	for _, test := range []struct {
		name string
		run  func(*office)
	}{
		{"histories", (*office).histories}, {"deaths", (*office).deaths}, {"B after A was lost", (*office).overtaken},
		{"healing", (*office).healing}, {"resync", (*office).resync},
	} {
		if !t.Run(test.name, func(t *testing.T) {
			o := shared.within(t)
			defer func() { shared.server = o.server }() // it may have been started anew
			test.run(o)
		}) {
			return
		}
	}
}

// histories carries every route to its end; the histories of all are followed by a replay, and may be recorded.
func (o *office) histories() {
	o.work()
	var all []*life
	for _, name := range slices.Sorted(maps.Keys(routes())) {
		all = append(all, o.begin(name).finish())
	}
	covered := map[string]bool{}
	for _, l := range all {
		l.mustHaveEnded()
		kinds := l.kinds()
		for _, kind := range kinds {
			covered[kind] = true
		}
		for i, h := range histories(o.t, o.client, l.ID()) {
			replay(o.t, h)
			file := fileName(l.name, i)
			save(o.t, file, h)
			note(o.t, file, kinds)
		}
	}
	if len(covered) != len(processes.Kinds) {
		o.t.Errorf("the routes pass steps of %v, want all of %v", slices.Sorted(maps.Keys(covered)), processes.Kinds)
	}
	o.mustAddUp()
}

// note writes down which kinds of step a recorded history passed: the history itself knows of open steps only.
func note(t *testing.T, file string, kinds []string) {
	t.Helper()
	dir := os.Getenv(recordEnv)
	if dir == "" {
		return
	}
	name := filepath.Join(dir, "kinds.txt")
	text, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte(file+":")) {
		return
	}
	line := file + ":"
	for _, kind := range kinds {
		line += " " + kind
	}
	if err := os.WriteFile(name, append(text, line+"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
}
