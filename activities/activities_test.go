package activities_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
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
start: {by: [{role: head}, {role: director}], form: ask}
steps:
  - id: look
    kind: approve
    title: {zh: 审核, zh-TW: 審核, en: Look}
    by: {role: director}
    within: 1 workday
    remind: 1 workday
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

// office is a school with two processes, and the activities over it.
type office struct {
	*testing.T
	db  *storetest.DB
	set *activities.Set
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db := storetest.New(t)
	o := &office{T: t, db: db, set: &activities.Set{Cases: &cases.Service{Store: db.Store}}}
	for id, text := range map[string]string{"errand": errand, "trip": trip} {
		if _, _, err := o.set.Cases.Publish(t.Context(), "main", "admin", id, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func (o *office) act(caseID, process string, a processes.Action) *cases.Result {
	o.Helper()
	r, err := o.set.Cases.Act(o.Context(), cases.Request{School: "main", Case: caseID, Process: process, Action: a})
	if err != nil {
		o.Fatal(err)
	}
	return r
}

func (o *office) begin(process string) *cases.Result {
	o.Helper()
	return o.act("", process, processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: map[string]any{"what": "粉笔"},
	})
}

func (o *office) ring(caseID string, c activities.Clock) activities.RingOutput {
	o.Helper()
	out, err := o.set.Ring(o.Context(), activities.RingInput{School: "main", Case: caseID, Clock: c})
	if err != nil {
		o.Fatal(err)
	}
	return out
}

func (o *office) after(caseID string, seq int) activities.Conduct {
	o.Helper()
	in := activities.TransitionsInput{School: "main", Case: caseID, After: seq}
	c, err := o.set.Transitions(o.Context(), in)
	if err != nil {
		o.Fatal(err)
	}
	return c
}

func (o *office) notices(person string) (words []string) {
	o.Helper()
	o.db.In(o.T, "main", func(ctx context.Context, tx *store.Tx) error {
		list, _, err := tx.Notices(ctx, person, store.Query{Limit: 50})
		for _, n := range list {
			words = append(words, n.Words.En)
		}
		return err
	})
	return words
}

// A clock takes effect once; a repeat, and one whose step is done, do nothing.
func TestRing(t *testing.T) {
	o := newOffice(t)
	begun := o.begin("errand")
	id := begun.Case.ID
	c := o.after(id, 0)
	if c.First != 1 || c.Seq != 1 || c.Status != activities.Open || len(c.Open) != 1 || len(c.Clocks) != 2 {
		t.Fatalf("the workflow is told %+v", c)
	}
	remind, due := c.Clocks[0], c.Clocks[1]
	if out := o.ring(id, remind); out != (activities.RingOutput{Seq: 2, Status: activities.Open}) {
		t.Errorf("the reminder led to %+v", out)
	}
	for range 2 {
		if out := o.ring(id, due); out.Seq != 3 {
			t.Errorf("the due clock led to %+v", out)
		}
	}
	news := o.after(id, 1)
	if news.First != 2 || news.Seq != 3 || len(news.Sends) != 2 {
		t.Fatalf("the workflow is told %+v", news)
	}
	for range 2 {
		if err := o.set.Send(t.Context(), activities.SendInput{School: "main", Case: id, Sends: news.Sends}); err != nil {
			t.Fatal(err)
		}
	}
	number := begun.Case.Number
	want := []string{"Overdue: Errand " + number + " (Look)", "Please see to it: Errand " + number + " (Look)"}
	if got := o.notices("director"); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("the director was told %q, want %q", got, want)
	}
	o.act(id, "", processes.Action{
		Kind: processes.DoSubmit, Actor: "director", Task: begun.State.Open[0].ID, Outcome: "approve",
	})
	late := activities.Clock{ID: due.ID, At: due.At.Add(time.Hour)}
	if out := o.ring(id, late); out != (activities.RingOutput{Seq: 4, Status: "done"}) {
		t.Errorf("a clock after the end led to %+v", out)
	}
	if c := o.after(id, 4); c.Seq != 0 {
		t.Errorf("after the last transition there is %+v", c)
	}
}

// A case goes on when the one it began is over, however often it is told.
func TestEnded(t *testing.T) {
	o := newOffice(t)
	parent := o.begin("trip").Case.ID
	c := o.after(parent, 0)
	if len(c.Waits) != 1 || len(c.Open) != 0 {
		t.Fatalf("the workflow is told %+v", c)
	}
	child := c.Waits[0]
	tell := func() activities.RingOutput {
		out, err := o.set.Ended(t.Context(), activities.EndedInput{School: "main", Case: parent, Cases: []string{child}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := tell(); out.Seq != 0 {
		t.Errorf("told of a case that still runs, it went on to %+v", out)
	}
	open := o.after(child, 0).Open
	o.act(child, "", processes.Action{
		Kind: processes.DoSubmit, Actor: "director", Task: open[0].Task, Outcome: "reject", Comment: "不必",
	})
	if out := tell(); out != (activities.RingOutput{Seq: 2, Status: "done"}) {
		t.Errorf("told of the end, it went on to %+v", out)
	}
	if out := tell(); out.Status == "" {
		t.Errorf("told again: %+v", out)
	}
	if c := o.after(parent, 1); c.Seq != 2 || len(c.Sends) != 2 || len(c.Waits) != 0 {
		t.Errorf("the workflow is told %+v", c)
	}
}

// What the database does not know is an answer: a workflow must be able to end over it.
func TestUnknownCase(t *testing.T) {
	o := newOffice(t)
	const id = "00000000-0000-7000-8000-000000000000"
	if c := o.after(id, 0); c.Status != activities.Unknown {
		t.Errorf("transitions of an unknown case: %+v", c)
	}
	if out := o.ring(id, activities.Clock{ID: "due/x", At: time.Now()}); out.Status != activities.Unknown {
		t.Errorf("a clock of an unknown case: %+v", out)
	}
	in := activities.SendInput{School: "main", Case: id, Sends: []activities.Send{{ID: "1.1", To: []string{"head"}}}}
	if err := o.set.Send(t.Context(), in); err != nil {
		t.Errorf("a message of an unknown case: %v", err)
	}
}

// Nothing a person wrote reaches Temporal: ids and times only.
func TestConductHoldsNoWords(t *testing.T) {
	o := newOffice(t)
	parent := o.begin("trip").Case.ID
	text, err := json.Marshal(o.after(parent, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range string(text) {
		if r > 127 {
			t.Fatalf("the workflow is told %s", text)
		}
	}
}
