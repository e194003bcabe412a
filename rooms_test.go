package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRoomsNameTheirFiles: every package's doc.go names its files, and none that is gone.
func TestRoomsNameTheirFiles(t *testing.T) {
	docs, err := filepath.Glob("*/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("*/*/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range append(docs, deeper...) {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		named := regexp.MustCompile(`[\w*]+\.go`).FindAllString(string(text), -1)
		files, err := filepath.Glob(filepath.Join(filepath.Dir(doc), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range files {
			files[i] = filepath.Base(file)
		}
		for _, file := range files {
			told := slices.ContainsFunc(named, func(name string) bool { ok, _ := path.Match(name, file); return ok })
			if !told && file != "doc.go" && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s does not name %s", doc, file)
			}
		}
		for _, name := range named {
			if !slices.ContainsFunc(files, func(file string) bool { ok, _ := path.Match(name, file); return ok }) {
				t.Errorf("%s names %s, which is not there", doc, name)
			}
		}
	}
}
