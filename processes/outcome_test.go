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
	if route := p.Route("en", nil); !strings.Contains(route, "Paid (by Cashier); Waive (by Principal): the case is cancelled") {
		t.Errorf("the route is\n%s", route)
	}
}

// TestAside: a task is in the queue of those for whom the way that stands out is; whoever may only take another finds it
// with the case, unless it is given to them.
func TestAside(t *testing.T) {
	usual := strings.Replace(collecting, "id: paid, title", "id: paid, style: primary, title", 1)
	p, problems := processes.Compile("collecting.yaml", []byte(usual), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		name  string
		who   func(m *memory)
		does  *processes.Action
		asked string // of the persons, in whose queue it is
		able  string
		idle  bool
	}{
		{name: "the cashier collects", asked: "cashier", able: "cashier principal"},
		{name: "both of one", who: func(m *memory) { m.onLeave("principal", "cashier", today, "") },
			asked: "cashier", able: "cashier principal"},
		{name: "with the deputy of whom it is for", who: func(m *memory) { m.onLeave("cashier", "buyer", today, "") },
			asked: "buyer cashier", able: "buyer cashier principal"},
		{name: "not with the deputy of who may let off", who: func(m *memory) { m.onLeave("principal", "buyer", today, "") },
			asked: "cashier", able: "buyer cashier principal"},
		{name: "nobody is there for it", who: func(m *memory) { m.onLeave("cashier", "", today, "") },
			asked: "cashier", able: "cashier principal", idle: true},
		{name: "claimed to let off", does: &processes.Action{Kind: processes.DoClaim, Actor: "principal"},
			asked: "cashier principal", able: "cashier principal"},
		{name: "given by hand", does: &processes.Action{Kind: processes.DoReassign, Actor: "director", To: "principal"},
			asked: "principal", able: "principal"},
		{name: "asked for a signature", does: &processes.Action{Kind: processes.DoAddSigner, Actor: "cashier", To: "buyer",
			Place: processes.PlaceBefore}, asked: "buyer", able: "buyer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := school()
			if c.who != nil {
				c.who(m)
			}
			l := newLife(t, p, m)
			l.begin("head", map[string]any{"amount": jsonInt(100)})
			if c.does != nil {
				c.does.Task = l.open("collect").ID
				if err := l.try(*c.does); err != nil {
					t.Fatal(err)
				}
			}
			task := l.open("collect")
			if asked := strings.Join(task.Asked(), " "); asked != c.asked || task.Absent != c.idle {
				t.Errorf("it is in the queue of %q (all away: %v), wanted %q", asked, task.Absent, c.asked)
			}
			if able := strings.Join(task.Persons, " "); able != c.able {
				t.Errorf("it may be done by %q, wanted %q", able, c.able)
			}
			if err := l.try(processes.Action{Kind: processes.DoUrge, Actor: "head"}); err != nil {
				t.Fatal(err)
			}
			if sent := l.all[len(l.all)-1].Conduct.Sends[0].To; strings.Join(sent, " ") != c.asked {
				t.Errorf("urged are %v, wanted %q", sent, c.asked)
			}
		})
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
