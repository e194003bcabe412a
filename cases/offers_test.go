package cases_test

import (
	"context"
	"fmt"
	"testing"

	"zongwu/cases"
)

// TestWhatMayBeBegunAboutAThing: a process is offered to whoever may begin it, about what its first form asks for, and
// for what it posts.
func TestWhatMayBeBegunAboutAThing(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"remit": `process: remit
title: {zh: 汇款, en: Remittance}
number: HK-{year}-{seq}
forms:
  whom:
    fields:
      - {name: to, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
      - {name: about, type: case, label: {zh: 单据, en: Case}, required: true}
start: {by: {role: buyer}, form: whom}
steps:
  - id: paid
    kind: post
    book: payables.pay
    with: {supplier: start.to, case: start.about, line: "'1'", quantity: 1, amount: 1.00, year: 2026}
`})
	for _, c := range []struct{ person, kind, operation, want string }{
		{"buyer", "supplier", "payables.pay", "remit about to"},
		{"buyer", "case", "payables.pay", "remit about to"},
		{"buyer", "room", "payables.pay", ""},
		{"buyer", "supplier", "payables.return", ""},
		{"teacher", "supplier", "payables.pay", ""},
	} {
		offers, err := s.service.Offers(context.Background(), s.school, cases.Viewer{Person: c.person}, c.kind, c.operation)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, o := range offers {
			if o.ID == "remit" {
				got = fmt.Sprintf("%s %s %s", o.ID, o.Fields["case"], o.Fields["supplier"])
			}
		}
		if got != c.want {
			t.Errorf("%s about a %s, %s: %q, want %q", c.person, c.kind, c.operation, got, c.want)
		}
	}
}
