package store_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/lib/pq"

	"zongwu/store"
	"zongwu/store/storetest"
)

// tables lists every table of the schema, with what the catalogue says about its safety.
const tables = `SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
	(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own_school'),
	EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'school' AND NOT a.attisdropped),
	has_table_privilege('zongwu_app', c.oid, 'UPDATE'), has_table_privilege('zongwu_app', c.oid, 'DELETE'),
	has_table_privilege('zongwu_app', c.oid, 'TRUNCATE'),
	(SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname LIKE 'append_only%')
	FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`

func TestEveryTableIsProtected(t *testing.T) {
	db := storetest.Empty(t)
	rows, err := db.Owner.Query(tables)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	free := map[string]bool{"goose_db_version": true, "login_tries": true} // belong to no school
	records := map[string]bool{
		"transitions": true, "checkpoints": true, "checkpoint_heads": true, "stock_entries": true, "budget_entries": true,
		"payable_entries": true, "asset_entries": true, "receivable_entries": true, "count_entries": true, "quota_entries": true, "keys": true, "definitions": true, "files": true, "changes": true, "signatures": true,
		"scheduled_cases": true,
	}
	seen := 0
	for rows.Next() {
		var name string
		var enabled, forced, school, update, remove, truncate bool
		var policies, triggers int
		err := rows.Scan(&name, &enabled, &forced, &policies, &school, &update, &remove, &truncate, &triggers)
		if err != nil {
			t.Fatal(err)
		}
		if truncate {
			t.Errorf("%s: the application may truncate it", name)
		}
		if free[name] {
			continue
		}
		seen++
		if !enabled || !forced || policies != 1 || !school && name != "schools" {
			t.Errorf("%s: enabled %v, forced %v, %d policies, school column %v", name, enabled, forced, policies, school)
		}
		if records[name] != (triggers == 2) {
			t.Errorf("%s: %d append-only triggers", name, triggers)
		}
		if records[name] && (update || remove) {
			t.Errorf("%s: the application may change it (update %v, delete %v)", name, update, remove)
		}
		if strings.HasSuffix(name, "_entries") && !records[name] {
			t.Errorf("%s: entries that are not append-only", name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if seen < 30 {
		t.Errorf("only %d tables seen", seen)
	}
}

func TestTheApplicationRoleIsBound(t *testing.T) {
	db := storetest.Empty(t)
	var super, bypass, create, createrole bool
	var owned int
	err := db.Owner.QueryRow(`SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole,
		(SELECT count(*) FROM pg_class WHERE relowner = r.oid)
		FROM pg_roles r WHERE rolname = 'zongwu_app'`).Scan(&super, &bypass, &create, &createrole, &owned)
	if err != nil {
		t.Fatal(err)
	}
	if super || bypass || create || createrole || owned > 0 {
		t.Errorf("super %v, bypass %v, createdb %v, createrole %v, owns %d", super, bypass, create, createrole, owned)
	}
	if _, err := store.Open(t.Context(), db.OwnerURL); err == nil {
		t.Error("opened as a role that row-level security does not bind")
	}
	rows, err := db.Owner.Query(`SELECT proname, proconfig::text, pg_get_userbyid(proowner) FROM pg_proc
		WHERE prosecdef AND pronamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	doors := 0
	for rows.Next() {
		var name, config, owner string
		if err := rows.Scan(&name, &config, &owner); err != nil {
			t.Fatal(err)
		}
		doors++
		if !strings.Contains(config, "search_path=public, pg_temp") || owner != "zongwu_door" {
			t.Errorf("%s: config %s, owner %s", name, config, owner)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if doors != 6 {
		t.Errorf("%d security definer functions", doors)
	}
}

// counts reads the number of rows the application role sees in every table with a school, on one connection.
func counts(t *testing.T, conn *sql.Conn, school string) map[string]int {
	t.Helper()
	ctx := context.Background()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if school != "" {
		if _, err := tx.Exec(`SELECT set_config('app.school', $1, true)`, school); err != nil {
			t.Fatal(err)
		}
	}
	var list pq.StringArray
	err = tx.QueryRow(`SELECT array_agg(c.relname::text ORDER BY 1) FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity`).Scan(&list)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, name := range list {
		column := "school"
		if name == "schools" {
			column = "id"
		}
		var mine, others int
		err := tx.QueryRow(`SELECT count(*) FILTER (WHERE `+column+` = $1), count(*) FILTER (WHERE `+column+` <> $1) FROM `+
			name, school).Scan(&mine, &others)
		if err != nil {
			t.Fatal(err)
		}
		if others > 0 {
			t.Errorf("%s: %d rows of another school than %q", name, others, school)
		}
		out[name] = mine
	}
	return out
}

func TestOneSchoolSeesNothingOfAnother(t *testing.T) {
	db := storetest.New(t)
	for _, school := range []string{"main", "second"} {
		if err := one(db, school, "case-of-"+school, budget("reserve", 100), receive("g02", "5", 100, "", ""),
			owe("g02", "1", "5", 100)); err != nil {
			t.Fatal(err)
		}
	}
	app, err := sql.Open("postgres", db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	conn, err := app.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	// The same connection again and again: what one transaction set must not reach the next.
	for name, n := range counts(t, conn, "") {
		if n > 0 {
			t.Errorf("%s: %d rows without a school", name, n)
		}
	}
	main := counts(t, conn, "main")
	for name, n := range counts(t, conn, "") {
		if n > 0 {
			t.Errorf("%s: %d rows without a school, after one with", name, n)
		}
	}
	second := counts(t, conn, "second")
	for _, name := range []string{"schools", "people", "cases", "transitions", "outbox", "stock_entries", "payables"} {
		if main[name] == 0 || second[name] == 0 {
			t.Errorf("%s: %d and %d rows: the test sees nothing", name, main[name], second[name])
		}
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.ReadCase(ctx, "case-of-second"); err == nil {
			t.Error("read a case of another school")
		}
		if _, found, err := tx.Object(ctx, "person", "head@second"); found || err != nil {
			t.Errorf("found a person of another school (%v)", err)
		}
		return nil
	})
}

func TestWritingForAnotherSchoolIsRefused(t *testing.T) {
	db := storetest.New(t)
	app, err := sql.Open("postgres", db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	for _, statement := range []string{
		`INSERT INTO subjects (school, id, name) VALUES ('second', 'x', 'x')`,
		`UPDATE subjects SET school = 'second'`,
		`INSERT INTO schools (id, name, fiscal_year) VALUES ('third', 'x', 2026)`,
	} {
		tx, err := app.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(`SELECT set_config('app.school', 'main', true)`); err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(statement); err == nil || !strings.Contains(err.Error(), "row-level security") {
			t.Errorf("%s: %v", statement, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

func TestRecordsCannotBeChanged(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1", budget("reserve", 100)); err != nil {
		t.Fatal(err)
	}
	app, err := sql.Open("postgres", db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = app.Close() }()
	for _, statement := range []string{
		`UPDATE transitions SET actor = 'somebody'`, `DELETE FROM transitions`, `TRUNCATE transitions CASCADE`,
		`UPDATE budget_entries SET amount = 1`, `DELETE FROM budget_entries`, `TRUNCATE budget_entries`,
		`DELETE FROM stock_entries`, `UPDATE stock_entries SET value = 0`, `TRUNCATE stock_entries`,
	} {
		if _, err := db.Owner.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("owner: %s: %v", statement, err)
		}
		if _, err := app.Exec(statement); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("application: %s: %v", statement, err)
		}
	}
}
