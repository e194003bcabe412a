package processes_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"zongwu/processes"
)

const judging = `process: judging
title: 评议
number: PY-{seq}
forms:
  about:
    fields:
      - {name: whom, type: person, many: true, label: 关于谁}
      - {name: chief, type: person, label: 主办}
start: {by: everyone, form: about}
steps:
  - id: judge
    kind: task
    by: {first: [{role: principal}, {role: deputy_principal}]}
    except: [{field: start.whom}, {field: start.chief}]
  - id: collect
    kind: task
    outcomes:
      - {id: paid, title: {zh: 收款, en: Paid}, by: {role: cashier}}
      - {id: waive, title: {zh: 免除, en: Waive}, by: {first: [{role: principal}, {role: deputy_principal}]}, except: [{field: start.whom}]}
      - {id: later, title: {zh: 缓办, en: Later}, by: [{role: cashier}, {role: principal}], then: collect}
`

func newJudging(t *testing.T, m *memory, about map[string]any) *life {
	t.Helper()
	p, problems := processes.Compile("judging", []byte(judging), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, m)
	l.begin("head", about)
	return l
}

// refusedFor tries an outcome and wants it refused for a reason, "" for not at all.
func (l *life) refusedFor(by, step, outcome string, reason processes.Reason) {
	l.t.Helper()
	err := l.tryDo(by, step, outcome, nil)
	var refused *processes.Refusal
	if errors.As(err, &refused) != (reason != "") || refused != nil && refused.Reason != reason {
		l.t.Errorf("%s takes %s of %s: %v, wanted %q", by, outcome, step, err, reason)
	}
}

// TestNobodyDecidesOnThemselves: whom the case names is kept from a step, and who is next takes it; deputies of theirs as
// well.
func TestNobodyDecidesOnThemselves(t *testing.T) {
	persons := func(l *life, step string, want ...string) {
		t.Helper()
		if got := l.open(step).Persons; !slices.Equal(got, want) {
			t.Errorf("%s is with %v, wanted %v", step, got, want)
		}
	}
	l := newJudging(t, school(), map[string]any{"whom": []any{"head"}})
	persons(l, "judge", "principal")
	l = newJudging(t, school(), map[string]any{"whom": []any{"head", "principal"}})
	persons(l, "judge", "deputy")
	l.refusedFor("principal", "judge", "done", processes.Duty)
	l.refusedFor("deputy", "judge", "done", "")
	l = newJudging(t, school(), map[string]any{"chief": "principal"})
	persons(l, "judge", "deputy")

	m := school()
	m.onLeave("principal", "buyer", today, "")
	l = newJudging(t, m, map[string]any{"whom": []any{"buyer"}})
	l.refusedFor("buyer", "judge", "done", processes.Duty)
	p, _ := processes.Compile("judging", []byte(judging), roles(t))
	l = newLife(t, p, school())
	err := l.try(processes.Action{Kind: processes.DoStart, Actor: "head", Data: map[string]any{"whom": []any{"principal", "deputy"}}})
	if err == nil || !strings.Contains(err.Error(), "没有可以办理的人") {
		t.Errorf("a step for nobody opens: %v", err)
	}
}

// TestNobodyTakesAnOutcomeOnThemselves: an outcome is kept from whom the case names, and only that one.
func TestNobodyTakesAnOutcomeOnThemselves(t *testing.T) {
	collecting := func(m *memory, whom ...any) *life {
		t.Helper()
		l := newJudging(t, m, map[string]any{"whom": whom})
		l.do(l.open("judge").Persons[0], "judge", "done", nil)
		return l
	}
	l := collecting(school(), "head")
	if got := l.open("collect").Persons; !slices.Equal(got, []string{"cashier", "principal"}) {
		t.Errorf("it is with %v", got)
	}
	l.wantOffers("collect", "principal", "waive", "later")
	l.wantOffers("collect", "deputy")
	l.refusedFor("deputy", "collect", "waive", processes.NotYours)
	l.refusedFor("principal", "collect", "waive", "")

	l = collecting(school(), "principal", "cashier")
	if got := l.open("collect").Persons; !slices.Equal(got, []string{"cashier", "deputy", "principal"}) {
		t.Errorf("it is with %v", got)
	}
	l.wantOffers("collect", "principal", "later")
	l.wantOffers("collect", "deputy", "waive")
	l.wantOffers("collect", "cashier", "paid", "later")
	l.refusedFor("principal", "collect", "waive", processes.Duty)
	l.refusedFor("cashier", "collect", "waive", processes.NotYours)
	l.refusedFor("deputy", "collect", "waive", "")

	m := school()
	m.onLeave("principal", "cashier", today, "")
	l = collecting(m, "cashier")
	l.wantOffers("collect", "cashier", "paid", "later")
	l.refusedFor("cashier", "collect", "waive", processes.Duty)
	l.refusedFor("cashier", "collect", "paid", "")
}

// TestExceptIsRead: what cannot be said is told at its place.
func TestExceptIsRead(t *testing.T) {
	for name, c := range map[string][3]string{
		"no persons":      {"{field: start.chief}]\n", "{field: start.nobody}]\n", `there is no field "nobody"`},
		"neither":         {"{field: start.chief}]\n", "{fields: start.chief}]\n", `except needs "ever"`},
		"whose is it":     {"by: {role: cashier}}", "except: [{field: start.chief}]}", "say whose it is"},
		"not all say so":  {", by: {role: cashier}}", "}", `needs "by"`},
		"no list of them": {"{field: start.chief}]\n", "{field: today}]\n", "person"},
	} {
		_, problems := processes.Compile("judging", []byte(strings.Replace(judging, c[0], c[1], 1)), roles(t))
		if !strings.Contains(problems.Error(), c[2]) {
			t.Errorf("%s: %q, wanted %q", name, problems.Error(), c[2])
		}
	}
}
