package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"zongwu/store/storetest"
)

// run gives the command's output and error, as a shell would see them.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	c := command()
	c.SetArgs(args)
	c.SetOut(&out)
	err := c.ExecuteContext(t.Context())
	return out.String(), err
}

// lineOf gives ":line:" of the first line that holds a word.
func lineOf(text, word string) string {
	before, _, _ := strings.Cut(text, word)
	return ":" + strconv.Itoa(1+strings.Count(before, "\n")) + ":"
}

func TestCheck(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	const good = "processes/definitions/purchase.yaml"
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	twice := strings.NewReplacer("kind: count", "kind: dance", "then: more}", "then: nowhere}").Replace(string(text))
	if err := os.WriteFile(bad, []byte(twice), 0o600); err != nil {
		t.Fatal(err)
	}
	// Both problems are told, each at its line.
	dance, nowhere := lineOf(twice, "kind: dance"), lineOf(twice, "then: nowhere}")
	tests := []struct {
		name  string
		files []string
		fails bool
		says  []string
	}{
		{"good", []string{good}, false, []string{"review", "总务主任审核", "paths", "start → "}},
		{"bad", []string{bad}, true, []string{bad + dance, bad + nowhere}},
		{"bad beside good", []string{bad, good}, true, []string{bad + dance, good + ": "}},
		{"missing", []string{bad + ".no"}, true, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, err := run(t, append([]string{"check"}, test.files...)...)
			if (err != nil) != test.fails {
				t.Errorf("error %v, want one: %v", err, test.fails)
			}
			for _, word := range test.says {
				if !strings.Contains(out, word) {
					t.Errorf("%q is not in:\n%s", word, out)
				}
			}
		})
	}
}

func TestTheReadmesProcessIsOne(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	file := filepath.Join(t.TempDir(), "example.yaml")
	if err := os.WriteFile(file, []byte(example), 0o600); err != nil || !found {
		t.Fatal("no example in the README", err)
	}
	if out, err := run(t, "check", file); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestSchoolThenVerify(t *testing.T) {
	db := storetest.Empty(t)
	t.Setenv("DATABASE_URL", db.AppURL)
	t.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1") // nobody is there
	out, err := run(t, "school", "third", "第三小学", "--admin", "chief")
	if err != nil {
		t.Fatal(err)
	}
	login, password, _ := strings.Cut(strings.TrimSpace(out), "\n")
	found, err := db.Store.FindLogin(t.Context(), login)
	if err != nil || login != "chief" || found.School != "third" {
		t.Fatalf("login %q leads to %+v, %v", login, found, err)
	}
	if ok, err := argon2id.ComparePasswordAndHash(password, found.PasswordHash); !ok || err != nil {
		t.Errorf("the password printed does not open: %v", err)
	}
	if _, err := run(t, "school", "third", "第三小学"); err == nil {
		t.Error("the same school was created twice")
	}

	out, err = run(t, "verify")
	if err != nil || !strings.Contains(out, "1 schools") || !strings.Contains(out, "Temporal does not answer") {
		t.Errorf("verify said %q, %v", out, err)
	}
	if _, err := db.Owner.Exec(`INSERT INTO numbers (school, series, last) VALUES ('third', 'CG-2026', 1)`); err != nil {
		t.Fatal(err)
	}
	out, err = run(t, "verify")
	if err == nil || !regexp.MustCompile(`(?m)^third: numbers of CG-2026`).MatchString(out) {
		t.Errorf("verify of a number without its case said %q, %v", out, err)
	}
}

func TestWithoutAPlace(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	empty := t.TempDir()
	tests := []struct {
		args []string
		says string
	}{
		{[]string{"verify"}, "set DATABASE_URL"},
		{[]string{"verify", "--data", empty}, "there is no database in it"},
		{[]string{"resync", "--data", filepath.Join(empty, "none")}, "there is no database in it"},
		{[]string{"migrate"}, "set DATABASE_OWNER_URL"},
		{[]string{"worker"}, "set DATABASE_URL"},
	}
	for _, test := range tests {
		if _, err := run(t, test.args...); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%v said %v, want %q", test.args, err, test.says)
		}
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("looking left %v behind, %v", left, err)
	}
}

func TestPasswordIn(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://zongwu_app:s%40cret@host/zongwu": "s@cret",
		"postgres://zongwu_app@host/zongwu":          "",
		"postgres://zongwu_app:hidden@host:port/":    "",
	} {
		got, err := passwordIn(address)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", address, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
