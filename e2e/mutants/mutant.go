package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// mutant is one thing switched off, and the tests of a package of which at least one must turn red.
type mutant struct {
	Name    string
	Package string
	Tests   []string
	Edits   []edit
}

// edit puts something in the place of a text that stands exactly once in a file.
type edit struct{ File, Old, New string }

var outcome = regexp.MustCompile(`(?m)^--- (PASS|FAIL|SKIP): (\w+)`)

// overlay writes the changed files into a folder, and the list by which the compiler takes them for the sources.
func (m mutant) overlay(folder string) (string, error) {
	replaced := map[string]string{}
	texts := map[string]string{}
	for _, e := range m.Edits {
		text, changed := texts[e.File]
		if !changed {
			read, err := os.ReadFile(e.File)
			if err != nil {
				return "", fmt.Errorf("read source: %w", err)
			}
			text = string(read)
		}
		if n := strings.Count(text, e.Old); n != 1 {
			return "", fmt.Errorf("%s has %d times what is to be switched off, not once: %q", e.File, n, e.Old)
		}
		texts[e.File] = strings.Replace(text, e.Old, e.New, 1)
	}
	base := filepath.Join(folder, strings.ReplaceAll(m.Name, " ", "-"))
	for file, text := range texts {
		source, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		replaced[source] = base + "-" + filepath.Base(file)
		if err := os.WriteFile(replaced[source], []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write changed source: %w", err)
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	return base + ".json", os.WriteFile(base+".json", list, 0o600)
}

// tried runs the tests against the changed sources and gives those that turned red.
func (m mutant) tried(ctx context.Context, overlay string) ([]string, error) {
	told, err := results(ctx, m.Package, m.Tests, overlay)
	if err != nil {
		return nil, err
	}
	var red, unheard []string
	for _, test := range m.Tests {
		switch told[test] {
		case "FAIL":
			red = append(red, test)
		case "PASS":
		default:
			unheard = append(unheard, test)
		}
	}
	if len(red) == 0 && len(unheard) > 0 { // else one that panicked took them along
		return nil, fmt.Errorf("%s did not come to an end", strings.Join(unheard, ", "))
	}
	return red, nil
}

// results runs tests of a package and says of each what came of it. What does not compile is an error, not a red test.
func results(ctx context.Context, name string, tests []string, overlay string) (map[string]string, error) {
	args := []string{"test", "-count=1", "-v", "-timeout=10m", "-run", "^(" + strings.Join(tests, "|") + ")$"}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	out, err := exec.CommandContext(ctx, "go", append(args, name)...).CombinedOutput() //nolint:gosec // of our own making
	told := map[string]string{}
	for _, found := range outcome.FindAllStringSubmatch(string(out), -1) {
		told[found[2]] = found[1]
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("run go: %w", err)
	}
	if err != nil && len(told) == 0 || ctx.Err() != nil {
		return nil, fmt.Errorf("%s did not run: %w\n%s", name, errors.Join(err, ctx.Err()), out)
	}
	return told, nil
}
