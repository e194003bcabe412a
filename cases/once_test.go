package cases_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"zongwu/processes"
)

// bill uses the number of a bill once, in its start and again in its lines, and has a cap a month.
const bill = `process: bill
title: {zh: 票据, en: Bill}
category: {zh: 试验, en: Trial}
number: PJ-{year}-{seq}
summary: [amount]
forms:
  what:
    fields:
      - {name: number, type: text, label: {zh: 票号, en: Number}, once: bill}
      - {name: amount, type: money, label: {zh: 金额, en: Amount}, required: true}
    rules:
      - if: month_total() + amount <= 100.00
        at: amount
        message: {zh: 超过每月限额, en: Beyond the month's cap}
  more:
    fields:
      - name: bills
        type: table
        label: {zh: 票据, en: Bills}
        fields:
          - {name: number, type: text, label: {zh: 票号, en: Number}, once: bill}
start:
  by: [{role: head}, {role: teacher}]
  form: what
steps:
  - id: check
    kind: approve
    title: {zh: 核对, en: Check}
    by: {role: buyer}
    form: more
    outcomes:
      - {id: approve, title: {zh: 同意, en: Approve}}
      - {id: reject, title: {zh: 不同意, en: Reject}, then: rejected}
`

// wantRefused fails the test unless an action was refused with one failure, at a place and with a code.
func wantRefused(t *testing.T, err error, pointer, code, words string) {
	t.Helper()
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) || len(refusal.Failures) != 1 {
		t.Errorf("not refused once: %v", err)
		return
	}
	if f := refusal.Failures[0]; f.Pointer != pointer || f.Code != code || !strings.Contains(f.Detail+f.Text.Zh, words) {
		t.Errorf("refused %+v, want %s at %s: %s", f, code, pointer, words)
	}
}

func TestAValueIsUsedOnceInTheSchool(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"bill": bill})
	begun := func(person, number string) *run {
		t.Helper()
		r, err := s.startOf("bill", person, fmt.Sprintf(`{"number": %q, "amount": 100}`, number))
		if err != nil {
			t.Fatal(err)
		}
		return &run{stage: s, id: r.Case.ID, number: r.Case.Number}
	}
	first := begun("head", " no 1")
	_, err := s.startOf("bill", "teacher", `{"number": "N o1", "amount": 100}`)
	wantRefused(t, err, "/number", "used", "「N o1」已在 "+first.number+" 使用过")

	second := begun("head", "no2")
	bills := func(r *run, outcome, numbers string) error {
		return r.try("buyer", "check", outcome, `{"bills": [`+numbers+`]}`)
	}
	wantRefused(t, bills(second, "approve", `{"number": "x1"}, {"number": "no1"}`), "/bills/1/number", "used", first.number)
	if _, err := first.act(processes.Action{Kind: processes.DoWithdraw, Actor: "head"}); err != nil {
		t.Fatal(err)
	}
	if err := bills(second, "approve", `{"number": "x1"}, {"number": "no1"}, {"number": "NO2"}`); err != nil {
		t.Errorf("free again, and its own: %v", err)
	}
	third := begun("head", "no3")
	wantRefused(t, bills(third, "reject", `{"number": "X1"}`), "/bills/0/number", "used", second.number)
	if err := bills(third, "reject", `{"number": "x3"}`); err != nil {
		t.Fatal(err)
	}
	begun("head", "x3")
	if n := s.number(`SELECT count(*) FROM used_values WHERE school = 'main'`); n != 4 { // no2 x1 no1, x3
		t.Errorf("%d values used", n)
	}
}

