package processes_test

import (
	"errors"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
)

const hearing = `process: hearing
title: 询问
number: XW-{seq}
forms:
  request:
    fields:
      - {name: persons, type: person, label: 相关人员, many: true, pupils: true, min: 1}
start: {by: {role: director}, form: request}
steps:
  - id: all
    kind: each
    rows: start.persons
    steps:
      - {id: answer, kind: sign, by: {answers_for: key}}
  - {id: whose, kind: sign, by: {answers_for: first(start.persons)}, except: [starter]}
  - {id: together, kind: sign, by: {answers_for: start.persons}, how: all}
`

func hearingOf(t *testing.T) *life {
	w := school()
	for id, teacher := range map[string]string{"p1": "head", "p2": "gone"} {
		w.objects["pupil/"+id] = forms.Object{ID: id, Attrs: forms.Data{
			"name": id, "pupil": true, "class_teacher": teacher, "guardian": "家长",
		}}
	}
	p, problems := processes.Compile("hearing.yaml", []byte(hearing), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	return newLife(t, p, w)
}

// TestAnswersFor: people answer for themselves, the class teacher for a pupil.
func TestAnswersFor(t *testing.T) {
	l := hearingOf(t)
	l.begin("director", map[string]any{"persons": []any{"p1", "buyer"}})
	if got, want := l.standing(), "answer@buyer=buyer answer@p1=head"; got != want {
		t.Fatalf("open %s, wanted %s", got, want)
	}
	l.do("head", "answer@p1", "sign", nil)
	l.do("buyer", "answer@buyer", "sign", nil)
	if got := l.standing(); got != "whose@=head" {
		t.Fatalf("open %s", got)
	}
	l.do("head", "whose", "sign", nil)
	l.wantPersons("together", "buyer", "head")
	l.do("buyer", "together", "sign", nil)
	l.do("head", "together", "sign", nil)
	l.expect(processes.Done)
}

// TestNobodyAnswersFor: a pupil whose class teacher has left has nobody who answers.
func TestNobodyAnswersFor(t *testing.T) {
	l := hearingOf(t)
	err := l.try(processes.Action{Kind: processes.DoStart, Actor: "director", Data: map[string]any{"persons": []any{"p2"}}})
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) || len(refusal.Failures) == 0 || refusal.Failures[0].Code != "nobody" {
		t.Errorf("refused for %v", err)
	}
	for lang, want := range map[string]string{
		forms.Chinese: "“相关人员”本人（学生为其班主任）", forms.English: `"相关人员" (for a pupil the class teacher)`,
	} {
		step, _ := l.p.Step("answer")
		if got := step.Human.By.In(lang, l.p, func(id string) string { return id }); got != want {
			t.Errorf("in words %s", got)
		}
	}
	if gaps := prove(t, l.w, l.p).Gaps; len(gaps) > 0 {
		t.Errorf("whom a form will name is believed, and yet missing: %v", gaps)
	}
}
