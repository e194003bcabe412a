package processes_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
)

const valued = `process: valued
title: 分摊
number: FT-{seq}
results: {came: {type: money, value: due}}
values:
  due: "mend.cost != null ? mend.cost : half" # read before what it reads is named
  half: sum(start.lines, amount) / 2
  heavy: start.lines.filter(l, l.amount > 100)
  late: passed.mend && today > date('2026-01-01')
forms:
  request:
    fields:
      - {name: lines, type: table, label: 行, fields: [{name: amount, type: money, label: 金额}]}
  work:
    fields:
      - {name: cost, type: money, label: 花费}
      - {name: guess, type: money, label: 估计, formula: "max(half, 1)"}
  word: {fields: [{name: part, type: money, label: 其中, formula: "key == '1' ? due + 1 : due"}]}
start: {by: {role: head}, form: request}
steps:
  - {id: mend, kind: task, by: {role: buyer}, form: work, when: due > 100}
  - {id: hear, kind: each, rows: heavy, key: row.id, steps: [{id: heard, kind: sign, by: {role: director}, form: word}]}
  - {id: tell, kind: sign, by: {role: principal}, when: late}
`

// TestValues: a named value is worked out over the case as it is whenever something reads it, wherever that stands.
func TestValues(t *testing.T) {
	p, problems := processes.Compile("valued.yaml", []byte(valued), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	lines := func(fen ...int) map[string]any {
		var rows []any
		for _, n := range fen {
			rows = append(rows, map[string]any{"amount": jsonInt(n)})
		}
		return map[string]any{"lines": rows}
	}
	l := newLife(t, p, school())
	l.begin("head", lines(300_00, 100_00))
	l.do("buyer", "mend", "done", map[string]any{"cost": jsonInt(40_00)})
	if guessed := l.s.Data["mend"]["guess"]; guessed != forms.Money(200_00) { // of before the step was done
		t.Errorf("the field that reads a value holds %v", guessed)
	}
	if open := l.open("heard@1"); open.Step != "heard" || len(l.s.Open) != 1 {
		t.Fatalf("open are %+v", l.s.Open)
	}
	l.do("director", "heard@1", "sign", nil)
	if part := l.s.Data["heard@1"]["part"]; part != forms.Money(41_00) {
		t.Errorf("inside the each it reads %v", part)
	}
	l.do("principal", "tell", "sign", nil)
	if l.s.Results["came"] != forms.Money(40_00) {
		t.Errorf("it came to %v", l.s.Results)
	}

	l = newLife(t, p, school())
	if l.begin("head", lines(100_00)); l.s.Status != processes.Done || l.s.Results["came"] != forms.Money(50_00) {
		t.Errorf("with nothing to do it is %s and came to %v", l.s.Status, l.s.Results)
	}
}

// TestValuesAreBounded: values that read each other twice over cost what they cost, and are refused beyond the limit.
func TestValuesAreBounded(t *testing.T) {
	named := "values:\n  v0: start.a\n"
	for i := 1; i <= 30; i++ {
		named += fmt.Sprintf("  v%d: v%d + v%d\n", i, i-1, i-1)
	}
	text := strings.Replace(sound, "number:", "results: {r: {type: integer, value: v30}}\n"+named+"number:", 1)
	p, problems := processes.Compile("f", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	l := newLife(t, p, school())
	l.begin("head", map[string]any{"a": jsonInt(1)})
	l.do("director", "one", "approve", nil)
	var refused *processes.Refusal
	if err := l.tryDo("buyer", "two", "sign", nil); !errors.As(err, &refused) || refused.Failures[0].Code != "expression" {
		t.Errorf("a million readings: %v", err)
	}
}
