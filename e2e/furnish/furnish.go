package furnish

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"zongwu/cases"
	"zongwu/standalone/demo"
	"zongwu/standalone/postgres"
	"zongwu/store"
)

// riches multiply the demonstration school's budgets, so that a long run finds money to the end.
const riches = 10_000

// Cluster loads the demonstration schools, with more money, into an empty cluster.
func Cluster(ctx context.Context, cluster *postgres.Cluster) (err error) {
	owner, err := cluster.OwnerURL(ctx)
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, owner, cluster.AppPassword()); err != nil {
		return err
	}
	s, err := store.Open(ctx, cluster.AppURL())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	hash, err := argon2id.CreateHash(demo.Password, &argon2id.Params{
		Memory: 8 << 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return fmt.Errorf("hash the password: %w", err)
	}
	schools, err := demo.Schools(time.Now(), hash)
	if err != nil {
		return err
	}
	service := &cases.Service{Store: s}
	for _, school := range schools {
		for i := range school.Funds {
			school.Funds[i].Amount *= riches
		}
		for i := range school.Budget {
			school.Budget[i].Planned *= riches
		}
		if err := s.LoadSchool(ctx, school); err != nil {
			return fmt.Errorf("load school: %w", err)
		}
		if _, err := service.PublishCatalogue(ctx, school.ID); err != nil {
			return fmt.Errorf("publish the catalogue: %w", err)
		}
	}
	return nil
}
