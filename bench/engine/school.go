package engine

import (
	"context"
	"fmt"
	"time"

	"zongwu/bench/work"
	"zongwu/cases"
	"zongwu/lists"
	"zongwu/standalone/demo"
	"zongwu/store"
)

// schoolID is the demonstration school's.
const schoolID = "main"

// plenty of budget for every purchase of a run, in fen.
const plenty = 1_000_000_000_000

// loadSchool writes the demonstration school with a budget that lasts, and puts the catalogue in force as it is.
func loadSchool(ctx context.Context, service *cases.Service) error {
	hash, err := lists.HashPassword(demo.Password)
	if err != nil {
		return err
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
