package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"zongwu/bench/work"
	"zongwu/cases"
	"zongwu/standalone/demo"
	"zongwu/store"
)

// schoolID is the demonstration school's.
const schoolID = "main"

// plenty of budget for every purchase of a run, in fen.
const plenty = 1_000_000_000_000

// loadSchool writes the demonstration school with a budget that lasts, and puts the catalogue in force as it is.
func loadSchool(ctx context.Context, service *cases.Service) error {
	hash, err := argon2id.CreateHash(demo.Password, &argon2id.Params{
		Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	schools, err := demo.Schools(time.Now(), hash)
	if err != nil {
		return err
	}
	for _, school := range schools {
		if school.ID != schoolID {
			continue
		}
		school.Budget = withPlenty(school.Budget)
		if err := service.Store.LoadSchool(ctx, school); err != nil {
			return err
		}
		_, err := service.PublishCatalogue(ctx, schoolID)
		return err
	}
	return fmt.Errorf("load school: the demonstration data has no school %s", schoolID)
}

// withPlenty plans enough for whoever asks.
func withPlenty(lines []store.BudgetData) []store.BudgetData {
	planned := map[string]bool{}
	var fund string
	for i, line := range lines {
		fund = line.Fund
		if line.Subject == work.Subject() {
			planned[line.Department] = true
			lines[i].Planned = plenty
		}
	}
	for _, department := range work.Departments() {
		if !planned[department] {
			lines = append(lines, store.BudgetData{
				Department: department, Subject: work.Subject(), Fund: fund, Planned: plenty,
			})
		}
	}
	return lines
}