// TestVerifyFindsWhatIsUsed: a value taken out of the register, or put under another case, is found.
func TestVerifyFindsWhatIsUsed(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"bill": bill})
	for _, number := range []string{"A", "B"} {
		if _, err := s.startOf("bill", "head", `{"number": "`+number+`", "amount": 1}`); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		tamper, mend string
		found        int
	}{
		{`UPDATE used_values SET value = 'C' WHERE value = 'A'`, `UPDATE used_values SET value = 'A' WHERE value = 'C'`, 2},
		{`UPDATE used_values SET pointer = '/amount' WHERE value = 'B'`,
			`UPDATE used_values SET pointer = '/number' WHERE value = 'B'`, 2},
	} {
		if _, err := s.db.Owner.Exec(c.tamper); err != nil {
			t.Fatal(err)
		}
		findings, err := s.service.Verify(t.Context(), "main")
		if err != nil || len(findings) != c.found || findings[0].What != "used" || findings[0].Number == "" {
			t.Errorf("%s: %v (%v)", c.tamper, findings, err)
		}
		if _, err := s.db.Owner.Exec(c.mend); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOneOfTwoTakesTheValue(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"bill": bill})
	var begins []func() error
	for i := range 12 {
		person := []string{"head", "teacher"}[i%2]
		begins = append(begins, func() error {
			_, err := s.startOf("bill", person, `{"number": "A-7", "amount": 100}`)
			return err
		})
	}
	done := 0
	for _, err := range together(begins...) {
		if err == nil {
			done++
			continue
		}
		wantRefused(t, err, "/number", "used", "已在 PJ-")
	}
	if done != 1 {
		t.Errorf("%d began with the same number", done)
	}
}

// A cap holds though many ask at once, and is a department's own: what came to nothing frees it.
func TestAMonthlyCapHolds(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"bill": bill})
	var begins []func() error
	for i := range 8 {
		begins = append(begins, func() error {
			_, err := s.startOf("bill", "head", fmt.Sprintf(`{"number": "C%d", "amount": 3000}`, i))
			return err
		})
	}
	done := 0
	for _, err := range together(begins...) {
		if err == nil {
			done++
			continue
		}
		wantRefused(t, err, "/amount", "rule", "超过每月限额")
	}
	if done != 3 {
		t.Errorf("%d of 30.00 under a cap of 100.00", done)
	}
	if _, err := s.startOf("bill", "head2", `{"amount": 10000}`); err != nil {
		t.Errorf("another department: %v", err)
	}
	var id string
	if err := s.db.Owner.QueryRow(`SELECT id FROM cases WHERE department = 'jwc' LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	r := &run{stage: s, id: id}
	if _, err := r.act(processes.Action{Kind: processes.DoWithdraw, Actor: "head"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.startOf("bill", "teacher", `{"amount": 4000}`); err != nil {
		t.Errorf("after one was withdrawn: %v", err)
	}
	_, err := s.startOf("bill", "teacher", `{"amount": 1}`)
	wantRefused(t, err, "/amount", "rule", "超过每月限额")
}

// TestAValueStandsInOneOpenCase: what is under way is under way once, and free again when the case is over, whatever it
// came to.
func TestAValueStandsInOneOpenCase(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"bill": strings.Replace(bill, "once: bill}\n      - {name: amount", "alone: bill}\n      - {name: amount", 1)})
	begins := func(person string) (*run, error) {
		r, err := s.startOf("bill", person, `{"number": "A-7", "amount": 100}`)
		if err != nil {
			return nil, err
		}
		return &run{stage: s, id: r.Case.ID, number: r.Case.Number}, nil
	}
	first, err := begins("head")
	if err != nil {
		t.Fatal(err)
	}
	_, err = begins("teacher")
	wantRefused(t, err, "/number", "alone", first.number+" 正在办理")
	for _, outcome := range []string{"approve", "reject"} {
		if err := first.try("buyer", "check", outcome, `{"bills": []}`); err != nil {
			t.Fatal(err)
		}
		if first, err = begins("teacher"); err != nil {
			t.Fatalf("after %s: %v", outcome, err)
		}
	}
	if findings, err := s.service.Verify(t.Context(), "main"); err != nil || len(findings) > 0 {
		t.Errorf("%v (%v)", findings, err)
	}
}
