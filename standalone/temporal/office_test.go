package temporal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
	"zongwu/workflows"
)

// office is a world whose cases are real: decided by definitions, acted on by people.
type office struct {
	*world
	people *cases.Service // through which persons act
	send   func(cases.Request) (*cases.Result, error)
}

// newOffice starts a Temporal and puts the processes of routes in force.
func newOffice(t *testing.T) *office {
	t.Helper()
	db := storetest.Empty(t)
	school := storetest.School("main")
	for i := range school.Budget {
		school.Budget[i].Planned *= 100
	}
	if err := db.Store.LoadSchool(t.Context(), school); err != nil {
		t.Fatal(err)
	}
	w := newWorldOn(t, db)
	c, err := client.Dial(client.Options{
		HostPort: w.server.HostPort, Namespace: w.server.Namespace, Identity: "recorder",
		Logger: sdklog.NewStructuredLogger(quiet()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	w.client = c
	o := &office{world: w, people: &cases.Service{Store: w.Store}}
	o.send = func(r cases.Request) (*cases.Result, error) { return o.people.Act(context.Background(), r) }
	if _, err := o.people.PublishCatalogue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"alarm", "errand", "outing"} {
		text, err := os.ReadFile(filepath.Join("testdata", id+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.people.Publish(t.Context(), "main", "admin", id, text); err != nil {
			t.Fatal(err)
		}
	}
	o.exec(`INSERT INTO files (school, id, name, type, size, sha256, content, uploader)
		VALUES ('main', 'f1', 'a.pdf', 'application/pdf', 1, encode(sha256('x'), 'hex'), 'x', 'head')`)
	return o
}

// within gives the office to a part of a test.
func (o *office) within(t *testing.T) *office {
	w := *o.world
	w.t = t
	return &office{world: &w, people: o.people, send: o.send}
}

func (o *office) exec(query string, args ...any) {
	o.t.Helper()
	if _, err := o.Owner.Exec(query, args...); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
}

func (o *office) number(query string, args ...any) (n int) {
	o.t.Helper()
	if err := o.Owner.QueryRow(query, args...).Scan(&n); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// life is a case on its route.
type life struct {
	*office
	name string
	route
	workflows.Case
	done int // moves made
	rung map[processes.Kind]int
}

// begin begins a route.
func (o *office) begin(name string) *life {
	o.t.Helper()
	r, ok := routes()[name]
	if !ok {
		o.t.Fatalf("there is no route %s", name)
	}
	return o.beginAs(name, r)
}

func (o *office) beginAs(name string, r route) *life {
	o.t.Helper()
	result := o.act(name, cases.Request{Process: r.process, Action: processes.Action{
		Kind: processes.DoStart, Actor: r.by, At: time.Now().Add(-r.ago), Data: fields(r.data),
	}})
	return &life{office: o, name: name, route: r, rung: map[processes.Kind]int{}, Case: workflows.Case{
		School: "main", Case: result.Case.ID, Process: r.process, Number: result.Case.Number, Version: result.Case.Version,
	}}
}

// fields reads JSON as the server does: numbers stay as written.
func fields(text string) (out map[string]any) {
	if text == "" {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil {
		panic(fmt.Sprintf("read %s: %v", text, err))
	}
	return out
}

func (o *office) act(name string, r cases.Request) *cases.Result {
	o.t.Helper()
	r.School = "main"
	result, err := o.send(r)
	if err != nil {
		var refusal *processes.Refusal
		if errors.As(err, &refusal) {
			o.t.Logf("%s: %+v", name, refusal.Failures)
		}
		o.t.Fatalf("%s: %s %s by %s: %v", name, r.Action.Kind, r.Action.Outcome, r.Action.Actor, err)
	}
	return result
}

// step makes the next move, and says whether there was one.
func (l *life) step() bool {
	l.t.Helper()
	if l.done == len(l.moves) {
		return false
	}
	m := l.moves[l.done]
	l.done++
	if m.kind == processes.DoClock || m.kind == processes.DoEnded {
		l.rung[m.kind]++
		l.until(fmt.Sprintf("%s: %s %d", l.name, m.kind, l.rung[m.kind]), 20*time.Second, func() bool {
			return l.number(`SELECT count(*) FROM transitions WHERE case_id = $1 AND body ->> 'action' = $2`,
				l.Case.Case, string(m.kind)) >= l.rung[m.kind]
		})
		return true
	}
	if m.kind == processes.DoRestaff {
		l.leave(m.by, m.to)
		return true
	}
	a := processes.Action{
		Kind: m.kind, Actor: m.by, Outcome: m.out, Data: fields(m.data), To: m.to, Resume: m.resume, Place: m.place,
	}
	if m.kind == processes.DoCopy {
		a.To, a.Persons = "", []string{m.to}
	}
	if a.Kind == "" {
		a.Kind = processes.DoSubmit
	} else {
		a.Comment = "请看"
	}
	id := l.Case.Case
	place, child := strings.CutPrefix(m.at, "child:")
	if child {
		id = l.child()
	}
	if m.at != "" {
		a.Task = l.task(id, place)
	}
	l.act(l.name, cases.Request{Case: id, Action: a})
	return true
}

// leave sends somebody on leave from today on; without a deputy they are back.
func (o *office) leave(person, deputy string) {
	o.t.Helper()
	var leave processes.Leave
	if deputy != "" {
		leave = processes.Leave{From: processes.Day(time.Now()), Deputy: deputy}
	}
	if _, err := o.people.SetLeave(context.Background(), "main", person, leave); err != nil {
		o.t.Fatal(err)
	}
}

// finish makes all moves that are left.
func (l *life) finish() *life {
	l.t.Helper()
	for l.step() {
	}
	return l
}

// reach makes moves until a step is open.
func (l *life) reach(step string) *life {
	l.t.Helper()
	for {
		for _, t := range l.open(l.Case.Case) {
			if t.Step == step {
				return l
			}
		}
		if !l.step() {
			l.t.Fatalf("%s never opens %s", l.name, step)
		}
	}
}

func (l *life) child() string {
	l.t.Helper()
	var id string
	if err := l.Owner.QueryRow(`SELECT id FROM cases WHERE parent = $1`, l.Case.Case).Scan(&id); err != nil {
		l.t.Fatal(err)
	}
	return id
}

func (o *office) open(id string) []cases.TaskView {
	o.t.Helper()
	v, err := o.people.Case(context.Background(), "main", cases.Viewer{Person: "director"}, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return v.Open
}

func (l *life) task(id, place string) string {
	l.t.Helper()
	open := l.open(id)
	for _, t := range open {
		if t.Step == place || t.Step+"@"+t.Branch == place {
			return t.ID
		}
	}
	l.t.Fatalf("%s: %s is not open, but %+v", l.name, place, open)
	return ""
}

// mustHaveEnded fails unless the workflow ended as its case did.
func (l *life) mustHaveEnded() {
	l.t.Helper()
	end := l.mustEnd(l.Case)
	if end.Status != string(l.end) || end.Seq != l.number(`SELECT seq FROM cases WHERE id = $1`, l.Case.Case) {
		l.t.Errorf("%s ended as %+v, want %s", l.name, end, l.end)
	}
}

// mustAddUp fails when books, trail, cases and workflows do not agree.
func (o *office) mustAddUp() {
	o.t.Helper()
	o.until("told", 60*time.Second, o.told)
	o.mustAgree()
	findings, err := o.people.Verify(context.Background(), "main")
	if err != nil || len(findings) > 0 {
		o.t.Errorf("verify: %v %v", findings, err)
	}
}

// process reads the definition in force of a process.
func (o *office) process(id string) *processes.Process {
	o.t.Helper()
	var text []byte
	o.In(o.t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		text, _, err = tx.Definition(ctx, id)
		return err
	})
	roles, err := cases.CatalogueRoles()
	if err != nil {
		o.t.Fatal(err)
	}
	p, problems := processes.Compile(id+".yaml", text, roles)
	if p == nil {
		o.t.Fatal(problems)
	}
	return p
}

// kinds are the kinds of the steps a case passed.
func (l *life) kinds() (kinds []string) {
	l.t.Helper()
	passed := map[string]bool{}
	for _, s := range l.office.process(l.route.process).All() {
		passed[s.Kind] = passed[s.Kind] || l.number(`SELECT count(*) FROM cases, jsonb_array_elements(state -> 'path') visit
			WHERE id = $1 AND visit ->> 'step' = $2`, l.Case.Case, s.ID) > 0
	}
	for _, kind := range processes.Kinds {
		if passed[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
