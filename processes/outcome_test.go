package processes_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"zongwu/processes"
)

const collecting = `process: collecting
title: 收款
number: SK-{seq}
forms:
  debt:
    fields:
      - {name: amount, type: money, label: 金额}
start: {by: {role: head}, form: debt}
steps:
  - id: collect
    kind: task
    by: [{role: cashier}, {role: principal}]
    outcomes:
      - {id: paid, title: {zh: 收款, en: Paid}, by: {role: cashier}}
      - {id: waive, title: {zh: 免除, en: Waive}, by: {role: principal}, then: cancelled}
      - {id: later, title: {zh: 缓办, en: Later}, then: collect}
`

// TestOutcomeBy: of the people of a step only some may take an outcome; deputies in their place.
func TestOutcomeBy(t *testing.T) {
	p, problems := processes.Compile("collecting.yaml", []byte(collecting), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		name, by, outcome string
		away              func(m *memory)
		reason            processes.Reason // "" when it is accepted
		stands            string
		offers            []string
	}{
		{name: "the cashier is paid", by: "cashier", outcome: "paid", offers: []string{"paid", "later"}},
		{name: "the principal waives", by: "principal", outcome: "waive", offers: []string{"waive", "later"}},
		{name: "the principal takes no money", by: "principal", outcome: "paid", reason: processes.NotYours},
		{name: "the cashier waives nothing", by: "cashier", outcome: "waive", reason: processes.NotYours},
		{name: "what is nobody's in particular", by: "principal", outcome: "later"},
		{name: "who has no part in it", by: "buyer", outcome: "waive", reason: processes.NotYours, offers: []string{"later"}},
		{name: "the principal's deputy waives", by: "buyer", outcome: "waive", stands: "principal",
			away: func(m *memory) { m.onLeave("principal", "buyer", today, "") }, offers: []string{"waive", "later"}},
		{name: "the cashier stands in for the principal", by: "cashier", outcome: "waive", stands: "principal",
			away:   func(m *memory) { m.onLeave("principal", "cashier", today, "") },
			offers: []string{"paid", "waive", "later"}},
		{name: "and is the cashier still", by: "cashier", outcome: "paid",
			away: func(m *memory) { m.onLeave("principal", "cashier", today, "") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := school()
			if c.away != nil {
				c.away(m)
			}
			l := newLife(t, p, m)
			l.begin("head", map[string]any{"amount": jsonInt(100)})
			if c.offers != nil {
				l.wantOffers("collect", c.by, c.offers...)
			}
			err := l.tryDo(c.by, "collect", c.outcome, nil)
			var refused *processes.Refusal
			if errors.As(err, &refused) != (c.reason != "") || refused != nil && refused.Reason != c.reason {
				t.Fatalf("%s takes %s: %v", c.by, c.outcome, err)
			}
			if last := l.all[len(l.all)-1]; err == nil && last.For != c.stands {
				t.Errorf("it was done for %q, wanted %q", last.For, c.stands)
			}
		})
	}
}

// TestOutcomeByInWords: a refusal says whose an outcome is, and the route draws it.
func TestOutcomeByInWords(t *testing.T) {
	p, _ := processes.Compile("collecting.yaml", []byte(collecting), roles(t))
	l := newLife(t, p, school())
	l.begin("head", nil)
	var refused *processes.Refusal
	if err := l.tryDo("cashier", "collect", "waive", nil); !errors.As(err, &refused) {
		t.Fatalf("the cashier waives: %v", err)
	}
	if refused.Detail.Zh != "“免除”只能由校长办理" || refused.Detail.En != `"Waive" is for Principal only` {
		t.Errorf("the refusal is %q, %q", refused.Detail.Zh, refused.Detail.En)
	}
	if route := p.Route("en"); !strings.Contains(route, "paid by role cashier  waive by role principal → cancelled") {
		t.Errorf("the route is\n%s", route)
	}
}

func (l *life) wantOffers(place, person string, want ...string) {
	l.t.Helper()
	offered, err := processes.OutcomesFor(l.ctx, l.p, l.s, l.open(place), processes.Action{Actor: person, At: l.now}, l.w)
	if err != nil {
		l.t.Fatal(err)
	}
	var ids []string
	for _, o := range offered {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, want) {
		l.t.Errorf("%s is offered %v, wanted %v", person, ids, want)
	}
}
