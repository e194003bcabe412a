package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/store"
)

// asker is somebody who asks, as the matrix knows them.
type asker struct {
	login, school, department string
	roles                     []string
	out                       bool // signed out, or locked out
	token                     string
}

func (a *asker) is(roles ...string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(a.roles, r) })
}

// The matrix has its own list of whom contract and design open what to, and does not ask the program's.
var (
	overseers = []string{"director", "principal", "accountant", "auditor", "admin"}
	bookish   = []string{"director", "principal", "storekeeper", "buyer", "accountant", "cashier", "auditor", "admin"}
)

// thing is what an address can name, by whose it is; every kind of thing has an id of each owner's.
type thing struct {
	owner              string // own, colleague, other, foreign, absent
	school, department string
	starter            string
	ids                map[string]string
}

func (o *thing) absent() bool { return o.school == "" }

// sees says whether somebody may see a case: who began it, the head of its department, the office.
func (a *asker) sees(o *thing) bool {
	return a.school == o.school &&
		(a.login == o.starter || a.is(overseers...) || a.is("head") && a.department == o.department)
}

// everyRole are one person of each role of the catalogue and of that role alone, all of one department, and those no
// role describes: somebody without any, a head of another department, two of another school, nobody, somebody locked out.
func (s *site) everyRole(t *testing.T) []*asker {
	t.Helper()
	roles, err := cases.CatalogueRoles()
	if err != nil {
		t.Fatal(err)
	}
	list := []*asker{{out: true}, {login: "plain", school: "main", department: "jwc"}}
	for _, role := range roles {
		list = append(list, &asker{login: "a." + role.ID, school: "main", department: "jwc", roles: []string{role.ID}})
	}
	for _, a := range append(list[1:], &asker{login: "locked", school: "main", department: "jwc", roles: []string{"admin"}}) {
		s.hire(t, a)
	}
	list = append(list,
		&asker{login: "head2", school: "main", department: "dyc", roles: []string{"head", "teacher"}},
		&asker{login: "head@second", school: "second", department: "jwc", roles: []string{"head"}},
		&asker{login: "admin@second", school: "second", department: "zwc", roles: []string{"admin"}})
	for _, a := range list[1:] {
		a.token = s.signedIn(t, a)
	}
	locked := &asker{login: "locked", school: "main", out: true}
	locked.token = s.signedIn(t, locked)
	s.owner(t, `UPDATE departments SET head = 'a.head' WHERE school = 'main' AND id = 'jwc'`)
	s.owner(t, `ALTER TABLE people DISABLE TRIGGER end_sessions`) // as if the session had been left standing
	s.owner(t, `UPDATE people SET disabled = true WHERE id = 'locked'`)
	s.owner(t, `ALTER TABLE people ENABLE TRIGGER end_sessions`)
	return append(list, locked)
}

func (s *site) hire(t *testing.T, a *asker) {
	t.Helper()
	roles := "{" + strings.Join(a.roles, ",") + "}"
	s.owner(t, `INSERT INTO people (school, id, login, name, department, roles) VALUES ($1, $2, $2, $2, $3, $4::text[])`,
		a.school, a.login, a.department, roles)
}

