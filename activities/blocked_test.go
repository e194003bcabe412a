package activities_test

import (
	"context"
	"strings"
	"testing"

	"zongwu/activities"
	"zongwu/processes"
	"zongwu/store"
)

const savings = `process: savings
title: {zh: 预留, zh-TW: 預留, en: Savings}
number: YL-{year}-{seq}
forms:
  ask:
    fields:
      - {name: day, type: date, label: {zh: 日期, en: Day}, required: true}
      - {name: subject, type: subject, label: {zh: 科目, en: Subject}, required: true}
      - {name: amount, type: money, label: {zh: 金额, en: Amount}, required: true}
start: {by: {role: head}, form: ask}
steps:
  - {id: until, kind: wait, until: start.day}
  - id: reserve
    kind: post
    book: budget.reserve
    with: {department: starter.department, subject: start.subject, amount: start.amount}
  - {id: look, kind: sign, by: starter}
`

// TestRefusedConsequence: a clock whose consequence a rule refuses is tried again until it can be, and those who can do
// something about it are told once.
func TestRefusedConsequence(t *testing.T) {
	o := newOffice(t)
	if _, _, err := o.set.Cases.Publish(t.Context(), "main", "admin", "savings", []byte(savings)); err != nil {
		t.Fatal(err)
	}
	begun := o.act("", "savings", processes.Action{Kind: processes.DoStart, Actor: "head", Data: map[string]any{
		"day": "2026-01-05", "subject": "30201", "amount": int64(999_999_999),
	}})
	id := begun.Case.ID
	clock := o.after(id, 0).Clocks[0]
	ring := func() error {
		_, err := o.set.Ring(t.Context(), activities.RingInput{School: "main", Case: id, Clock: clock})
		return err
	}
	for range 3 {
		if err := ring(); err == nil || strings.Contains(err.Error(), "30201") {
			t.Fatalf("the clock rang with %v", err)
		}
	}
	for _, person := range []string{"head", "director"} {
		if told := o.notices(person); len(told) != 1 || !strings.HasPrefix(told[0], "Held up: ") {
			t.Errorf("%s was told %q", person, told)
		}
	}
	if held := o.held(t); len(held) != 1 || held[0].Case != id || held[0].Tries != 3 || held[0].Words.En == "" {
		t.Errorf("held up are %+v", held)
	}
	o.db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		lines, _, err := tx.Budgets(ctx, store.BudgetQuery{Query: store.Query{Limit: 200}})
		for _, b := range lines {
			if b.Department == begun.State.Department && b.Subject == "30201" {
				return tx.PlanBudget(ctx, store.BudgetData{
					Year: b.Year, Department: b.Department, Subject: b.Subject, Fund: b.Fund, Planned: 999_999_999,
				}, begun.Case.CreatedAt)
			}
		}
		t.Errorf("no budget line to add to: %v", err)
		return err
	})
	if err := ring(); err != nil {
		t.Fatal(err)
	}
	if held := o.held(t); len(held) != 0 {
		t.Errorf("it went on, and held up are %+v", held)
	}
	if c := o.after(id, 1); c.Seq != 2 || len(c.Open) != 1 || c.Open[0].Step != "look" {
		t.Errorf("with money there the case went on to %+v", c)
	}
}

// held are the cases that a rule holds up.
func (o *office) held(t *testing.T) []store.Held {
	t.Helper()
	var held []store.Held
	o.db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		held, _, err = tx.HeldCases(ctx, 10)
		return err
	})
	return held
}
