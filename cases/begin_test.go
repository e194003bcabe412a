package cases_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

const errand = `process: errand
title: {zh: 跑腿, en: Errand}
category: {zh: 试验, en: Trial}
number: PT-{year}-{seq}
summary: [what]
forms:
  what:
    fields:
      - {name: what, type: text, label: {zh: 事项, en: What}, required: true}
      - {name: cost, type: money, label: {zh: 费用, en: Cost}, max: 100.00}
start:
  by: [{role: head}]
  form: what
steps:
  - id: settle
    kind: task
    title: {zh: 办理, en: Settle}
    by: {role: buyer}
    outcomes:
      - {id: done, title: {zh: 办妥, en: Done}}
`

const journey = `process: journey
title: {zh: 出行, en: Journey}
category: {zh: 试验, en: Trial}
number: CX-{year}-{seq}
summary: [why]
forms:
  trip:
    fields:
      - {name: why, type: text, label: {zh: 事由, en: Why}, required: true}
      - {name: cost, type: money, label: {zh: 费用, en: Cost}}
start:
  by: [{role: head}]
  form: trip
steps:
  - id: errand
    kind: start
    process: errand
    wait: true
    with: {what: start.why, cost: start.cost}
  - id: sign
    kind: sign
    title: {zh: 签字, en: Sign}
    by: starter
`

// publish puts definitions in force, those a case begins first.
func (s *stage) publish(texts map[string]string) {
	s.Helper()
	for process, text := range texts {
		if _, _, err := s.service.Publish(context.Background(), s.school, "admin", process, []byte(text)); err != nil {
			s.Fatal(err)
		}
	}
}

func (s *stage) startOf(process, person, data string) (*cases.Result, error) {
	return s.service.Act(context.Background(), cases.Request{
		School: s.school, Process: process,
		Action: processes.Action{Kind: processes.DoStart, Actor: person, Data: js(data)},
	})
}

func TestACaseBeginsAnotherInTheSameTransaction(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand, "journey": journey})
	result, err := s.startOf("journey", "head", `{"why":"取教材","cost":1250}`)
	if err != nil {
		t.Fatalf("%v %s", err, failuresOf(err))
	}
	parent := &run{stage: s, id: result.Case.ID}
	parent.stands(processes.Open)
	if len(result.State.Waits) != 1 {
		t.Fatalf("the journey waits for %v", result.State.Waits)
	}
	child := &run{stage: s, id: result.State.Waits[0].Case}
	child.stands(processes.Open, "settle")
	v := child.view("director")
	if v.Starter != "head" || v.Data.Text("what") != "取教材" || v.Number[:2] != "PT" {
		t.Errorf("the errand is %+v", v)
	}
	if got := s.text(`SELECT parent FROM cases WHERE id = $1`, child.id); got != parent.id {
		t.Errorf("its parent is %q", got)
	}
	child.do("buyer", "settle", "done", "")
	child.stands(processes.Done)
	ended := processes.Action{Kind: processes.DoEnded, Ended: &processes.Ended{Case: child.id, Status: processes.Done}}
	for range 2 { // its end may be told twice
		if _, err := parent.act(ended); err != nil {
			t.Fatal(err)
		}
	}
	parent.stands(processes.Open, "sign")
	parent.do("head", "sign", "sign", "")
	parent.stands(processes.Done)
}

func TestACaseThatCannotBeginAnotherWritesNothing(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"journey": journey})
	_, err := s.startOf("journey", "head", `{"why":"取教材"}`)
	s.refuses(err, processes.Invalid, "")
	s.publish(map[string]string{"errand": errand})
	_, err = s.startOf("journey", "head", `{"why":"取教材","cost":1000000}`)
	s.refuses(err, processes.Invalid, "max ")
	s.equal("cases", s.number(`SELECT count(*) FROM cases`), 0)
	s.equal("transitions", s.number(`SELECT count(*) FROM transitions`), 0)
	if _, err := s.startOf("journey", "head", `{"why":"取教材"}`); err != nil {
		t.Fatal(err)
	}
	if got := s.text(`SELECT number FROM cases WHERE process = 'journey'`); got[len(got)-4:] != "0001" {
		t.Errorf("a refused start used a number up: %s", got)
	}
}

