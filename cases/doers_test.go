package cases_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

const inspection = `process: inspection
title: {zh: 复核, en: Inspection}
category: {zh: 试验, en: Trial}
number: FH-{year}-{seq}
summary: [what]
alike: [start.item]
alike_with: [errands]
forms:
  what:
    fields:
      - {name: what, type: text, label: {zh: 事项, en: What}, required: true}
      - {name: of, type: case, label: {zh: 单据, en: Case}, required: true}
      - {name: item, type: item, label: {zh: 物品, en: Item}}
  facts:
    fields:
      - {name: others, type: integer, label: {zh: 类似, en: Alike}, formula: "alike(7, [start.item]).size()"}
start: {by: [{role: director}], form: what}
steps:
  - id: confirm
    kind: sign
    beside: facts
    title: {zh: 经办人确认, en: Confirm}
    by: {first: [{did: [settle, settle_again], in: start.of}, {role: storekeeper}]}
`

const errands = `process: errands
title: {zh: 跑腿, en: Errand}
category: {zh: 试验, en: Trial}
number: PT-{year}-{seq}
alike: [start.item]
forms:
  what:
    fields:
      - {name: what, type: text, label: {zh: 事项, en: What}, required: true}
      - {name: item, type: item, label: {zh: 物品, en: Item}}
start: {by: [{role: head}], form: what}
steps:
  - {id: settle, kind: task, by: {role: buyer}}
  - {id: settle_again, kind: task, by: {role: storekeeper}}
  - id: inspect
    kind: start
    process: inspection
    with: {what: this.number, of: this, item: start.item}
    by: {role: teacher}
`

// TestWhoDidItInAnotherCase: the case that is begun names the one that begins it, in the name of somebody who could not
// begin it themselves, and goes to those who did the other's steps; whoever was stood in for counts, not the deputy.
func TestWhoDidItInAnotherCase(t *testing.T) {
	for name, c := range map[string]struct {
		deputy bool
	}{
		"by themselves": {false},
		"by a deputy":   {true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.publish(map[string]string{"inspection": inspection, "errands": errands})
			by := "buyer"
			if c.deputy {
				by = "cashier"
				today := processes.Day(time.Now())
				s.db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
					return tx.SetLeave(ctx, "buyer", processes.Leave{From: today, To: today, Deputy: "cashier"})
				})
			}
			result, err := s.startOf("errands", "head", `{"what":"送信","item":"g01"}`)
			if err != nil {
				t.Fatal(err)
			}
			parent := &run{stage: s, id: result.Case.ID}
			parent.do(by, "settle", "done", "")
			s.db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
				return tx.SetLeave(ctx, "buyer", processes.Leave{})
			})
			parent.do("storekeeper2", "settle_again", "done", "")
			parent.stands(processes.Done)
			child := &run{stage: s, id: s.text(`SELECT id FROM cases WHERE process = 'inspection'`)}
			if got := strings.Join(child.task("confirm").Persons, " "); got != "buyer storekeeper2" {
				t.Errorf("it is with %s", got)
			}
			v := child.view("director")
			if v.Data.Text("of") != parent.id || v.Data.Text("what") != parent.view("head").Number || v.Starter != "auditor" {
				t.Errorf("it holds %v, begun by %s", v.Data, v.Starter)
			}
			if got := said(child.beside("director", "confirm")); got != "others 1" {
				t.Errorf("alike: %s", got)
			}
			_, err = s.service.Act(context.Background(), cases.Request{School: s.school, Process: "inspection",
				Action: processes.Action{Kind: processes.DoStart, Actor: "teacher", Data: js(`{"what":"x","of":"` + parent.id + `"}`)}})
			s.refuses(err, processes.NotYours, "")
		})
	}
}

const promised = `process: promised
title: {zh: 限时, en: Promised}
category: {zh: 试验, en: Trial}
number: XS-{year}-{seq}
settings: [{name: days, type: integer, label: 天数, default: 3}]
forms: {what: {fields: [{name: what, type: text, label: 事项}]}}
start: {by: [{role: head}], form: what}
steps:
  - id: settle
    kind: task
    title: {zh: 办理, en: Settle}
    by: {role: buyer}
    within: {workdays: school.days, from: start}
    report: {role: auditor}
`

// TestWhoeverIsToldSeesTheCase: an overdue task is reported to those the definition names, who may read the case from
// then on and get a notice.
func TestWhoeverIsToldSeesTheCase(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"promised": promised})
	result, err := s.startOf("promised", "head", `{"what":"送信"}`)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{stage: s, id: result.Case.ID}
	sees := func() int64 {
		return s.number(`SELECT count(*) FROM case_persons WHERE case_id = $1 AND person = 'auditor'`, r.id)
	}
	s.equal("who sees it before", sees(), 0)
	late, err := r.act(processes.Action{Kind: processes.DoClock, Clock: "due/" + r.task("settle").ID})
	if err != nil {
		t.Fatal(err)
	}
	s.equal("who sees it then", sees(), 1)
	for _, m := range late.Transition.Conduct.Sends {
		if err := s.service.Notify(context.Background(), s.school, r.id, m); err != nil {
			t.Fatal(err)
		}
	}
	want := "逾期未办，特此报告：限时 " + result.Case.Number + "（办理）"
	if got := s.text(`SELECT words ->> 'zh' FROM notices WHERE person = 'auditor'`); got != want {
		t.Errorf("the auditor reads %q", got)
	}
	if got := s.text(`SELECT words ->> 'zh' FROM notices WHERE person = 'buyer'`); !strings.HasPrefix(got, "已超过期限") {
		t.Errorf("the buyer reads %q", got)
	}
}
