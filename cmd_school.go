package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"zongwu/calendar"
	"zongwu/lists"
	"zongwu/store"
)

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "bring the database's schema up to date",
		Long: "Connects by DATABASE_OWNER_URL (a superuser, or the schema's owner who may create roles) and brings the\n" +
			"schema up to date. The application's role, zongwu_app, gets the password that DATABASE_URL holds.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			owner := os.Getenv("DATABASE_OWNER_URL")
			if owner == "" {
				return errors.New("find the database's owner: set DATABASE_OWNER_URL")
			}
			password, err := passwordIn(os.Getenv("DATABASE_URL"))
			if err != nil {
				return err
			}
			return store.Migrate(cmd.Context(), owner, password)
		},
	}
}

// newSchool is what is asked for to begin a school.
type newSchool struct{ id, name, login, person string }

func schoolCommand() *cobra.Command {
	var data string
	var school newSchool
	c := &cobra.Command{
		Use:   "school ID NAME",
		Short: "create a school and its administrator, print a one-time password",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			school.id, school.name = args[0], args[1]
			if school.login == "" {
				school.login = "admin@" + school.id
			}
			return within(cmd.Context(), data, func(ctx context.Context, p *place) error {
				password, err := p.createSchool(ctx, school)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n", school.login, password)
				return err
			})
		},
	}
	dataFlag(c, &data)
	c.Flags().StringVar(&school.login, "admin", "", "the administrator's login (default admin@ID)")
	c.Flags().StringVar(&school.person, "admin-name", "系统管理员", "the administrator's name")
	return c
}

// createSchool writes a school with one department and its administrator, and puts the catalogue in force.
func (p *place) createSchool(ctx context.Context, school newSchool) (password string, err error) {
	password = rand.Text()[:16]
	hash, err := lists.HashPassword(password)
	if err != nil {
		return "", err
	}
	const office = "office"
	categories, err := lists.Categories()
	if err != nil {
		return "", err
	}
	err = p.service.Store.LoadSchool(ctx, store.SchoolData{
		ID: school.id, Name: school.name, FiscalYear: time.Now().In(calendar.Zone).Year(),
		Departments: []store.DepartmentData{{ID: office, Name: "总务处", Head: school.login}},
		People: []store.PersonData{{
			ID: school.login, Name: school.person, Department: office, Roles: []string{"admin"}, PasswordHash: hash,
		}},
		Categories: categories,
	})
	if err != nil {
		return "", err
	}
	if _, err := p.service.PublishCatalogue(ctx, school.id); err != nil {
		return "", err
	}
	return password, nil
}
