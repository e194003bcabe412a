package processes_test

import (
	"fmt"
	"testing"
	"time"

	"zongwu/processes"
)

const choosy = `process: choosy
title: 选择
number: XZ-{seq}
forms:
  what:
    fields:
      - {name: lines, type: table, label: 明细, fields: [{name: qty, type: decimal, label: 数量, required: true}]}
  verdict:
    fields:
      - {name: lines, type: table, label: 批准, rows: start.lines, show: outcome == 'yes', fields: [
          {name: approved, type: decimal, label: 批准数, required: true, default: line.qty}]}
      - {name: on, type: date, label: 日期, default: today}
      - {name: by, type: person, label: 经手人, default: actor}
start: {by: everyone, form: what}
steps:
  - {id: decide, kind: task, by: {role: director}, form: verdict, outcomes: [{id: yes, title: 好}, {id: no, title: 不好}]}
`

// TestTaskOpens: a task opens for whoever looks at it on that day, with the rows that an outcome asks for.
func TestTaskOpens(t *testing.T) {
	p, problems := processes.Compile("choosy", []byte(choosy), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, school())
	l.begin("head", map[string]any{"lines": []any{map[string]any{"qty": "2"}}})
	for outcome, rows := range map[string]int{"": 1, "yes": 1, "no": 0} {
		a := processes.Action{Actor: "director", Outcome: outcome, At: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
		data, err := processes.TaskData(t.Context(), p, l.s, l.open("decide"), a, l.w)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(len(data.Rows("lines")), data["on"], data["by"]); got != fmt.Sprint(rows, "2026-11-23", "director") {
			t.Errorf("%q opens with %s", outcome, got)
		}
	}
}
