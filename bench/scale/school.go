package scale

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/lib/pq"

	"zongwu/bench/report"
	"zongwu/cases"
	"zongwu/standalone/demo"
	"zongwu/standalone/postgres"
	"zongwu/store"
)

// schoolID is the one school of each database.
const schoolID = "main"

// teachers is how many people there are beside those of the demonstration school; all of them report errands.
const teachers = 120

// errand is a small process beside the catalogue's: most of what an office is asked for takes one look.
const errand = `process: errand
title: {zh: 报修}
number: BX-{year}-{seq}
summary: [what]
forms:
  report:
    fields:
      - {name: what, type: text, label: 什么坏了, required: true, max: 100}
start:
  by: [{role: teacher}]
  form: report
steps:
  - id: fix
    kind: task
    title: 维修
    by: {role: repairer}
    within: 3 workdays
    outcomes:
      - {id: done, title: 修好了, style: primary}
      - {id: refuse, title: 不修, style: danger, then: rejected}
`

// school is one database with its school of some number of cases.
type school struct {
	cases    int
	cluster  *postgres.Cluster
	database string
	owner    *sql.DB // the superuser: seeds
	store    *store.Store
	service  *cases.Service
	log      *slog.Logger
	now      time.Time
}

// newSchool makes a database and its school, and seeds it.
func newSchool(ctx context.Context, cluster *postgres.Cluster, n int, log *slog.Logger) (*school, error) {
	s := &school{
		cases: n, cluster: cluster, database: "zongwu_" + strconv.Itoa(n), log: log,
		now: time.Now().UTC().Truncate(time.Second),
	}
	there, err := s.open(ctx)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	if there {
		return s, nil
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"found the school", s.found}, {"seed it", s.seed}, {"settle it", s.settle}} {
		if err := step.do(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", step.name, err), s.close())
		}
	}
	return s, nil
}

// open makes the database, unless an earlier run left it there, and connects to it.
func (s *school) open(ctx context.Context) (there bool, err error) {
	if there, err = s.make(ctx); err != nil {
		return there, fmt.Errorf("make database %s: %w", s.database, err)
	}
	address := s.cluster.URL(s.database, postgres.Superuser)
	if err := store.Migrate(ctx, address, s.cluster.AppPassword()); err != nil {
		return there, err
	}
	if s.owner, err = sql.Open("postgres", address); err != nil {
		return there, fmt.Errorf("open database: %w", err)
	}
	return there, s.connect(ctx)
}

func (s *school) make(ctx context.Context) (there bool, err error) {
	first, err := s.cluster.OwnerURL(ctx)
	if err != nil {
		return false, err
	}
	db, err := sql.Open("postgres", first)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, s.database).Scan(&there)
	if err == nil && !there {
		_, err = db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(s.database))
	}
	return there, err
}

// connect opens the database anew as the product does.
func (s *school) connect(ctx context.Context) (err error) {
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			return err
		}
	}
	s.store, err = store.Open(ctx, s.cluster.URL(s.database, "zongwu_app"))
	s.service = &cases.Service{Store: s.store}
	return err
}

func (s *school) close() error {
	var err error
	if s.store != nil {
		err = s.store.Close()
	}
	if s.owner != nil {
		err = errors.Join(err, s.owner.Close())
	}
	return err
}

// found writes the demonstration school with more people and money in it, and puts its processes in force.
func (s *school) found(ctx context.Context) error {
	schools, err := demo.Schools(s.now, "")
	if err != nil {
		return err
	}
	data := schools[0]
	departments := data.Departments
	for i := range teachers {
		data.People = append(data.People, store.PersonData{
			ID: teacher(i), Name: teacherName(i), Department: departments[i%len(departments)].ID, Roles: []string{"teacher"},
		})
	}
	for i := range data.Budget {
		data.Budget[i].Planned = 1e14
	}
	if err := s.store.LoadSchool(ctx, data); err != nil {
		return err
	}
	if _, err := s.service.PublishCatalogue(ctx, schoolID); err != nil {
		return err
	}
	_, _, err = s.service.Publish(ctx, schoolID, "admin", "errand", []byte(errand))
	return err
}

func teacher(i int) string { return fmt.Sprintf("t%03d", i) }

func teacherName(i int) string {
	family, given := []rune("赵钱孙李周吴郑王冯陈褚卫"), []rune("伟芳娜敏静丽强磊军洋")
	return string([]rune{family[i%len(family)], given[i/len(family)%len(given)]})
}

// described says how large the school became.
func (s *school) described(ctx context.Context, took time.Duration) ([]string, error) {
	var count, transitions, entries, bytes float64
	err := s.owner.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM transitions),
		(SELECT count(*) FROM budget_entries) + (SELECT count(*) FROM stock_entries)
			+ (SELECT count(*) FROM payable_entries), pg_database_size(current_database())`).
		Scan(&count, &transitions, &entries, &bytes)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return []string{
		report.Figure(count), report.Figure(transitions), report.Figure(entries), report.Figure(float64(int(bytes / 1e6))),
		report.Figure(float64(int(took.Seconds()))),
	}, nil
}
