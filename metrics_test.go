package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestMetricsAreTold: docs/operations.md has every metric of ours, and none that is gone.
func TestMetricsAreTold(t *testing.T) {
	text, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	find := func(pattern string, text []byte) (names []string) {
		for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
		return names
	}
	told := find("\\| `(zongwu_[a-z_]+)", text)
	var made []string
	for _, room := range []string{"server", "store", "cases", "worker"} {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			code, err := os.ReadFile(filepath.Clean(file))
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, find(`Name: "(zongwu_[a-z_]+)"`, code)...)
		}
	}
	for _, name := range made {
		if !slices.Contains(told, name) {
			t.Errorf("docs/operations.md does not tell of %s", name)
		}
	}
	for _, name := range told {
		if !slices.Contains(made, name) {
			t.Errorf("docs/operations.md tells of %s, which is not there", name)
		}
	}
}
