package workflows_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zongwu/processes"
	"zongwu/workflows"
)

// Every way of conducting that ever was has histories of its own, of cases that passed every kind of step: whoever
// raises Edition records anew (docs/operations.md says how), and nobody deletes the old ones.
func TestEveryEditionIsRecorded(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "kinds.txt"))
	if err != nil {
		t.Fatal(err)
	}
	edition := regexp.MustCompile(`-edition-(\d+)-\d+\.json$`)
	passed := map[int]map[string]bool{}
	for line := range strings.Lines(string(text)) {
		file, kinds, _ := strings.Cut(line, ":")
		n := 0 // before editions had numbers
		if m := edition.FindStringSubmatch(file); m != nil {
			if n, err = strconv.Atoi(m[1]); err != nil {
				t.Fatal(err)
			}
		}
		if passed[n] == nil {
			passed[n] = map[string]bool{}
		}
		for _, kind := range strings.Fields(kinds) {
			passed[n][kind] = true
		}
	}
	for n := range workflows.Edition + 1 {
		for _, kind := range processes.Kinds {
			if !passed[n][kind] {
				t.Errorf("no history of edition %d is recorded of a case that passed a step of the kind %s", n, kind)
			}
		}
	}
}
