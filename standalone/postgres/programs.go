package postgres

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// installed are the folders in which distributions keep the server's programs outside PATH.
var installed = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"}

// programs are the server programs of one PostgreSQL version.
type programs struct {
	initdb, postgres string
	major            string // "15"
}

// MissingError says that PostgreSQL's server programs are not on this machine.
type MissingError struct {
	Major string // the version the data folder needs, "" when any will do
}

func (e *MissingError) Error() string {
	wanted := "postgresql"
	if e.Major != "" {
		wanted = "postgresql-" + e.Major
	}
	return "find PostgreSQL's programs (initdb, postgres): neither in PATH nor in " + strings.Join(installed, ", ") +
		"; install the package " + wanted + ", on Debian and Ubuntu: apt-get install " + wanted
}

// findPrograms looks in PATH and then in the folders of installed, newest first. A cluster made by one major version
// is served by that version alone: major names it, "" takes the first that is found.
func findPrograms(major string, folders []string) (programs, error) {
	for _, folder := range candidates(folders) {
		p := programs{initdb: filepath.Join(folder, "initdb"), postgres: filepath.Join(folder, "postgres")}
		if !executable(p.initdb) || !executable(p.postgres) {
			continue
		}
		out, err := exec.Command(p.postgres, "--version").Output()
		if err != nil {
			return programs{}, fmt.Errorf("ask %s for its version: %w", p.postgres, err)
		}
		p.major = majorOf(string(out))
		if major == "" || p.major == major {
			return p, nil
		}
	}
	return programs{}, &MissingError{Major: major}
}

func candidates(folders []string) []string {
	list := filepath.SplitList(os.Getenv("PATH"))
	var found []string
	for _, pattern := range folders {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			continue // a malformed pattern finds nothing
		}
		found = append(found, matches...)
	}
	sort.SliceStable(found, func(i, j int) bool { return numberIn(found[i]) > numberIn(found[j]) })
	return append(list, found...)
}

// numberIn reads the version out of a folder's name: /usr/lib/postgresql/15/bin.
func numberIn(path string) float64 {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return -1
	}, path)
	n, err := strconv.ParseFloat(strings.Trim(digits, "."), 64)
	if err != nil {
		return 0
	}
	return n
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// majorOf reads "15" out of "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)".
func majorOf(version string) string {
	for _, word := range strings.Fields(version) {
		head, _, _ := strings.Cut(word, ".")
		if _, err := strconv.Atoi(head); err == nil {
			return head
		}
	}
	return ""
}
