package server

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// hearing asks persons, pupils among them, for their word.
const hearing = `process: hearing
title: {zh: 询问, en: Hearing}
number: XW-{year}-{seq}
summary: [persons]
forms:
  request:
    fields:
      - {name: persons, type: person, label: 相关人员, many: true, pupils: true, min: 1}
      - {name: clerk, type: person, label: 记录人}
      - {name: to, type: text, label: 通知, formula: first(persons).guardian}
  word:
    fields:
      - {name: word, type: text, label: 说明, required: true}
start: {by: everyone, form: request}
steps:
  - id: all
    kind: each
    rows: start.persons
    steps:
      - {id: answer, kind: task, title: {zh: 答复, en: Answer}, by: {answers_for: key}, form: word}
`

// TestPupilsAnswerByTheirClassTeacher: a pupil is named where the field says so; the class teacher has the task, and
// whoever becomes class teacher meanwhile has it from then on.
func TestPupilsAnswerByTheirClassTeacher(t *testing.T) {
	o := newBureau(t)
	o.publish(t, "hearing", hearing, "main")
	o.refusedStart("teacher", "hearing", object{"persons": []any{"p1"}, "clerk": "p1"}, "reference /clerk")
	o.refusedStart("teacher", "hearing", object{"persons": []any{"teacher", "p9"}}, "reference /persons/1")
	c := o.begins("teacher", "hearing", object{"persons": []any{"p1", "head"}})
	task := func() string {
		return strings.Join(o.look(c.Number).Open[0].Persons, " ")
	}
	if got := task(); got != "head2" {
		t.Fatalf("for the pupil answers %q", got)
	}
	o.owner(t, `UPDATE pupils SET class_teacher = 'auditor' WHERE school = 'main' AND id = 'p1'`)
	if _, err := o.server.service.RestaffDue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	if got := task(); got != "auditor" {
		t.Fatalf("after the change for the pupil answers %q", got)
	}
	o.does("auditor", c.Number, "answer done", object{"word": "已问明"})
	if c = o.does("head", c.Number, "answer done", object{"word": "是"}); c.State != "done" {
		t.Fatalf("the hearing is %s", c.State)
	}
	o.booksAgree()
}

// TestPupilsAreNotEverybodys: the office reads of all pupils, class teachers of their own; nobody finds them where a
// field does not say so; a page shows no guardian's telephone.
func TestPupilsAreNotEverybodys(t *testing.T) {
	s := newSite(t)
	s.publish(t, "hearing", hearing, "main")
	for _, c := range []struct {
		as, url string
		status  int
		has     []string
		hasNot  []string
	}{
		{"cashier", "/api/v1/pupils", 200, []string{`"class_teacher":"head2"`, `"phone":"000-8800201"`, `"guardian":"许先生"`}, nil},
		{"head2", "/api/v1/pupils", 200, []string{`"id":"p1"`, `"phone":"000-8800201"`}, nil},
		{"head2", "/api/v1/pupils/p1", 200, []string{`"name":"许诺"`}, nil},
		{"teacher", "/api/v1/pupils", 200, []string{`"items":[]`}, []string{"p1", "000-8800201"}},
		{"teacher", "/api/v1/pupils/p1", 404, nil, []string{"许诺"}},
		{"director@second", "/api/v1/pupils?q=许诺", 200, nil, []string{"head2\""}},
		{"teacher", "/api/v1/persons?q=许诺", 200, []string{`"items":[]`}, nil},
		{"teacher", "/pick/person?q=许诺", 200, nil, []string{"p1"}},
		{"teacher", "/pick/person_or_pupil?q=xn", 200, []string{`data-value="p1"`, "许诺", "五(2)班"}, []string{"000-8800201", "许先生"}},
		{"teacher", "/pick/person_or_pupil?q=李玉梅", 200, []string{`data-value="head"`}, nil},
	} {
		s.check(t, scenario{name: c.url + " as " + c.as, as: c.as, url: c.url, status: c.status, has: c.has, hasNot: c.hasNot})
	}
	web := httptest.NewServer(s.engine)
	defer web.Close()
	who := s.browse(t, web, "teacher")
	who.get("/new/hearing")
	form := who.form("/new/hearing")
	if got := strings.Join(form.options["persons"], " "); !strings.Contains(got, "p1") || !strings.Contains(got, "head2") {
		t.Errorf("to choose from: %s", got)
	}
	if got := strings.Join(form.options["clerk"], " "); strings.Contains(got, "p1") {
		t.Errorf("for a field without pupils to choose from: %s", got)
	}
	form.values["persons"] = []string{"p1"}
	who.submit(form, "outcome", "submit")
	who.want(200, "许诺", "许先生", "答复（许诺）")
	who.wantNot("000-8800201")
	director := s.browse(t, web, "director")
	director.get("/receivables")
	director.want(200, `href="/admin/lists/pupils"`, `href="/admin/lists/prices"`)
	director.get("/admin/lists/pupils")
	director.want(200, "许诺", "五(2)班", `href="/receivables"`)
}
