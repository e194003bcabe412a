package temporal_test

import (
	"context"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/workflows"
)

const errand = `process: errand
title: {zh: 跑腿, zh-TW: 跑腿, en: Errand}
category: {zh: 试验, zh-TW: 試驗, en: Trial}
icon: run
number: PT-{year}-{seq}
forms:
  ask:
    fields:
      - {name: what, type: text, label: {zh: 事项, zh-TW: 事項, en: What}, max: 50}
start: {by: {role: head}, form: ask}
steps:
  - {id: look, kind: approve, title: {zh: 审核, zh-TW: 審核, en: Look}, by: {role: director}, within: 1 workday}
`

const trip = `process: trip
title: {zh: 出行, zh-TW: 出行, en: Trip}
category: {zh: 试验, zh-TW: 試驗, en: Trial}
icon: car
number: CX-{year}-{seq}
forms:
  ask:
    fields:
      - {name: what, type: text, label: {zh: 事项, zh-TW: 事項, en: What}, max: 50}
start: {by: {role: head}, form: ask}
steps:
  - {id: send, kind: start, process: errand, with: {what: start.what}, wait: true}
  - {id: tell, kind: notify, to: starter, message: {zh: 已办好, zh-TW: 已辦好, en: It is done}}
`

// A case begins another one and waits for it; people act, everything else happens by itself, and the trail verifies.
func TestCaseThatWaitsForAnother(t *testing.T) {
	w := newWorld(t)
	w.work()
	service := &cases.Service{Store: w.Store}
	for id, text := range map[string]string{"errand": errand, "trip": trip} {
		if _, _, err := service.Publish(t.Context(), "main", "admin", id, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	begun, err := service.Act(t.Context(), cases.Request{School: "main", Process: "trip", Action: processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: map[string]any{"what": "粉笔"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	parent := workflows.Case{School: "main", Process: "trip", Case: begun.Case.ID}
	child := workflows.Case{School: "main", Process: "errand", Case: begun.State.Waits[0].Case}
	w.until("the child is conducted", 10*time.Second, w.knows(child, 1))
	s, err := w.state(child)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Open) != 1 || s.Open[0].Step != "look" || len(s.Clocks) != 1 {
		t.Fatalf("the child's workflow knows %+v", s)
	}
	_, err = service.Act(t.Context(), cases.Request{School: "main", Action: processes.Action{
		Kind: processes.DoSubmit, Actor: "director", Task: s.Open[0].Task, Outcome: "approve",
	}})
	if err != nil {
		t.Fatal(err)
	}
	if end := w.mustEnd(child); end != (workflows.End{Status: "done", Seq: 2}) {
		t.Errorf("the child ended as %+v", end)
	}
	if end := w.mustEnd(parent); end != (workflows.End{Status: "done", Seq: 2}) {
		t.Errorf("the parent ended as %+v", end)
	}
	told := false
	w.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		notices, _, err := tx.Notices(ctx, "head", store.Query{Limit: 50})
		for _, n := range notices {
			told = told || n.Words.En == "Trip "+begun.Case.Number+": It is done"
		}
		return err
	})
	if !told {
		t.Error("the starter was not told")
	}
	w.mustAgree()
	if findings, err := service.Verify(t.Context(), "main"); err != nil || len(findings) > 0 {
		t.Errorf("verify: %v %v", findings, err)
	}
}
