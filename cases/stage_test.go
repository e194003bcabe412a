package cases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store/storetest"
)

// stage is a database of its own with the catalogue published in the school "main".
type stage struct {
	*testing.T
	db      *storetest.DB
	service *cases.Service
	school  string
}

// published has the catalogue in force in both schools.
var published = storetest.Furnished(func(ctx context.Context, db *storetest.DB) error {
	service := &cases.Service{Store: db.Store}
	_, main := service.PublishCatalogue(ctx, "main")
	_, second := service.PublishCatalogue(ctx, "second")
	return errors.Join(main, second)
})

// newStage ends with the proof that everything stored agrees, whatever the test did.
func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	db := published(t)
	s := &stage{T: t, db: db, service: &cases.Service{Store: db.Store}, school: "main"}
	t.Cleanup(func() {
		for _, school := range []string{"main", "second"} {
			findings, err := s.service.Verify(context.Background(), school)
			if err != nil {
				t.Error(err)
			}
			for _, f := range findings {
				t.Errorf("verify finds %+v", f)
			}
		}
	})
	return s
}

// js reads JSON as the server does: numbers stay as written.
func js(text string) map[string]any {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out map[string]any
	if err := decoder.Decode(&out); err != nil {
		panic(fmt.Sprintf("read %s: %v", text, err))
	}
	return out
}

// file uploads something and returns its id.
func (s *stage) file(id string) string {
	s.Helper()
	_, err := s.db.Owner.Exec(`INSERT INTO files (school, id, name, type, size, sha256, content, uploader)
		VALUES ($1, $2, 'a.pdf', 'application/pdf', 1, encode(sha256('x'), 'hex'), 'x', 'director')`, s.school, id)
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// number asks the owner's connection for one whole number.
func (s *stage) number(query string, args ...any) int64 {
	s.Helper()
	var n int64
	if err := s.db.Owner.QueryRow(query, args...).Scan(&n); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return n
}

func (s *stage) reserved(department, subject string) int64 {
	s.Helper()
	return s.number(`SELECT reserved FROM budget_lines WHERE school = $1 AND department = $2 AND subject = $3`,
		s.school, department, subject)
}

func (s *stage) inStock(store, item string) int64 {
	s.Helper()
	return s.number(`SELECT coalesce(sum(quantity), 0)::bigint FROM stock WHERE school = $1 AND store = $2 AND item = $3`,
		s.school, store, item)
}

func (s *stage) owed(supplier string) int64 {
	s.Helper()
	return s.number(`SELECT coalesce(sum(owed), 0)::bigint FROM payables WHERE school = $1 AND supplier = $2`,
		s.school, supplier)
}

// run is one case.
type run struct {
	*stage
	id, number string
}

func (s *stage) begin(person, data string) (*cases.Result, error) {
	return s.service.Act(context.Background(), cases.Request{
		School: s.school, Process: "purchase",
		Action: processes.Action{Kind: processes.DoStart, Actor: person, Data: js(data)},
	})
}

// start begins a purchase that must be accepted.
func (s *stage) start(person, data string) *run {
	s.Helper()
	r, err := s.begin(person, data)
	if err != nil {
		s.Fatalf("start by %s: %v", person, err)
	}
	return &run{stage: s, id: r.Case.ID, number: r.Case.Number}
}

// state reads the case as it stands.
func (r *run) view(person string) *cases.CaseView {
	r.Helper()
	v, err := r.service.Case(context.Background(), r.school, cases.Viewer{Person: person}, r.id)
	if err != nil {
		r.Fatalf("view by %s: %v", person, err)
	}
	return v
}

// director sees every case of the school.
func (r *run) director() string {
	if r.school == "main" {
		return "director"
	}
	return "director@" + r.school
}

// open lists the open steps as "step" or "step@branch", sorted.
func (r *run) open() []string {
	r.Helper()
	steps := []string{}
	for _, t := range r.view(r.director()).Open {
		steps = append(steps, placeOf(t))
	}
	slices.Sort(steps)
	return steps
}

func placeOf(t cases.TaskView) string {
	if t.Branch == "" {
		return t.Step
	}
	return t.Step + "@" + t.Branch
}

// task finds the open task of a step, "accept" or "accept@general".
func (r *run) task(place string) cases.TaskView {
	r.Helper()
	for _, t := range r.view(r.director()).Open {
		if t.Step == place || placeOf(t) == place {
			return t
		}
	}
	r.Fatalf("%s is not open in %s, but %v", place, r.number, r.open())
	return cases.TaskView{}
}

func (r *run) act(a processes.Action) (*cases.Result, error) {
	return r.service.Act(context.Background(), cases.Request{School: r.school, Case: r.id, Action: a})
}

// try takes an outcome of an open step and gives back what came of it.
func (r *run) try(person, place, outcome, data string) error {
	r.Helper()
	a := processes.Action{Kind: processes.DoSubmit, Actor: person, Task: r.task(place).ID, Outcome: outcome}
	if data != "" {
		a.Data = js(data)
	}
	_, err := r.act(a)
	return err
}

// do takes an outcome that must be accepted.
func (r *run) do(person, place, outcome, data string) {
	r.Helper()
	if err := r.try(person, place, outcome, data); err != nil {
		r.Fatalf("%s: %s by %s: %v\n%s", place, outcome, person, err, failuresOf(err))
	}
}

// refuses asserts the reason of a refusal and, where given, "code pointer" of one of its failures.
func (r *stage) refuses(err error, reason processes.Reason, failure string) {
	r.Helper()
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) {
		r.Fatalf("want a refusal (%s %s), got %v", reason, failure, err)
	}
	if refusal.Reason != reason {
		r.Fatalf("want reason %s (%s), got %v %s", reason, failure, err, failuresOf(err))
	}
	if failure == "" {
		return
	}
	for _, f := range refusal.Failures {
		if f.Code+" "+f.Pointer == failure {
			return
		}
	}
	r.Fatalf("want failure %q, got %s", failure, failuresOf(err))
}

