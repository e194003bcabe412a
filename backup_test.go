package main

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"zongwu/store/storetest"
)

// What the documents say about a dump is done to the letter: the lines dump a database, restore it into an empty one
// and bring that up; it has the school, and agrees.
func TestTheDocumentsDumpIsRestored(t *testing.T) {
	db := storetest.Empty(t)
	t.Setenv("TEMPORAL_ADDRESS", "127.0.0.1:1") // nobody is there
	t.Setenv("DATABASE_URL", db.AppURL)
	if _, err := run(t, "school", "third", "第三小学"); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	documented(t, "pg_dump", folder, db.OwnerURL)
	if _, err := db.Owner.Exec(`CREATE DATABASE from_a_dump`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Owner.Exec(`DROP DATABASE from_a_dump WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	documented(t, "pg_restore", folder, inDatabase(t, db.OwnerURL, "from_a_dump"))
	t.Setenv("DATABASE_OWNER_URL", inDatabase(t, db.OwnerURL, "from_a_dump"))
	t.Setenv("DATABASE_URL", inDatabase(t, db.AppURL, "from_a_dump"))
	if out, err := run(t, "migrate"); err != nil {
		t.Fatal(out, err)
	}
	out, err := run(t, "verify")
	if err != nil || !strings.Contains(out, "1 schools: cases, books and trail agree") {
		t.Errorf("verify said %q, %v", out, err)
	}
}

// documented runs the line of docs/operations.md that begins with a program's name.
func documented(t *testing.T, program, folder, owner string) {
	t.Helper()
	text, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n"+program+" ")
	line, _, _ := strings.Cut(rest, "\n")
	if !found {
		t.Fatalf("no line begins with %s", program)
	}
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", program+" "+line)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "DATABASE_OWNER_URL="+owner,
		"PATH="+strings.Join(append(programs, os.Getenv("PATH")), ":"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", program, line, err, out)
	}
}

func inDatabase(t *testing.T, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
