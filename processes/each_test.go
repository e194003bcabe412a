package processes_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
)

const inspection = `process: inspection
title: 检查
number: JC-{seq}
forms:
  request:
    fields:
      - {name: rooms, type: room, label: 房间, many: true, min: 1}
      - {name: stores, type: store, label: 库房, many: true}
      - name: lines
        type: table
        label: 明细
        fields:
          - {name: item, type: item, label: 物品}
  found:
    fields:
      - {name: place, type: text, label: 地点, formula: here.name}
      - {name: seats, type: integer, label: 座位, required: here.seats > 40}
start: {by: {role: head}, form: request}
steps:
  - id: look
    kind: each
    rows: start.rooms
    as: here
    steps:
      - {id: check, kind: task, by: {field: here.head}, form: found}
      - {id: again, kind: sign, by: {role: director}, when: "check.seats > 40 && here.head == starter"}
  - id: keep
    kind: each
    rows: start.stores
    steps:
      - {id: count, kind: sign, by: {role: storekeeper, store: key}}
  - id: deliver
    kind: each
    rows: start.lines
    key: row.item.store
    steps:
      - {id: hand, kind: sign, by: {field: key.keeper}, when: rows.size() > 0}
  - {id: seal, kind: sign, by: {role: principal}}
`

// inspected is a school with rooms that have heads and stores that have keepers.
func inspected(t *testing.T) *life {
	w := school()
	for id, attrs := range map[string]forms.Data{
		"room/B201": {"name": "201 教室", "head": "head", "seats": int64(45)},
		"room/B 2/": {"name": "2 号楼", "head": "canteen", "seats": int64(0)},
		"room/B209": {"name": "209 教室"}, "store/general": {"name": "总务库", "keeper": "keeper3"},
		"store/canteen": {"name": "食堂库", "keeper": "keeper2"},
	} {
		w.objects[id] = forms.Object{ID: id[strings.Index(id, "/")+1:], Attrs: attrs}
	}
	p, problems := processes.Compile("inspection.yaml", []byte(inspection), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	return newLife(t, p, w)
}

// open lists the open tasks with their branch and persons.
func (l *life) standing() string {
	var tasks []string
	for _, task := range l.s.Open {
		tasks = append(tasks, fmt.Sprintf("%s@%s=%s", task.Step, task.Branch, strings.Join(task.Persons, "+")))
	}
	slices.Sort(tasks)
	return strings.Join(tasks, " ")
}

func TestEachOverReferences(t *testing.T) {
	l := inspected(t)
	l.begin("head", map[string]any{
		"rooms": []any{"B201", "B 2/"}, "stores": []any{"canteen"},
		"lines": []any{row{"item": "paper"}, row{"item": "rice"}, row{"item": "desk"}},
	})
	if got, want := l.standing(), "check@B%202%2F=canteen check@B201=head"; got != want {
		t.Fatalf("open %s, wanted %s", got, want)
	}
	l.do("head", "check@B201", "done", map[string]any{"seats": jsonInt(46)})
	l.do("canteen", "check@B%202%2F", "done", nil)
	if got := l.s.Data["check@B%202%2F"].Text("place"); got != "2 号楼" {
		t.Errorf("the form of a branch has %q for the reference's name", got)
	}
	if got := l.standing(); got != "again@B201=deputy" && got != "again@B201=director" {
		t.Fatalf("open %s", got)
	}
	l.do("director", "again", "sign", nil)
	if got := l.standing(); got != "count@canteen=keeper2" {
		t.Fatalf("open %s", got)
	}
	l.do("keeper2", "count", "sign", nil)
	if got, want := l.standing(), "hand@canteen=keeper2 hand@general=keeper3"; got != want {
		t.Fatalf("open %s, wanted %s: a key that is a reference leads on", got, want)
	}
	l.do("keeper2", "hand@canteen", "sign", nil)
	l.do("keeper3", "hand@general", "sign", nil)
	l.do("principal", "seal", "sign", nil)
	if l.s.Status != processes.Done {
		t.Errorf("ended %s", l.s.Status)
	}
}

// TestEachOverNoReferences: nothing chosen is no branch.
func TestEachOverNoReferences(t *testing.T) {
	l := inspected(t)
	l.begin("head", map[string]any{"rooms": []any{"B201"}})
	l.do("head", "check", "done", map[string]any{"seats": jsonInt(1)})
	if got := l.standing(); got != "seal@=principal" {
		t.Errorf("open %s", got)
	}
}

// TestEachOverReferencesOfNobody: a room without a head is nobody's task, and that is said before the case begins.
func TestEachOverReferencesOfNobody(t *testing.T) {
	l := inspected(t)
	var refusal *processes.Refusal
	err := l.try(processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: map[string]any{"rooms": []any{"B201", "B209"}},
	})
	if !errors.As(err, &refusal) || len(refusal.Failures) == 0 || refusal.Failures[0].Code != "nobody" {
		t.Errorf("refused for %v", err)
	}
}

func TestEachOverReferencesThatMakesNoSense(t *testing.T) {
	for old, c := range map[string]struct{ new, want string }{
		"rows: start.rooms":       {"rows: start.rooms\n    key: row.id", "every reference of the list is a key already"},
		"by: {field: here.head}":  {"by: {field: here.hed}", `a room has no "hed" (did you mean head?)`},
		"when: rows.size() > 0":   {"when: key.rooms == 1", `a store has no "rooms"`},
		"by: {field: key.keeper}": {"by: {field: key}", "this is a store, a person is wanted"},
		"store: key":              {"store: rows", `there is no "rows"`},
		"key: row.item.store":     {"key: row.item.food", "a condition, text is wanted"},
		"rows: start.stores":      {"rows: start.stores.map(s, s.name)", "this gives neither rows nor references"},
	} {
		text := strings.Replace(inspection, old, c.new, 1)
		_, problems := processes.Compile("f", []byte(text), roles(t))
		if problems.OK() || !strings.Contains(problems.Error(), c.want) {
			t.Errorf("%s: %v, wanted %s", c.new, problems.Error(), c.want)
		}
	}
}
