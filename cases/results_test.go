package cases_test

import (
	"encoding/json"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// mending can end as done, refused or taken back, and comes to a price, a count, a day and a word.
const mending = `process: mending
title: {zh: 修补, en: Mending}
category: {zh: 试验, en: Trial}
number: XB-{year}-{seq}
results:
  cost: {type: money, title: {zh: 费用, en: Cost}, value: mend.cost}
  half: {type: money, value: mend.cost / 2}
  parts: {type: integer, value: mend.parts}
  weight: {type: decimal, value: mend.weight}
  on: {type: date, value: today}
  way: {type: text, value: mend.way}
  fine: {type: bool, title: {zh: 完好, en: Fine}, value: mend.cost < 100}
  share: {type: money, value: start.price / mend.parts}
forms:
  what:
    fields:
      - {name: what, type: text, label: 事项, required: true}
      - {name: price, type: money, label: 价}
  work:
    fields:
      - {name: cost, type: money, label: 费用}
      - {name: parts, type: integer, label: 件数}
      - {name: weight, type: decimal, label: 重量, scale: 3}
      - {name: way, type: text, label: 方式, hidden: true, formula: outcome}
start:
  by: [{role: head}]
  form: what
steps:
  - id: mend
    kind: task
    by: {role: buyer}
    form: work
    outcomes:
      - {id: repaired, title: 修好}
      - {id: refused, title: 不修, then: rejected}
`

// breakage waits for a mending and reads what it came to.
const breakage = `process: breakage
title: {zh: 损坏, en: Breakage}
category: {zh: 试验, en: Trial}
number: SH-{year}-{seq}
forms:
  what:
    fields:
      - {name: what, type: text, label: 事项, required: true}
      - {name: price, type: money, label: 价}
  bill:
    fields:
      - {name: due, type: money, label: 应收, formula: mend.cost + mend.half}
      - {name: state, type: text, label: 结果, formula: mend.state}
      - {name: case, type: case, label: 维修单, formula: mend.case}
      - {name: parts, type: integer, label: 件, formula: mend.parts}
      - {name: weight, type: decimal, label: 重, formula: mend.weight}
      - {name: on, type: date, label: 日, formula: mend.on}
      - {name: way, type: text, label: 法, formula: mend.way}
start:
  by: [{role: head}]
  form: what
steps:
  - id: both
    kind: parallel
    branches:
      - - id: mend
          kind: start
          process: mending
          wait: true
          with: {what: start.what, price: start.price}
          results: {cost: money, half: money, parts: integer, weight: decimal, on: date, way: text}
      - - {id: note, kind: task, by: starter, when: mend.state == null}
  - {id: bill, kind: task, by: {role: cashier}, form: bill}
`

// hurt begins a breakage; back come its case and that of the mending it waits for.
func (s *stage) hurt(data string) (parent, child *run) {
	s.Helper()
	result, err := s.startOf("breakage", "head", data)
	if err != nil {
		s.Fatalf("%v %s", err, failuresOf(err))
	}
	return &run{stage: s, id: result.Case.ID}, &run{stage: s, id: result.State.Waits[0].Case}
}

// tells tells a case that another it waits for is over, as its workflow does: without what that came to.
func (r *run) tells(child *run, status processes.Status) {
	r.Helper()
	ended := &processes.Ended{Case: child.id, Status: status}
	if _, err := r.act(processes.Action{Kind: processes.DoEnded, Ended: ended}); err != nil {
		r.Fatal(err)
	}
}

func TestACaseReadsWhatAnotherCameTo(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"mending": mending})
	s.publish(map[string]string{"breakage": breakage})
	parent, child := s.hurt(`{"what":"窗","price":3000}`)
	if open := child.view("head"); len(open.Results) != 0 {
		t.Errorf("an open case came to %v", open.Results)
	}
	child.do("buyer", "mend", "repaired", `{"cost":1001,"parts":3,"weight":"1.250"}`)
	raw, err := json.Marshal(child.view("head").Results)
	if err != nil {
		t.Fatal(err)
	}
	today := s.text(`SELECT to_char(changed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') FROM cases WHERE id = $1`, child.id)
	want := `{"cost":1001,"fine":true,"half":501,"on":"` + today + `","parts":3,"share":1000,"way":"repaired","weight":"1.25"}`
	if string(raw) != want {
		t.Errorf("it came to %s, want %s", raw, want)
	}
	if told := child.view("head").CameTo; len(told) != 2 || told[0].Text != forms.Money(1001).In("") || told[1].Text != "是" {
		t.Errorf("people are told of %+v", told)
	}
	parent.stands(processes.Open, "note")
	parent.do("head", "note", "done", "")
	parent.tells(child, processes.Done)
	parent.do("cashier", "bill", "done", "{}")
	parent.stands(processes.Done)
	raw, err = json.Marshal(parent.view("head").Steps["bill"])
	want = `{"case":"` + child.id + `","due":1502,"on":"` + today +
		`","parts":3,"state":"done","way":"repaired","weight":"1.25"}`
	if err != nil || string(raw) != want {
		t.Errorf("the bill is %s, want %s (%v)", raw, want, err)
	}
}

