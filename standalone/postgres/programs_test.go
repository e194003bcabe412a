package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fakePrograms(t *testing.T, root, version string) {
	t.Helper()
	bin := filepath.Join(root, version, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + ".3 (Debian " + version + ".3-1)'\n"
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFindPrograms(t *testing.T) {
	root := t.TempDir()
	for _, version := range []string{"9", "15", "17"} {
		fakePrograms(t, root, version)
	}
	t.Setenv("PATH", filepath.Join(root, "9", "bin"))
	tests := []struct{ name, folders, major, want string }{
		{"path first", "*/bin", "", "9"},
		{"the version that made the data", "*/bin", "15", "15"},
		{"newest of the folders", "1*/bin", "17", "17"},
		{"not there", "*/bin", "16", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := findPrograms(test.major, []string{filepath.Join(root, test.folders)})
			if p.major != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", p.major, err, test.want)
			}
		})
	}
}

func TestMissingProgramsNameThePackage(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for major, want := range map[string]string{"": "apt-get install postgresql", "17": "apt-get install postgresql-17"} {
		_, err := findPrograms(major, nil)
		var missing *MissingError
		if !errors.As(err, &missing) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want advice ending in %q", err, want)
		}
	}
}
