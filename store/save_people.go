package store

import "context"

// A person's id is the login; what the form does not know of (leave, the password, more) stays.
const (
	readPeople = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('login', r.login, 'name', r.name,
			'department', r.department, 'title', nullif(r.title, ''), 'roles', nullif(to_jsonb(r.roles), '[]'),
			'stores', nullif(to_jsonb(r.stores), '[]'),
			'trades', nullif(to_jsonb(r.trades), '[]'), 'deputy', nullif(r.deputy, ''))) AS body
		FROM people r`
	savePeople = `
		INSERT INTO people (id, login, name, department, title, roles, stores, trades, deputy, search)
		SELECT id, body ->> 'login', body ->> 'name', body ->> 'department', coalesce(body ->> 'title', ''),
			ARRAY(SELECT jsonb_array_elements_text(body -> 'roles')),
			ARRAY(SELECT jsonb_array_elements_text(body -> 'stores')),
			ARRAY(SELECT jsonb_array_elements_text(body -> 'trades')), coalesce(body ->> 'deputy', ''), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, department = excluded.department,
			title = excluded.title, roles = excluded.roles, stores = excluded.stores, trades = excluded.trades,
			deputy = excluded.deputy, search = excluded.search`
	readPupils = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('code', r.id, 'name', r.name,
			'class', nullif(r.class, ''), 'class_teacher', r.class_teacher, 'guardian', nullif(r.guardian, ''),
			'phone', nullif(r.phone, ''))) AS body
		FROM pupils r`
	savePupils = `
		INSERT INTO pupils (id, name, class, class_teacher, guardian, phone, search)
		SELECT id, body ->> 'name', coalesce(body ->> 'class', ''), body ->> 'class_teacher',
			coalesce(body ->> 'guardian', ''), coalesce(body ->> 'phone', ''), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, class = excluded.class,
			class_teacher = excluded.class_teacher, guardian = excluded.guardian, phone = excluded.phone,
			search = excluded.search`
	readDepartments = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('code', r.id, 'name', r.name,
			'head', nullif(r.head, ''), 'fund', nullif(r.fund, ''))) AS body
		FROM departments r`
	saveDepartments = `
		INSERT INTO departments (id, name, head, fund, search)
		SELECT id, body ->> 'name', coalesce(body ->> 'head', ''), coalesce(body ->> 'fund', ''), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, head = excluded.head, fund = excluded.fund,
			search = excluded.search`
)

// LoginsElsewhere gives those of some logins that people of other schools have: a login is one over all schools.
func (t *Tx) LoginsElsewhere(ctx context.Context, logins []string) ([]string, error) {
	taken := []string{}
	err := t.list(ctx, "find logins", &taken, `SELECT wanted FROM unnest($1::text[]) wanted, door_login(wanted) found
		WHERE found.school <> this_school()`, array(logins))
	return taken, err
}

// Namesakes gives those of some ids of people that pupils have, or of pupils that people have: an id means one person.
// Nobody else writes any of them until the transaction ends.
func (t *Tx) Namesakes(ctx context.Context, list string, ids []string) ([]string, error) {
	taken := []string{}
	if len(ids) == 0 {
		return taken, nil
	}
	if err := t.LockList(ctx, "people and pupils"); err != nil {
		return nil, err
	}
	query := `SELECT id FROM pupils WHERE id = ANY($1)`
	if list == ListPupils {
		query = `SELECT id FROM people WHERE id = ANY($1)`
	}
	err := t.list(ctx, "find namesakes", &taken, query, array(ids))
	return taken, err
}

// WithoutPassword lists who is active and could not sign in so far, by id.
func (t *Tx) WithoutPassword(ctx context.Context) ([]NamedRow, error) {
	rows := []NamedRow{}
	err := t.list(ctx, "list people without password", &rows,
		`SELECT id, name FROM people WHERE password_hash = '' AND NOT disabled ORDER BY id`)
	return rows, err
}

// OthersWithRole counts the active persons who hold a role, without some.
func (t *Tx) OthersWithRole(ctx context.Context, role string, without []string) (int, error) {
	var n int
	err := t.get(ctx, "count role", &n,
		`SELECT count(*) FROM people WHERE $1 = ANY(roles) AND NOT disabled AND id <> ALL($2)`, role, array(without))
	return n, err
}

// WithoutHead lists the departments in use that nobody heads, by id.
func (t *Tx) WithoutHead(ctx context.Context) ([]NamedRow, error) {
	rows := []NamedRow{}
	err := t.list(ctx, "list departments without head", &rows,
		`SELECT id, name FROM departments WHERE head = '' AND NOT disabled ORDER BY id`)
	return rows, err
}
