package processes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
)

// memory is a school in memory.
type memory struct {
	people   []processes.Person
	objects  map[string]forms.Object // "item/g01"
	settings map[string]any
	left     forms.Money
	lookups  map[string]func(args []any) any
	doers    func(cases, steps []string) []string
}

func (m *memory) People(context.Context) ([]processes.Person, error)   { return m.people, nil }
func (m *memory) Settings(context.Context) (map[string]any, error)     { return m.settings, nil }
func (m *memory) Calendar(context.Context) (*calendar.Calendar, error) { return nil, nil } //nolint:nilnil // nil is the statutory calendar
func (m *memory) Lookup(_ context.Context, name string, args []any) (any, error) {
	if name == "others_with" {
		return int64(len(slices.DeleteFunc(slices.Clone(m.people), func(p processes.Person) bool {
			return p.ID == args[1] || !slices.Contains(p.Roles, args[0].(string))
		}))), nil
	}
	if name == "budget_left" {
		return m.left, nil
	}
	if answer := m.lookups[name]; answer != nil {
		return answer(args), nil
	}
	return nil, nil //nolint:nilnil // empty
}

func (m *memory) Object(_ context.Context, kind, id string) (forms.Object, bool, error) {
	if kind == "person" {
		i := slices.IndexFunc(m.people, func(p processes.Person) bool { return p.ID == id })
		if i < 0 {
			pupil, is := m.objects["pupil/"+id]
			return pupil, is, nil
		}
		p := m.people[i]
		return forms.Object{ID: id, Attrs: forms.Data{"name": p.Name, "department": p.Department, "roles": p.Roles}}, true, nil
	}
	if kind == "file" {
		return forms.Object{ID: id, Attrs: forms.Data{"name": id, "type": "image/png", "size": int64(1)}}, true, nil
	}
	if kind == "subject" || kind == "department" {
		return forms.Object{ID: id, Attrs: forms.Data{"name": id}}, true, nil
	}
	o, ok := m.objects[kind+"/"+id]
	return o, ok, nil
}

func item(id, kind, store string, food bool, price forms.Money) forms.Object {
	return forms.Object{ID: id, Attrs: forms.Data{
		"name": id, "unit": "个", "kind": kind, "store": store, "food": food, "price": price, "proof": "",
	}}
}

// school is a small school with everybody a purchase needs.
func school() *memory {
	m := &memory{
		objects: map[string]forms.Object{}, settings: map[string]any{}, left: 10_000_00,
		lookups: map[string]func(args []any) any{},
	}
	add := func(id string, stores []string, roles ...string) {
		m.people = append(m.people, processes.Person{ID: id, Name: id, Department: "d-" + id, Roles: roles, Stores: stores})
	}
	add("accountant", nil, "accountant")
	add("auditor", nil, "auditor")
	add("buyer", nil, "buyer")
	add("buyer2", nil, "buyer")
	add("canteen", nil, "canteen", "head")
	add("cashier", nil, "cashier")
	add("director", nil, "director", "head")
	add("deputy", nil, "deputy_principal")
	add("head", nil, "head")
	add("keeper", []string{"general"}, "storekeeper")
	add("keeper2", []string{"canteen"}, "storekeeper")
	add("keeper3", []string{"general"}, "storekeeper")
	add("principal", nil, "principal")
	slices.SortFunc(m.people, func(a, b processes.Person) int { return cmpString(a.ID, b.ID) })
	for _, o := range []forms.Object{
		item("paper", "consumable", "general", false, 22_50), item("desk", "asset", "general", false, 218_00),
		item("rice", "food", "canteen", true, 5_20), item("service", "service", "", false, 380_00),
		item("water", "consumable", "general", true, 12_00),
	} {
		m.objects["item/"+o.ID] = o
	}
	for id, until := range map[string]any{
		"s1": "2027-12-31", "s2": "2027-12-31", "s3": "2027-12-31", "s4": "2020-01-01", "s5": "2020-01-01", "s6": nil,
	} {
		m.objects["supplier/"+id] = forms.Object{ID: id, Attrs: forms.Data{"name": id, "settle": "single", "contract_to": until}}
	}
	return m
}

func cmpString(a, b string) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// life is one case being carried along in memory.
type life struct {
	t   *testing.T
	p   *processes.Process
	w   *memory
	s   processes.State
	all []processes.Transition
	now time.Time
	ctx context.Context
}

func compileFile(t testing.TB, path string) *processes.Process {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := processes.Compile(path, text, roles(t))
	if !problems.OK() {
		t.Fatal(problems.Error())
	}
	return p
}

func roles(t testing.TB) []processes.Role {
	t.Helper()
	text, err := os.ReadFile("definitions/roles.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, problems := processes.ParseRoles("roles.yaml", text)
	if !problems.OK() {
		t.Fatal(problems.Error())
	}
	return list
}

func newLife(t *testing.T, p *processes.Process, w *memory) *life {
	t.Helper()
	return &life{t: t, p: p, w: w, now: time.Date(2026, 9, 7, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)), ctx: t.Context()}
}

