package processes_test

import (
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
)

const trades = `process: trades
title: 工种
number: GZ-{seq}
forms:
  what: {fields: [{name: category, type: category, label: 类别, required: true}]}
start: {by: {role: head}, form: what}
steps:
  - {id: mend, kind: task, by: {role: repairer, trade: start.category.trade}}
`

// TestARepairerOfTheTrade: whoever names no trade has every one, as a storekeeper without a store keeps all.
func TestARepairerOfTheTrade(t *testing.T) {
	m := school()
	for id, has := range map[string][]string{"water": {"水", "木"}, "power": {"电"}, "handy": nil} {
		m.people = append(m.people, processes.Person{ID: id, Name: id, Roles: []string{"repairer"}, Trades: has})
	}
	for id, trade := range map[string]string{"tap": "水", "light": "电", "roof": "泥瓦"} {
		m.objects["category/"+id] = forms.Object{ID: id, Attrs: forms.Data{"name": id, "size": "minor", "trade": trade}}
	}
	p, problems := processes.Compile("trades", []byte(trades), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	for category, want := range map[string]string{"tap": "handy water", "light": "handy power", "roof": "handy"} {
		l := newLife(t, p, m)
		l.begin("head", map[string]any{"category": category})
		if got := strings.Join(l.open("mend").Persons, " "); got != want {
			t.Errorf("%s is mended by %s, want %s", category, got, want)
		}
	}
}
