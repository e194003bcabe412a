package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"zongwu/processes"
)

// SchoolRow is a school with what it has set.
type SchoolRow struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Settings   json.RawMessage `json:"settings"` // setting name: value as the definition's type reads it
	Terms      json.RawMessage `json:"terms"`    // [{name, from, to}]
	Closures   json.RawMessage `json:"closures"` // [{name, from, to}]
	Holidays   json.RawMessage `json:"holidays"` // [{day, name}], days off beside the statutory ones
	Workdays   json.RawMessage `json:"workdays"` // [{day, name}], make-up days beside the statutory ones
	Hours      json.RawMessage `json:"hours"`    // [{from, to}], empty for the usual ones
	FiscalYear int             `json:"fiscal_year"`
}

// ReadSchool reads the school of the transaction.
func (t *Tx) ReadSchool(ctx context.Context) (*SchoolRow, error) {
	type key struct{}
	return Kept(t, key{}, func() (*SchoolRow, error) {
		var row SchoolRow
		err := t.get(ctx, "read school", &row, `
			SELECT id, name, settings, terms, closures, holidays, workdays, hours, fiscal_year AS fiscalyear FROM schools`)
		if err != nil {
			return nil, err
		}
		return &row, nil
	})
}

// SchoolNow is a school as it stands, with its active persons sorted by id. Transactions share it: nobody changes one.
type SchoolNow struct {
	SchoolRow
	People  []processes.Person
	version int64
	objects keptObjects
	closes  string // the day after which the year behind the fiscal one is open, "2026-12-20"; "" where none is set
}

// openYear is the fiscal year, or the one behind it once its closing day is past.
func (s *SchoolNow) openYear(at time.Time) int {
	if strings.HasPrefix(s.closes, strconv.Itoa(s.FiscalYear)+"-") && processes.Day(at) > s.closes {
		return s.FiscalYear + 1
	}
	return s.FiscalYear
}

// Person is one of the active persons, nil where nobody of that id is.
func (s *SchoolNow) Person(id string) *processes.Person {
	i := slices.IndexFunc(s.People, func(p processes.Person) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &s.People[i]
}

// keptSchools keeps each school as it was read last; the version in its row says whether it still stands so.
type keptSchools struct {
	mu      sync.Mutex
	schools map[string]*SchoolNow
}

func (k *keptSchools) get(school string, version int64) *SchoolNow {
	k.mu.Lock()
	defer k.mu.Unlock()
	if kept := k.schools[school]; kept != nil && kept.version == version {
		return kept
	}
	return nil
}

func (k *keptSchools) put(s *SchoolNow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.schools == nil {
		k.schools = map[string]*SchoolNow{}
	}
	k.schools[s.ID] = s
}

// noteVersion keeps the school's version, until something else is asked of the database.
func (t *Tx) noteVersion(version int64) { t.version, t.versionAt = version, t.statements }

// SchoolNow gives the school of the transaction as it stands now, read anew only when it has changed.
func (t *Tx) SchoolNow(ctx context.Context) (*SchoolNow, error) {
	version := t.version
	if version == 0 || t.versionAt != t.statements {
		if err := t.get(ctx, "read school version", &version, `SELECT version FROM schools`); err != nil {
			return nil, err
		}
	}
	if kept := t.known.get(t.School, version); kept != nil {
		t.seen = kept
		return kept, nil
	}
	// What changes between these statements is in them already; the next version is then read once more than needed.
	row, err := t.ReadSchool(ctx)
	if err != nil {
		return nil, err
	}
	people, err := t.People(ctx)
	if err != nil {
		return nil, err
	}
	var set map[string]any
	if err := json.Unmarshal(row.Settings, &set); err != nil {
		return nil, fmt.Errorf("read settings of school %s: %w", t.School, err)
	}
	closes, _ := set["budget_close"].(string)
	t.seen = &SchoolNow{SchoolRow: *row, People: people, version: version, closes: closes}
	t.known.put(t.seen)
	return t.seen, nil
}

// schoolSeen is the school as this transaction has seen it.
func (t *Tx) schoolSeen(ctx context.Context) (*SchoolNow, error) {
	if t.seen != nil {
		return t.seen, nil
	}
	return t.SchoolNow(ctx)
}

// SetFiscalYear moves the school to a fiscal year; cases already begun stay in theirs.
func (t *Tx) SetFiscalYear(ctx context.Context, year int) error {
	t.seen = nil
	return t.exec(ctx, "set fiscal year", `UPDATE schools SET fiscal_year = $1`, year)
}
