package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"zongwu/processes"
	"zongwu/store"
)

// keptStaffing keeps the last proof of each school. It hangs on nothing but people, definitions, settings and the day:
// all of them are read each time, and where one has changed it is made anew.
type keptStaffing struct {
	mu      sync.Mutex
	schools map[string]keptProof
}

type keptProof struct {
	of       string
	staffing *Staffing
}

func (k *keptStaffing) get(school, of string) *Staffing {
	k.mu.Lock()
	defer k.mu.Unlock()
	if kept := k.schools[school]; kept.of == of {
		return kept.staffing
	}
	return nil
}

func (k *keptStaffing) put(school, of string, made *Staffing) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.schools == nil {
		k.schools = map[string]keptProof{}
	}
	k.schools[school] = keptProof{of: of, staffing: made}
}

// Staffing proves the processes in force of a school, and is not to be changed.
func (s *Service) Staffing(ctx context.Context, school string) (*Staffing, error) {
	var made *Staffing
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		of, err := staffingOf(ctx, tx)
		if err != nil {
			return err
		}
		if made = s.staffing.get(school, of); made != nil {
			return nil
		}
		if made, err = s.StaffingIn(ctx, tx); err == nil {
			s.staffing.put(school, of, made)
		}
		return err
	})
	return made, err
}

// staffingOf is the digest of everything a proof hangs on.
func staffingOf(ctx context.Context, tx *store.Tx) (string, error) {
	people, err := tx.People(ctx)
	if err != nil {
		return "", fmt.Errorf("read people: %w", err)
	}
	definitions, err := tx.Definitions(ctx)
	if err != nil {
		return "", fmt.Errorf("list definitions: %w", err)
	}
	units, err := tx.NamedRecords(ctx, store.ListDepartments)
	if err != nil {
		return "", fmt.Errorf("read departments: %w", err)
	}
	school, err := tx.ReadSchool(ctx)
	if err != nil {
		return "", fmt.Errorf("read school: %w", err)
	}
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%q %q %q %s", people, units, school.Settings, processes.Day(time.Now())) // a hash never fails
	for _, row := range definitions {
		_, _ = fmt.Fprintf(sum, " %s %s", row.Process, row.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