func failuresOf(err error) string {
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) {
		return ""
	}
	var out bytes.Buffer
	for _, f := range refusal.Failures {
		fmt.Fprintf(&out, "  %s %s %s\n", f.Code, f.Pointer, f.Detail)
	}
	return out.String()
}

// stands asserts the case's status and open steps.
func (r *run) stands(status processes.Status, open ...string) {
	r.Helper()
	v := r.view(r.director())
	slices.Sort(open)
	if v.State != status || !slices.Equal(r.open(), append([]string{}, open...)) {
		r.Fatalf("want %s with %v open, got %s with %v", status, open, v.State, r.open())
	}
}

// equal asserts a number of a book.
func (s *stage) equal(what string, got, want int64) {
	s.Helper()
	if got != want {
		s.Errorf("%s: got %d, want %d", what, got, want)
	}
}

// The requests and forms the scenarios share.
const (
	chalk  = `{"subject":"30201","reason":"开学用粉笔","lines":[{"item":"g02","qty":"100","price":350}]}`
	copier = `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"80","price":2250}]}` // 1,800.00
	rice   = `{"subject":"CT01","reason":"大米","lines":[{"item":"g22","qty":"100","price":520}]}`
	stick  = `{"subject":"30201","reason":"一盒粉笔","lines":[{"item":"g02","qty":"1","price":350}]}`
	// all of one line arrives
	takeAll = `{"lines":[{"line":"1","accepted":"100"}]}`
)

func order(supplier, lines string) string {
	return `{"supplier":"` + supplier + `","lines":[` + lines + `]}`
}

func ordered(line, qty string, price int) string {
	return fmt.Sprintf(`{"line":%q,"qty":%q,"price":%d}`, line, qty, price)
}

// toAccept brings the chalk to its acceptance.
func (s *stage) toAccept() *run {
	s.Helper()
	r := s.start("head", chalk)
	r.do("director", "review", "approve", "")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	r.stands(processes.Open, "accept@general")
	return r
}

// text asks the owner's connection for one text.
func (s *stage) text(query string, args ...any) string {
	s.Helper()
	var text string
	if err := s.db.Owner.QueryRow(query, args...).Scan(&text); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return text
}
