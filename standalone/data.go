package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"zongwu/cases"
	"zongwu/standalone/demo"
	"zongwu/standalone/postgres"
	"zongwu/store"
)

// openStore brings the schema up to date and opens the database as the application's role.
func openStore(ctx context.Context, cluster *postgres.Cluster) (*store.Store, error) {
	owner, err := cluster.OwnerURL(ctx)
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, owner, cluster.AppPassword()); err != nil {
		return nil, err
	}
	return store.Open(ctx, cluster.AppURL())
}

// demoMark is the file that says that a folder holds the demonstration schools, whose password everybody knows.
const demoMark = "demo"

func isDemo(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, demoMark))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// loadDemo writes the demonstration schools into an empty database. The mark is set first: killed in between, the next
// start completes what is missing.
func loadDemo(ctx context.Context, dir string, s *store.Store) error {
	marked, err := isDemo(dir)
	if err != nil {
		return fmt.Errorf("look for demonstration data: %w", err)
	}
	schools, err := s.Schools(ctx)
	if err != nil {
		return err
	}
	if !marked && len(schools) > 0 {
		return errors.New("load demonstration data: the database holds schools already; start without --demo, " +
			"or choose an empty folder with --data")
	}
	if !marked {
		text := "The logins of this folder's schools have a password everybody knows: it is served on loopback only.\n"
		if err := os.WriteFile(filepath.Join(dir, demoMark), []byte(text), 0o600); err != nil {
			return fmt.Errorf("mark demonstration data: %w", err)
		}
	}
	return demo.Load(ctx, s, time.Now())
}

// publish puts the catalogue in force in every school.
func publish(ctx context.Context, service *cases.Service) error {
	schools, err := service.Store.Schools(ctx)
	if err != nil {
		return err
	}
	for _, school := range schools {
		if _, err := service.PublishCatalogue(ctx, school); err != nil {
			return fmt.Errorf("publish the catalogue for school %s: %w", school, err)
		}
	}
	return nil
}
