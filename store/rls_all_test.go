package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zongwu/store/storetest"
)

// apart is the raw database under every table's rows of two schools, and the application role's one connection to it.
type apart struct {
	*testing.T
	owner  *sql.DB
	conn   *sql.Conn
	tables []string
}

// A value for each type: rows that need only be there.
var anyValue = map[string]string{
	"text": `'x'`, "int4": `1`, "int8": `1`, "numeric": `1`, "timestamptz": `now()`, "date": `current_date`,
	"bytea": `sha256('x')`, "jsonb": `'{}'`, "bool": `false`, "_text": `'{}'`, "daterange": `'[2026-01-01,2026-01-02]'`,
}

func newApart(t *testing.T) *apart {
	db := storetest.New(t)
	a := &apart{T: t, owner: db.Owner}
	for _, school := range []string{"main", "second"} {
		require.NoError(t, one(db, school, "case-of-"+school, budget("reserve", 100), receive("g02", "5", 100, "", ""),
			owe("g02", "1", "5", 100)))
	}
	rows, err := db.Owner.Query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
		AND relkind IN ('r', 'p') AND relname NOT IN ('goose_db_version', 'login_tries') ORDER BY 1`)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		a.tables = append(a.tables, name)
	}
	require.NoError(t, rows.Err())
	for _, table := range a.tables {
		for _, school := range []string{"main", "second"} {
			a.fill(table, school)
		}
	}
	app, err := sql.Open("postgres", db.AppURL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = app.Close() })
	a.conn, err = app.Conn(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = a.conn.Close() })
	return a
}

func column(table string) string {
	if table == "schools" {
		return "id"
	}
	return "school"
}

// count is how many rows of a school the owner sees, whom nothing binds.
func (a *apart) count(table, school string) (n int) {
	a.Helper()
	require.NoError(a, a.owner.QueryRow(`SELECT count(*) FROM `+table+` WHERE `+column(table)+` = $1`, school).Scan(&n))
	return n
}

// fill puts a row of the school into a table where none is; what it must be and where its keys lead is not looked at.
func (a *apart) fill(table, school string) {
	a.Helper()
	if a.count(table, school) > 0 {
		return
	}
	rows, err := a.owner.Query(`SELECT attname, typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef
			AND attidentity = '' AND attname <> 'school'`, table)
	require.NoError(a, err)
	defer func() { _ = rows.Close() }()
	names, values := []string{"school"}, []string{"'" + school + "'"}
	for rows.Next() {
		var name, kind string
		require.NoError(a, rows.Scan(&name, &kind))
		names, values = append(names, name), append(values, anyValue[kind])
	}
	require.NoError(a, rows.Err())
	_, err = a.owner.Exec(fmt.Sprintf(`DO $do$ DECLARE c text; BEGIN
			FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = '%[1]s'::regclass AND contype = 'c' LOOP
				EXECUTE format('ALTER TABLE %[1]s DROP CONSTRAINT %%I', c);
			END LOOP;
		END $do$`, table))
	require.NoError(a, err)
	_, err = a.owner.Exec(fmt.Sprintf(`SET session_replication_role = replica; INSERT INTO %s (%s) VALUES (%s);
		SET session_replication_role = origin`, table, strings.Join(names, ", "),
		strings.ReplaceAll(strings.Join(values, ", "), `sha256('x')`, `sha256('`+school+`')`)))
	require.NoErrorf(a, err, "fill %s", table)
}

// as runs a statement as the application within a school, or none, and takes it back.
func (a *apart) as(school, statement string, values ...any) (n int64, err error) {
	a.Helper()
	tx, err := a.conn.BeginTx(context.Background(), nil)
	require.NoError(a, err)
	defer func() { _ = tx.Rollback() }()
	if school != "" {
		_, err := tx.Exec(`SELECT set_config('app.school', $1, true)`, school)
		require.NoError(a, err)
	}
	if strings.HasPrefix(statement, "SELECT") {
		return n, tx.QueryRow(statement, values...).Scan(&n)
	}
	result, err := tx.Exec(statement, values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// refused is what the application is told of another school's rows: that there are none, or that it may not.
func refused(n int64, err error) bool {
	if err == nil {
		return n == 0
	}
	return strings.Contains(err.Error(), "row-level security") || strings.Contains(err.Error(), "permission denied")
}

// TestEveryTableIsApart tries, on every table and on one connection: reading without a school, reading another's,
// writing into another's, carrying a row over to it, changing and deleting its rows, with no condition in the statement
// but the one that asks for what is not one's own.
func TestEveryTableIsApart(t *testing.T) {
	a := newApart(t)
	before := map[string]int{}
	for _, table := range a.tables {
		before[table] = a.count(table, "second")
		require.Positive(t, before[table]*a.count(table, "main"), table)
	}
	for _, table := range a.tables {
		school := column(table)
		n, err := a.as("", `SELECT count(*) FROM `+table)
		assert.True(t, refused(n, err), "%s without a school: %d rows (%v)", table, n, err)
		n, err = a.as("main", `SELECT count(*) FROM `+table)
		require.NoError(t, err)
		assert.Equal(t, int64(a.count(table, "main")), n, table)
		n, err = a.as("main", `SELECT count(*) FROM `+table+` WHERE `+school+` <> 'main'`)
		require.NoError(t, err)
		assert.Zero(t, n, table)
		for _, set := range []string{"main", ""} {
			for _, statement := range []string{
				`INSERT INTO ` + table + a.copied(table),
				`UPDATE ` + table + ` SET ` + school + ` = 'second'`,
				`UPDATE ` + table + ` SET ` + school + ` = ` + school + ` WHERE ` + school + ` = 'second'`,
				`DELETE FROM ` + table + ` WHERE ` + school + ` = 'second'`,
			} {
				n, err := a.as(set, statement)
				assert.True(t, refused(n, err), "%s within %q: %d rows (%v)", statement, set, n, err)
			}
		}
		n, err = a.as("", `SELECT count(*) FROM `+table)
		assert.True(t, refused(n, err), "%s afterwards: %d rows (%v)", table, n, err)
	}
	for _, table := range a.tables {
		assert.Equal(t, before[table], a.count(table, "second"), table)
	}
	t.Logf("%d tables of %d", len(before), len(a.tables))
	if len(a.tables) < 35 {
		t.Error("tables are missing")
	}
}

// copied is another school's row as the owner sees it, to be inserted once more.
func (a *apart) copied(table string) string {
	a.Helper()
	var names, row string
	require.NoError(a, a.owner.QueryRow(`SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`,
		table).Scan(&names))
	require.NoError(a, a.owner.QueryRow(`SELECT quote_literal(to_jsonb(t)) FROM `+table+` t WHERE `+column(table)+
		` = 'second' LIMIT 1`).Scan(&row))
	return fmt.Sprintf(` (%[1]s) SELECT %[1]s FROM jsonb_populate_record(NULL::%[2]s, %[3]s)`, names, table, row)
}

// doors are the functions that answer before a school is known. Each tells no more than its caller must have.
var doors = map[string]string{
	"door_schools": "ids of schools, no names: the worker's sweeps go from one to the next",
	"door_login":   "whose a login is, and its hash: signing in begins without a school; a login is one over all schools",
	"door_session": "who holds a token, asked for by the token's hash alone, which nobody guesses",
	"door_words":   "ids of the transaction's own school's cases by words: an index answers before the policy's own condition",
	"door_label":   "which room or thing of which school a label stands on, by its code alone, which nobody guesses",
	"door_outbox":  "which schools have something to tell their workflows, and since when; no case and no word of it",
}

// TestDoors: nothing goes round a table's policy but these, under a role that cannot sign in, reads the few columns it
// needs and writes nothing; and no view shows more than its reader may see.
func TestDoors(t *testing.T) {
	db := storetest.Empty(t)
	list := func(query string) (found []string) {
		rows, err := db.Owner.Query(query)
		require.NoError(t, err)
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name string
			require.NoError(t, rows.Scan(&name))
			found = append(found, name)
		}
		require.NoError(t, rows.Err())
		return found
	}
	found := list(`SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`)
	for _, name := range found {
		assert.NotEmpty(t, doors[name], "%s goes round the policies: say why it must", name)
	}
	assert.Len(t, found, len(doors))
	columns := list(`SELECT table_name || '.' || column_name FROM information_schema.column_privileges
		WHERE grantee = 'zongwu_door' AND privilege_type = 'SELECT' ORDER BY 1`)
	assert.Equal(t, []string{"assets.code", "assets.id", "assets.school", "assets.state", "case_words.begun_at", "case_words.case_id", "case_words.department",
		"case_words.open", "case_words.persons", "case_words.school", "case_words.search", "outbox.at", "outbox.school", "people.disabled", "people.id", "people.login",
		"people.password_hash", "people.school", "rooms.code", "rooms.disabled", "rooms.id", "rooms.school", "schools.id",
		"schools.open_reports", "schools.version", "sessions.created_at", "sessions.ends_at",
		"sessions.idle_until", "sessions.person", "sessions.school", "sessions.token_hash"}, columns)
	assert.Empty(t, list(`SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'zongwu_door'`))
	assert.Equal(t, []string{"false"}, list(`SELECT rolcanlogin::text FROM pg_roles WHERE rolname = 'zongwu_door'`))
	assert.Empty(t, list(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
		AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)`))
	policies := list(`SELECT DISTINCT tablename || ' ' || policyname FROM pg_policies WHERE policyname <> 'own_school'
		ORDER BY 1`)
	assert.True(t, slices.Equal([]string{"assets door", "case_words door", "outbox door", "people door", "rooms door", "schools door",
		"sessions door"}, policies), policies)
}