func TestARunningCaseKeepsItsDefinition(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand})
	result, err := s.startOf("errand", "head", `{"what":"送信"}`)
	if err != nil {
		t.Fatal(err)
	}
	old := &run{stage: s, id: result.Case.ID}
	s.publish(map[string]string{
		"errand": errand + "      - {id: never, title: {zh: 不办, en: Never}, then: cancelled}\n",
	})
	if got := old.task("settle").Outcomes; len(got) != 1 {
		t.Errorf("the running case has the new outcomes %v", got)
	}
	s.refuses(old.try("buyer", "settle", "never", ""), processes.Invalid, "choice /outcome")
	old.do("buyer", "settle", "done", "")
	result, err = s.startOf("errand", "head", `{"what":"送信"}`)
	if err != nil {
		t.Fatal(err)
	}
	fresh := &run{stage: s, id: result.Case.ID}
	fresh.do("buyer", "settle", "never", "")
	fresh.stands(processes.Cancelled)
}

func TestAWrongDefinitionReplacesNothing(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand})
	_, before, err := s.definition("errand")
	if err != nil {
		t.Fatal(err)
	}
	twin := strings.Replace(errand, "process: errand", "process: twin", 1) // numbered like the other
	begins := func(with string) string {                                   // a process that begins a purchase with too little, or with too much
		return "process: begins\ntitle: x\nnumber: QT-{seq}\nforms: {ask: {fields: [{name: why, type: text, label: x}]}}\n" +
			"start: {by: {role: head}, form: ask}\nsteps:\n  - {id: buy, kind: start, process: purchase, with: " + with + "}\n"
	}
	if _, err := s.service.PublishCatalogue(context.Background(), s.school); err != nil {
		t.Fatal(err)
	}
	for process, text := range map[string]string{"errand": errand + "nonsense: 1\n", "other": errand, "twin": twin} {
		_, _, err := s.service.Publish(context.Background(), s.school, "admin", process, []byte(text))
		if problems, ok := cases.IsProblems(err); !ok || len(problems.List) == 0 {
			t.Errorf("publish %s: %v", process, err)
		}
	}
	for _, with := range []string{"{reason: start.why}", "{colour: start.why}"} {
		_, _, err := s.service.Publish(context.Background(), s.school, "admin", "begins", []byte(begins(with)))
		problems, ok := cases.IsProblems(err)
		if !ok || problems.List[0].Line != 7 {
			t.Errorf("publish with %s: %v", with, err)
		}
	}
	if _, after, err := s.definition("errand"); err != nil || after != before {
		t.Errorf("the definition in force is %s (%v), was %s", after, err, before)
	}
	if _, err := s.startOf("other", "head", `{}`); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("start of an unknown process: %v", err)
	}
}

func (s *stage) definition(process string) (text []byte, version string, err error) {
	err = s.db.Store.InSchool(context.Background(), s.school, func(ctx context.Context, tx *store.Tx) error {
		text, version, err = tx.Definition(ctx, process)
		return err
	})
	return text, version, err
}

func TestTheCatalogueYieldsToTheSchoolsOwn(t *testing.T) {
	s := newStage(t)
	published, err := s.service.PublishCatalogue(context.Background(), s.school)
	if err != nil || len(published) != 0 {
		t.Errorf("published again: %v %v", published, err)
	}
	text, _, err := s.definition("purchase")
	if err != nil {
		t.Fatal(err)
	}
	s.publish(map[string]string{"purchase": string(text) + "# the school's own\n"})
	_, own, err := s.definition("purchase")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.service.PublishCatalogue(context.Background(), s.school); err != nil {
		t.Fatal(err)
	}
	if _, after, err := s.definition("purchase"); err != nil || after != own {
		t.Errorf("the school's own was replaced: %v", err)
	}
	items, err := s.service.Processes(context.Background(), s.school, cases.Viewer{Person: "teacher", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	can := map[string]bool{}
	for _, item := range items {
		can[item.Title] = item.CanStart
	}
	if may, listed := can["Purchase"]; !listed || may || !can["Petty purchase"] {
		t.Errorf("a teacher's processes: %v", can)
	}
}
