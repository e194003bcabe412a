package processes_test

import (
	"strings"
	"testing"

	"zongwu/processes"
)

const lateness = `process: lateness
title: 逾期
number: YQ-{seq}
forms:
  what: {fields: [{name: who, type: person, label: 谁, required: true}]}
  why: {fields: [{name: reason, type: text, label: 为何, required: true}]}
  verdict:
    fields:
      - {name: wrong, type: text, label: 不对, show: outcome == 'again', required: true}
      - {name: shown, type: text, label: 结果, formula: outcome}
start: {by: everyone, form: what}
steps:
  - id: mend
    kind: task
    by: {field: start.who}
    transfer: {role: buyer}
    within: 1 workday
    escalate: {role: director}
    late: explain
    closes: explain
    outcomes: [{id: done, title: 好, then: confirm}]
  - {id: explain, kind: task, by: {has: mend}, form: why, within: 1 workday, outcomes: [{id: done, title: 说明, then: tell}]}
  - {id: tell, kind: notify, to: starter, message: "迟了：{explain.reason}", then: nothing}
  - id: confirm
    kind: task
    by: starter
    form: verdict
    within: 1 workday
    expire: fine
    outcomes: [{id: fine, title: 好}, {id: again, title: 重来, then: mend}]
`

func newLateness(t *testing.T) *life {
	t.Helper()
	p, problems := processes.Compile("lateness", []byte(lateness), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, school())
	l.begin("head", map[string]any{"who": "auditor"})
	return l
}

func (l *life) rings(place string) {
	l.t.Helper()
	if err := l.try(processes.Action{Kind: processes.DoClock, Clock: "due/" + l.open(place).ID}); err != nil {
		l.t.Fatal(err)
	}
}

// TestALateStepIsExplained: the step opens beside the overdue one, for whoever has it, and goes with it.
func TestALateStepIsExplained(t *testing.T) {
	l := newLateness(t)
	hand := processes.Action{Kind: processes.DoTransfer, Actor: "auditor", Task: l.open("mend").ID, To: "head"}
	if err := l.try(hand); err == nil {
		t.Error("handed to somebody who may not have it")
	}
	hand.To = "buyer2"
	if err := l.try(hand); err != nil {
		t.Fatal(err)
	}
	l.rings("mend")
	if got := strings.Join(l.places(), " "); got != "explain mend" {
		t.Fatalf("open are %s", got)
	}
	for place, want := range map[string]string{"mend": "buyer2 director", "explain": "buyer2"} {
		if got := strings.Join(l.open(place).Persons, " "); got != want {
			t.Errorf("%s is with %s, want %s", place, got, want)
		}
	}
	l.rings("mend") // it rang already
	l.do("buyer2", "explain", "done", map[string]any{"reason": "等配件"})
	if got := strings.Join(l.places(), " "); got != "mend" {
		t.Fatalf("open are %s", got)
	}
	l.do("director", "mend", "done", nil)
	l.do("head", "confirm", "again", map[string]any{"wrong": "还漏"})
	l.rings("mend")
	l.do("auditor", "mend", "done", nil)
	if got := strings.Join(l.places(), " "); got != "confirm" {
		t.Fatalf("open are %s", got)
	}
	l.rings("confirm")
	if l.s.Status != processes.Done || l.s.Data["confirm"].Text("shown") != "fine" {
		t.Errorf("silence left it %s with %v", l.s.Status, l.s.Data["confirm"])
	}
}

// TestLatenessIsForetold: nobody expects it, and nothing is less sure for it.
func TestLatenessIsForetold(t *testing.T) {
	l := newLateness(t)
	l.wantComes("explain", processes.Aside)
	l.wantComes("confirm", processes.Sure)
}