func (s *site) signedIn(t *testing.T, a *asker) (token string) {
	t.Helper()
	err := s.db.Store.InSchool(t.Context(), a.school, func(ctx context.Context, tx *store.Tx) error {
		var err error // as long as it may be: whoever reads does not even prolong it
		token, err = tx.OpenSession(ctx, a.login, "", sessionIdle, sessionLife)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (s *site) owner(t *testing.T, statement string, values ...any) {
	t.Helper()
	if _, err := s.db.Owner.ExecContext(t.Context(), statement, values...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// memo is a process everybody may begin, so that everybody has a case, a task in it and a file of their own.
const memo = `process: memo
title: {zh: 便签, zh-TW: 便箋, en: Memo}
number: BQ-{year}-{seq}
forms:
  memo:
    fields:
      - {name: text, type: text, label: {zh: 内容, zh-TW: 內容, en: Text}, required: true, max: 200}
      - {name: paper, type: file, label: {zh: 附件, zh-TW: 附件, en: Paper}}
start: {by: everyone, form: memo}
steps:
  - {id: read, kind: approve, title: {zh: 阅知, zh-TW: 閱知, en: Read}, by: {role: director}}
`

func (s *site) publish(t *testing.T, process, text string, schools ...string) {
	t.Helper()
	for _, school := range schools {
		if _, _, err := s.server.service.Publish(t.Context(), school, "admin", process, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// things are what askers ask for: a colleague's in their department, another department's, another school's, and what
// there is not. What is their own is made for each.
func (s *site) things(t *testing.T) []*thing {
	t.Helper()
	s.publish(t, "memo", memo, "main")
	s.publish(t, "theirs", strings.NewReplacer("process: memo", "process: theirs", "BQ-", "TX-").Replace(memo), "second")
	for _, school := range []string{"main", "second"} { // ids that mean something in one school only
		d := "d-" + school
		s.owner(t, `INSERT INTO departments (school, id, name) VALUES ($1, $2, $2)`, school, d)
		s.owner(t, `INSERT INTO rooms (school, id, name) VALUES ($1, $2, $2)`, school, "room-"+school)
		s.owner(t, `UPDATE rooms SET code = id WHERE school = $1 AND id LIKE 'room-%'`, school)
		s.owner(t, `INSERT INTO pupils (school, id, name, class_teacher) VALUES ($1, $2, $2, $3)`,
			school, "pupil-"+school, classTeacher)
		s.owner(t, `INSERT INTO prices (school, id, name, price) VALUES ($1, $2, $2, 100)`, school, "price-"+school)
		s.owner(t, `INSERT INTO categories (school, id, name, size, trade) VALUES ($1, $2, $2, 'minor', 'x')`,
			school, "category-"+school)
		s.owner(t, `INSERT INTO subjects (school, id, name) VALUES ($1, $2, $2)`, school, "subject-"+school)
		s.owner(t, `INSERT INTO items (school, id, name, unit, kind, subject) VALUES ($1, $2, $2, 'x', 'service', '30201')`,
			school, "item-"+school)
		s.owner(t, `INSERT INTO suppliers (school, id, name) VALUES ($1, $2, $2)`, school, "supplier-"+school)
		for _, department := range []string{"jwc", "dyc", "zwc"} {
			s.owner(t, `INSERT INTO budget_lines (school, id, year, department, subject) VALUES ($1, $2, 2026, $3, $4)`,
				school, "line-"+school+"-"+department, department, "subject-"+school)
		}
	}
	absent := map[string]string{
		"case": "01a1fc80-0000-7000-8000-000000000000", "task": "01a1fc80-0000-7000-8000-000000000000.1.1",
		"file": "01a1fc80-0000-7000-8000-000000000000", "signature": "999999999", "process": "nothing",
	}
	for _, kind := range []string{"number", "payable", "budget", "department", "room", "subject", "item", "supplier",
		"person", "view", "session", "asset", "receivable", "category", "price", "code", "report", "pupil"} {
		absent[kind] = "none-" + kind
	}
	return []*thing{
		s.thingOf(t, "colleague", "teacher", "main", "jwc"), s.thingOf(t, "other", "head2", "main", "dyc"),
		s.thingOf(t, "foreign", "teacher@second", "second", "jwc"), {owner: "absent", ids: absent},
	}
}

// thingOf makes one of everything for a person.
func (s *site) thingOf(t *testing.T, owner, login, school, department string) *thing {
	t.Helper()
	body, kind := upload(t, "x.pdf", pdf)
	w := s.check(t, scenario{name: "upload", as: login, method: post, url: "/api/v1/files", body: body, status: 201,
		header: map[string]string{"Content-Type": kind}})
	file, _, _ := strings.Cut(strings.TrimPrefix(w.Body.String(), `{"id":"`), `"`)
	process := "memo"
	if school == "second" {
		process = "theirs" // which begins its numbers otherwise
	}
	opened := caseAnswered(t, s.check(t, scenario{name: "begin", as: login, method: post, url: "/api/v1/cases", status: 201,
		body: `{"process":"` + process + `","data":{"text":"` + login + `","paper":"` + file + `"}}`}))
	line := "line-" + school + "-" + department
	o := &thing{owner: owner, school: school, department: department, starter: login, ids: map[string]string{
		"case": opened.ID, "number": opened.Number, "task": opened.Open[0].ID, "file": file, "person": login,
		"process": process, "budget": line, "department": "d-" + school, "room": "room-" + school,
		"price": "price-" + school, "pupil": "pupil-" + school, "code": "room-" + school, "report": "report-" + opened.ID,
		"category": "category-" + school,
		"subject":  "subject-" + school, "item": "item-" + school, "supplier": "supplier-" + school,
		"payable": "payable-" + opened.ID, "view": "view-" + login, "asset": "asset-" + opened.ID,
		"receivable": "receivable-" + opened.ID, "quota": "q-" + school + "-" + department + "." + department,
		"session": store.SessionID(s.token(login)),
	}}
	s.owner(t, `WITH owed AS (INSERT INTO payables (school, id, supplier, case_id, at, year, accepted)
			VALUES ($1, $2, $3, $4, now(), 2026, 100))
		INSERT INTO payable_lines (school, payable, line, item, accepted, accepted_quantity, accepted_at)
		VALUES ($1, $2, '1', $5, 100, 1, now())`, school, o.ids["payable"], o.ids["supplier"], opened.ID, o.ids["item"])
	s.owner(t, `INSERT INTO assets (school, id, name) VALUES ($1, $2, '地球仪')`, school, o.ids["asset"])
	s.owner(t, `INSERT INTO quotas (school, id, department, item, period, quantity) VALUES ($1, $2, $3, $4, 'term', 5)
		ON CONFLICT DO NOTHING`, school, "q-"+school+"-"+department, department, o.ids["item"])
	s.owner(t, `INSERT INTO reports (school, id, room, asset, description, name, phone, reporter)
		VALUES ($1, $2, $3, '', '坏了', '', '', '')`, school, o.ids["report"], o.ids["room"])
	s.owner(t, `INSERT INTO report_photos (school, report, n, name, type, size, content)
		VALUES ($1, $2, 1, 'x.png', 'image/png', 3, 'png')`, school, o.ids["report"])
	s.owner(t, `INSERT INTO receivables (school, id, person, case_id, at, owed) VALUES ($1, $2, $3, $4, now(), 100)`,
		school, o.ids["receivable"], login, opened.ID)
	err := s.db.Store.InSchool(t.Context(), school, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddSignature(ctx, login, onePixel); err != nil {
			return err
		}
		drawn, err := tx.Signatures(ctx, []string{login})
		if err != nil {
			return err
		}
		o.ids["signature"] = strconv.FormatInt(drawn[0].ID, 10)
		return tx.SaveView(ctx, login, casesView, store.SavedView{Name: o.ids["view"], Query: "q=x"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// rowsOf sums up every row of every table but those that tell who is signed in and who tried to.
func (s *site) rowsOf(t *testing.T) map[string]string {
	t.Helper()
	names, err := s.db.Owner.QueryContext(t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r'
		AND relnamespace = 'public'::regnamespace AND relname NOT IN ('sessions', 'login_tries', 'goose_db_version')`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = names.Close() }()
	sums := map[string]string{}
	for names.Next() {
		var name, sum string
		if err := names.Scan(&name); err != nil {
			t.Fatal(err)
		}
		err := s.db.Owner.QueryRowContext(t.Context(), fmt.Sprintf(`SELECT count(*) || ' rows, ' ||
			coalesce(md5(string_agg(t::text, E'\n' ORDER BY t::text)), '') FROM %s t`, name)).Scan(&sum)
		if err != nil {
			t.Fatal(err)
		}
		sums[name] = sum
	}
	if err := names.Err(); err != nil {
		t.Fatal(err)
	}
	return sums
}

// untilFirst ends a request as soon as its answer begins: of a stream more does not come.
type untilFirst struct {
	http.ResponseWriter
	leave func()
}

func (w untilFirst) Write(b []byte) (int, error) {
	defer w.leave()
	return w.ResponseWriter.Write(b)
}

func (w untilFirst) Flush() {}