// try makes one action and checks what must hold after every transition.
func (l *life) try(a processes.Action) error {
	l.now = l.now.Add(time.Minute)
	a.At = l.now
	tr, err := processes.Decide(l.ctx, l.p, "case", l.s, a, l.w)
	if err != nil || tr == nil {
		return err
	}
	l.s = processes.Apply(l.s, tr)
	l.all = append(l.all, *tr)
	l.invariants()
	return nil
}

// invariants are what is true of every case after every transition.
func (l *life) invariants() {
	l.t.Helper()
	if got, want := asJSON(l.t, processes.Fold(l.all)), asJSON(l.t, l.s); got != want {
		l.t.Fatalf("the fold of the transitions is %s, the state %s", got, want)
	}
	seen := map[string]bool{}
	for _, task := range l.s.Open {
		if key := task.Step + "@" + task.Branch; seen[key] {
			l.t.Fatalf("%s is open twice", key)
		} else {
			seen[key] = true
		}
		if len(task.Persons) == 0 {
			l.t.Fatalf("nobody may do %s", task.Step)
		}
	}
	if over, open := l.s.Status != processes.Open, len(l.s.Open)+len(l.s.Waits) > 0; over == open {
		l.t.Fatalf("the case is %s with open tasks: %v, path %v", l.s.Status, l.s.Open, l.s.Path)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (l *life) begin(actor string, data map[string]any) {
	l.t.Helper()
	if err := l.try(processes.Action{Kind: processes.DoStart, Actor: actor, Data: data}); err != nil {
		l.t.Fatalf("%s begins: %v", actor, err)
	}
}

// open finds the open task of a step ("accept" or "accept@general").
func (l *life) open(place string) processes.Task {
	l.t.Helper()
	for _, task := range l.s.Open {
		if task.Step == place || task.Step+"@"+task.Branch == place {
			return task
		}
	}
	l.t.Fatalf("%s is not open, but %v", place, l.places())
	return processes.Task{}
}

func (l *life) places() []string {
	var places []string
	for _, task := range l.s.Open {
		place := task.Step
		if task.Branch != "" {
			place += "@" + task.Branch
		}
		places = append(places, place)
	}
	slices.Sort(places)
	return places
}

func (l *life) do(actor, place, outcome string, data map[string]any) {
	l.t.Helper()
	if err := l.tryDo(actor, place, outcome, data); err != nil {
		l.t.Fatalf("%s %s %s: %v", actor, place, outcome, err)
	}
}

func (l *life) tryDo(actor, place, outcome string, data map[string]any) error {
	l.t.Helper()
	task := l.open(place)
	return l.try(processes.Action{Kind: processes.DoSubmit, Actor: actor, Task: task.ID, Outcome: outcome, Data: data})
}

func (l *life) expect(status processes.Status, places ...string) {
	l.t.Helper()
	slices.Sort(places)
	if l.s.Status != status || !slices.Equal(l.places(), places) {
		l.t.Fatalf("the case is %s with %v open, wanted %s with %v", l.s.Status, l.places(), status, places)
	}
}

// posted adds up what a book operation was given over the whole case.
func (l *life) posted(book, op, input string) decimal.Decimal {
	var sum decimal.Decimal
	for _, tr := range l.all {
		for _, p := range tr.Postings {
			if p.Book != book || p.Op != op {
				continue
			}
			switch v := p.Inputs[input].(type) {
			case forms.Money:
				sum = sum.Add(v.Yuan())
			case decimal.Decimal:
				sum = sum.Add(v)
			}
		}
	}
	return sum
}

func (l *life) wantPosted(book, op, input, want string) {
	l.t.Helper()
	if got := l.posted(book, op, input); !got.Equal(decimal.RequireFromString(want)) {
		l.t.Fatalf("%s.%s %s is %s, wanted %s", book, op, input, got, want)
	}
}

type row = map[string]any

func request(lines ...row) map[string]any {
	list := make([]any, len(lines))
	for i, l := range lines {
		list[i] = l
	}
	return map[string]any{"subject": "30201", "reason": "上课用", "needed_by": "2026-09-30", "lines": list}
}

func line(item, qty string, price int) row {
	return row{"item": item, "qty": qty, "price": json.Number(fmt.Sprint(price))}
}

// order orders everything as asked.
func (l *life) order(supplier string) map[string]any {
	var lines []any
	for _, r := range l.s.Data["start"].Rows("lines") {
		lines = append(lines, row{"line": r.Text("id"), "qty": r["qty"].(decimal.Decimal).String(), "price": json.Number(fmt.Sprint(int64(r["price"].(forms.Money))))})
	}
	return map[string]any{"supplier": supplier, "lines": lines}
}

// delivery is one acceptance: line id, accepted, refused.
func delivery(rows ...[3]string) map[string]any {
	var lines []any
	for _, r := range rows {
		one := row{"line": r[0], "accepted": r[1], "lot": "L1", "expires": "2026-12-31", "proof": "f1"}
		if r[2] != "" && r[2] != "0" {
			one["refused"], one["reason"] = r[2], "破损"
		}
		lines = append(lines, one)
	}
	return map[string]any{"lines": lines}
}

func jsonInt(n int) json.Number { return json.Number(fmt.Sprint(n)) }
