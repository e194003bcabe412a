package processes_test

import (
	"maps"
	"testing"

	"zongwu/processes"
)

const posting = `process: posting
title: 领物
number: LW-{seq}
forms:
  wish:
    fields:
      - {name: reason, type: text, label: 用途}
      - name: lines
        type: table
        label: 明细
        fields:
          - {name: item, type: item, label: 物品}
          - {name: qty, type: decimal, label: 数量}
  handed:
    fields:
      - {name: person, type: person, label: 领用人}
      - {name: amount, type: money, label: 金额}
      - {name: silent, type: person, hidden: true, label: 不显示, formula: person}
      - name: lines
        type: table
        label: 发放
        rows: start.lines
        fields:
          - {name: item, type: item, label: 物品, formula: line.item}
          - {name: issued, type: decimal, label: 实发}
start: {by: {role: head}, form: wish}
steps:
  - {id: hand, kind: task, by: {role: cashier}, form: handed}
  - {id: issue, kind: post, book: stock.issue, rows: hand.lines, where: row.issued > 0, at: /lines,
     with: {store: "'general'", item: row.item, quantity: row.issued}}
  - {id: asked, kind: post, book: stock.issue, rows: start.lines, at: /lines, with: {store: "'general'", item: row.item, quantity: row.qty}}
  - {id: owe, kind: post, book: receivables.owe, with: {person: hand.person, amount: hand.amount * 2}}
  - {id: unseen, kind: post, book: receivables.owe, with: {person: hand.silent, amount: hand.amount}}
`

// TestPlacesOfInputs: a posting knows in which fields of the form just sent its inputs stand; rows are counted as they
// were sent.
func TestPlacesOfInputs(t *testing.T) {
	p, problems := processes.Compile("posting", []byte(posting), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	l := newLife(t, p, school())
	line := func(item string) map[string]any { return map[string]any{"item": item, "qty": "1"} }
	l.begin("head", map[string]any{"lines": []any{line("paper"), line("desk"), line("water")}})
	l.do("cashier", "hand", "done", map[string]any{"person": "head", "amount": jsonInt(100), "lines": []any{
		map[string]any{"line": "3", "issued": "0"}, map[string]any{"line": "2", "issued": "1"},
	}})
	got := map[string]map[string]string{}
	for _, one := range l.all[len(l.all)-1].Postings {
		got[one.Step+one.Row] = one.Places
	}
	for where, want := range map[string]map[string]string{
		"issue2": {"item": "/lines/1/item", "quantity": "/lines/1/issued"},
		"asked1": {}, // of another form than the one just sent
		"owe":    {"person": "/person"},
		"unseen": {"amount": "/amount"},
	} {
		if !maps.Equal(got[where], want) {
			t.Errorf("%s: %v, wanted %v", where, got[where], want)
		}
	}
}