// TestWhatWasNotDoneIsEmpty: a case ends also where what it would come to cannot be worked out.
func TestWhatWasNotDoneIsEmpty(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"mending": mending})
	s.publish(map[string]string{"breakage": breakage})
	parent, child := s.hurt(`{"what":"门"}`)
	if _, err := child.act(processes.Action{Kind: processes.DoWithdraw, Actor: "head"}); err != nil {
		t.Fatal(err)
	}
	if came := child.view("head").Results; len(came) != 1 || came["on"] == nil {
		t.Errorf("it came to %v", came)
	}
	parent.tells(child, processes.Withdrawn)
	parent.do("head", "note", "done", "")
	parent.do("cashier", "bill", "done", "{}")
	if bill := parent.view("head").Steps["bill"]; bill["due"] != nil || bill["state"] != "withdrawn" {
		t.Errorf("the bill is %v", bill)
	}

	_, child = s.hurt(`{"what":"桌","price":100}`)
	err := child.try("buyer", "mend", "repaired", `{"parts":0}`)
	s.refuses(err, processes.Invalid, "")
	child.do("buyer", "mend", "refused", `{"parts":0}`)
	child.stands(processes.Rejected)
	if came := child.view("head").Results; came["share"] != nil || came["way"] != "refused" {
		t.Errorf("it came to %v", came)
	}
}

// TestPublishingComparesWhatIsRead holds names and types of results against the process begun.
func TestPublishingComparesWhatIsRead(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"mending": mending})
	for text, want := range map[string]string{
		strings.NewReplacer("weight: decimal", "weight: integer", "type: decimal, label: 重", "type: integer, label: 重").
			Replace(breakage): `the result "weight" of "mending" is no integer (decimal)`,
		strings.Replace(breakage, "way: text}", "way: text, wey: text}", 1):         `step "mend": "mending" has no result "wey" (did you mean way?)`,
		strings.Replace(breakage, "parts: integer,", "parts: integer, x: date,", 1): `breakage.yaml:31:63: step "mend": "mending" has no result "x"`,
	} {
		_, _, err := s.service.Publish(t.Context(), s.school, "admin", "breakage", []byte(text))
		problems, ok := cases.IsProblems(err)
		if !ok || !strings.Contains(problems.Error(), want) {
			t.Errorf("published with %v, want %s", err, want)
		}
	}
}

// TestAResultOfAnotherTypeIsEmpty: the other process may be published anew while a case waits.
func TestAResultOfAnotherTypeIsEmpty(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"mending": mending})
	s.publish(map[string]string{"breakage": breakage})
	other := strings.NewReplacer("on: {type: date, value: today}", "on: {type: text, value: start.what}",
		"cost: {type: money, title: {zh: 费用, en: Cost}, value: mend.cost}", "cost: {type: text, value: mend.way}").Replace(mending)
	s.publish(map[string]string{"mending": other})
	parent, child := s.hurt(`{"what":"灯"}`)
	child.do("buyer", "mend", "repaired", `{"cost":500,"parts":1}`)
	parent.tells(child, processes.Done)
	parent.do("head", "note", "done", "")
	parent.do("cashier", "bill", "done", "{}")
	bill := parent.view("head").Steps["bill"]
	if bill["due"] != nil || bill["on"] != nil || bill["parts"] != int64(1) {
		t.Errorf("the bill is %v", bill)
	}
}
