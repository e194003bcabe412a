package cases

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"zongwu/processes"
	"zongwu/processes/definitions"
	"zongwu/source"
	"zongwu/store"
)

// Catalogue is who published a definition that came with the program.
const Catalogue = "catalogue"

// CatalogueRoles reads the roles that come with the program.
func CatalogueRoles() ([]processes.Role, error) {
	text, err := definitions.Roles()
	if err != nil {
		return nil, fmt.Errorf("read roles of the catalogue: %w", err)
	}
	roles, problems := processes.ParseRoles(definitions.RolesFile, text)
	if !problems.OK() {
		return nil, fmt.Errorf("read roles of the catalogue: %w", problems)
	}
	return roles, nil
}

// Check judges a definition and returns the version it would have; the error is *source.Problems when something is
// wrong in it.
func (s *Service) Check(text []byte) (version string, err error) {
	p, err := checked("process.yaml", text)
	if err != nil {
		return "", err
	}
	return p.Version, nil
}

// Publish puts a definition in force for a school; cases that run keep theirs. created says that the process is new.
// The error is *source.Problems when the definition is wrong: then what was in force stays so.
func (s *Service) Publish(
	ctx context.Context, school, actor, process string, text []byte,
) (version string, created bool, err error) {
	p, err := checked(process+".yaml", text)
	if err != nil {
		return "", false, err
	}
	if p.ID != process {
		problems := &source.Problems{File: process + ".yaml"}
		problems.AtPlace(1, 1, "name", "write process: "+process, "the definition is of process %q, not %q", p.ID, process)
		return "", false, problems
	}
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		if err := s.ownNumber(ctx, tx, p, text); err != nil {
			return err
		}
		if err := s.knownBegins(ctx, tx, p); err != nil {
			return err
		}
		var err error
		created, err = putInForce(ctx, tx, p, text, actor)
		return err
	})
	return p.Version, created, err
}

// putInForce publishes a definition; its schedule, if it has one, runs from now on.
func putInForce(
	ctx context.Context, tx *store.Tx, p *processes.Process, text []byte, by string,
) (created bool, err error) {
	if created, err = tx.PublishDefinition(ctx, p.ID, p.Version, text, by); err == nil {
		err = tx.KeepSchedule(ctx, p.ID, p.Schedule != nil)
	}
	if err != nil {
		return false, fmt.Errorf("publish %s: %w", p.ID, err)
	}
	return created, nil
}

// ownNumber refuses a process that would number its cases like another one: a number says what kind of case it is.
func (s *Service) ownNumber(ctx context.Context, tx *store.Tx, p *processes.Process, text []byte) error {
	rows, err := tx.Definitions(ctx)
	if err != nil {
		return fmt.Errorf("list definitions: %w", err)
	}
	for _, row := range rows {
		if row.Process == p.ID {
			continue
		}
		other, err := s.inForce(ctx, tx, row.Process)
		if err != nil {
			return err
		}
		if other.Number == p.Number {
			problems := &source.Problems{File: p.ID + ".yaml"}
			before, _, _ := bytes.Cut(text, []byte("number:"))
			problems.AtPlace(bytes.Count(before, []byte("\n"))+1, 1, "number", "take other letters",
				"process %q numbers its cases %s", other.ID, p.Number)
			return problems
		}
	}
	return nil
}

// knownBegins refuses a process that begins others with what they cannot accept.
func (s *Service) knownBegins(ctx context.Context, tx *store.Tx, p *processes.Process) error {
	problems := &source.Problems{File: p.ID + ".yaml"}
	err := p.CheckBegins(func(id string) (*processes.Process, error) {
		if id == p.ID {
			return p, nil
		}
		other, err := s.inForce(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil //nolint:nilnil // not published yet: nothing to hold it against
		}
		return other, err
	}, problems)
	if err == nil && !problems.OK() {
		return problems
	}
	return err
}

func checked(file string, text []byte) (*processes.Process, error) {
	roles, err := CatalogueRoles()
	if err != nil {
		return nil, err
	}
	p, problems := processes.Compile(file, text, roles)
	if p == nil {
		return nil, problems
	}
	return p, nil
}

// PublishCatalogue puts the definitions that come with the program in force, where the school has none of the process,
// or still has an older one of the catalogue; what a school wrote itself stays. It returns the processes it published.
func (s *Service) PublishCatalogue(ctx context.Context, school string) ([]string, error) {
	files, err := definitions.Catalogue()
	if err != nil {
		return nil, err
	}
	var published []string
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		published = nil
		rows, err := tx.Definitions(ctx)
		if err != nil {
			return fmt.Errorf("list definitions: %w", err)
		}
		inForce := make(map[string]store.DefinitionRow, len(rows))
		for _, row := range rows {
			inForce[row.Process] = row
		}
		for _, file := range files {
			row, known := inForce[file.Process()]
			if known && (row.By != Catalogue || row.Version == hashOf(file.Text)) {
				continue
			}
			p, err := checked(file.Name, file.Text)
			if err != nil {
				return fmt.Errorf("check catalogue: %w", err)
			}
			if _, err := putInForce(ctx, tx, p, file.Text, Catalogue); err != nil {
				return err
			}
			published = append(published, p.ID)
		}
		return nil
	})
	return published, err
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Process returns the compiled definition in force; store.ErrNotFound when the school has none.
func (s *Service) Process(ctx context.Context, school, id string) (*processes.Process, error) {
	if !clean(id) {
		return nil, store.ErrNotFound
	}
	var p *processes.Process
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		var err error
		p, err = s.inForce(ctx, tx, id)
		return err
	})
	return p, err
}

// ProcessItem is a process in a list.
type ProcessItem struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Category string `json:"category"`
	Version  string `json:"version"`
	// CanStart says that the viewer may begin one.
	CanStart bool `json:"can_start"`
	// Gaps are the steps for which the school has too few different people; see Staffing.Items.
	Gaps  []GapItem `json:"gaps"`
	Icon  string    `json:"-"`
	Stuck bool      `json:"-"` // none of what the viewer would begin can be carried to its end
}

// Processes lists the processes in force, by id, titles in the viewer's language.
func (s *Service) Processes(ctx context.Context, school string, v Viewer) ([]ProcessItem, error) {
	items := []ProcessItem{}
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		items = items[:0]
		rows, err := tx.ProcessesInForce(ctx)
		if err != nil {
			return fmt.Errorf("list definitions: %w", err)
		}
		w := newReading(tx)
		for _, row := range rows {
			p, err := s.version(ctx, tx, row.Process, row.Version)
			if err != nil {
				return err
			}
			can, err := processes.MayBegin(ctx, p, v.Person, w)
			if err != nil {
				return err
			}
			items = append(items, ProcessItem{
				ID: p.ID, Title: p.Title.In(v.Lang), Category: p.Category.In(v.Lang), Version: p.Version,
				CanStart: can, Gaps: []GapItem{}, Icon: p.Icon,
			})
		}
		return nil
	})
	return items, err
}

// IsProblems says that an error is a definition with something wrong in it.
func IsProblems(err error) (*source.Problems, bool) {
	var problems *source.Problems
	ok := errors.As(err, &problems)
	return problems, ok
}
