package processes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zongwu/processes"
)

// office is a process with every way to sign: keeper, keeper2 and keeper3 keep stores; buyer and buyer2 buy.
const office = `process: office
title: 签字
number: QZ-{seq}
forms:
  request: {fields: [{name: a, type: integer, label: a, required: true}]}
  work: {fields: [{name: note, type: text, label: n, required: true}]}
start: {by: [{role: head}, {role: buyer}], form: request}
steps:
  - {id: yes, kind: approve, by: {role: buyer}, except: [starter], within: 1 workday}
  - id: work
    kind: task
    by: {role: buyer}
    form: work
    outcomes:
      - {id: done, title: 完}
      - {id: redo, title: 重, then: yes}
  - {id: every, kind: sign, by: {role: storekeeper}, how: all}
  - {id: turns, kind: sign, by: [{role: director}, {role: principal}], how: in_order}
  - {id: two, kind: sign, by: {role: storekeeper}, how: {count: 2}, except: [yes]}
`

func officeLife(t *testing.T, w *memory) *life {
	t.Helper()
	p, problems := processes.Compile("office.yaml", []byte(office), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, w)
	l.begin("head", map[string]any{"a": jsonInt(1)})
	return l
}

// to takes first outcomes until a step is open.
func (l *life) to(place string) *life {
	l.t.Helper()
	for l.s.Open[0].Step != place {
		task := l.s.Open[0]
		var data map[string]any
		if task.Step == "work" {
			data = map[string]any{"note": "x"}
		}
		l.do(task.Persons[0], task.Step, l.first(task), data)
	}
	return l
}

// play takes actions written as "who what": an outcome, "before X", "after X", "claim", "release", "transfer X",
// "reassign X", "back X", "restaff"; "who! what code" must be refused with the reason. The step is the first open one.
func (l *life) play(script ...string) {
	l.t.Helper()
	for _, line := range script {
		words := strings.Fields(line)
		who, refused := strings.CutSuffix(words[0], "!")
		a := processes.Action{Actor: who, Task: l.s.Open[0].ID}
		switch words[1] {
		case "before", "after":
			a.Kind, a.Place, a.To = processes.DoAddSigner, words[1], words[2]
		case "transfer", "reassign":
			a.Kind, a.To = processes.Kind(words[1]), words[2]
		case "back":
			a.Kind, a.To = processes.DoSendBack, words[2]
		case "claim", "release":
			a.Kind = processes.Kind(words[1])
		default:
			a.Kind, a.Outcome = processes.DoSubmit, words[1]
			if l.s.Open[0].Step == "work" && !l.s.Open[0].IsAddedSigner(who) {
				a.Data = map[string]any{"note": "by " + who}
			}
		}
		err := l.try(a)
		if refused {
			wantRefusal(l.t, err, processes.Reason(words[len(words)-1]), "")
		} else if err != nil {
			l.t.Fatalf("%s: %v", line, err)
		}
	}
}

// stands says where the first open task is: "step: persons, claimed by whom".
func (l *life) stands() string {
	if l.s.Status != processes.Open {
		return string(l.s.Status)
	}
	task := l.s.Open[0]
	text := task.Step + ": " + strings.Join(task.Persons, " ")
	if task.Claimed != "" {
		text += ", claimed by " + task.Claimed
	}
	for _, g := range task.Signers {
		text += fmt.Sprintf(", %s %s %s", g.Person, g.Place, g.By)
	}
	return text
}

func TestAddedSigners(t *testing.T) {
	for _, c := range []struct {
		name, at string
		script   []string
		want     string
	}{
		{"before: they are asked, and nobody else", "yes", []string{"buyer before deputy", "buyer! approve claimed",
			"buyer2! approve claimed", "deputy! transfer buyer2 not_yours", "deputy! back start not_yours"},
			"yes: deputy, claimed by buyer, deputy before buyer"},
		{"before: it returns to who asked", "yes", []string{"buyer before deputy", "deputy approve",
			"buyer2! approve claimed"}, "yes: buyer buyer2, claimed by buyer"},
		{"before: then the one who asked decides", "yes", []string{"buyer before deputy", "deputy approve",
			"buyer approve"}, "work: buyer buyer2"},
		{"two before", "yes", []string{"buyer before deputy", "buyer before director", "deputy approve",
			"buyer! approve claimed", "director approve", "buyer approve"}, "work: buyer buyer2"},
		{"before, and no", "yes", []string{"buyer before deputy", "deputy reject"}, "rejected"},
		{"a colleague before", "yes", []string{"buyer before buyer2", "buyer2 approve", "buyer approve"},
			"work: buyer buyer2"},
		{"after: nobody is asked yet", "yes", []string{"buyer after deputy", "deputy! approve not_yours",
			"buyer2! approve claimed"}, "yes: buyer buyer2, claimed by buyer, deputy after buyer"},
		{"after: the outcome waits", "yes", []string{"buyer after deputy", "buyer approve", "buyer! approve claimed",
			"buyer! release claimed", "buyer! back start claimed"}, "yes: deputy, deputy after buyer"},
		{"after: the outcome takes effect", "yes", []string{"buyer after deputy", "buyer approve", "deputy approve"},
			"work: buyer buyer2"},
		{"after, and no", "yes", []string{"buyer after deputy", "buyer approve", "deputy reject"}, "rejected"},
		{"who says no asks nobody", "yes", []string{"buyer after deputy", "buyer reject"}, "rejected"},
		{"before and after", "yes", []string{"buyer before deputy", "buyer after director", "deputy approve",
			"buyer approve", "director approve"}, "work: buyer buyer2"},
		{"nobody twice", "yes", []string{"buyer before deputy", "buyer! after deputy invalid"},
			"yes: deputy, claimed by buyer, deputy before buyer"},
		{"not oneself, nobody unknown", "yes", []string{"buyer! before buyer invalid", "buyer! before nobody invalid",
			"buyer! between deputy invalid"}, "yes: buyer buyer2"},
		{"separation of duties", "yes", []string{"buyer! before head duty", "buyer! after head duty"},
			"yes: buyer buyer2"},
		{"only who may do it asks", "yes", []string{"director! before deputy not_yours"}, "yes: buyer buyer2"},
		{"nobody added to who fills in the request", "yes", []string{"buyer back start", "head! before deputy invalid"},
			"start: head"},
		{"who takes it back may decide alone", "yes", []string{"buyer before deputy", "buyer release", "buyer2 approve"},
			"work: buyer buyer2"},
		{"the director may take it back", "yes", []string{"buyer after deputy", "buyer approve", "director release"},
			"yes: buyer buyer2"},
		{"reassigning clears", "yes", []string{"buyer after deputy", "buyer approve", "director reassign buyer2",
			"deputy! approve not_yours"}, "yes: buyer2"},
		{"transferring clears", "yes", []string{"buyer before deputy", "buyer transfer buyer2",
			"deputy! approve not_yours"}, "yes: buyer2"},
		{"sending back clears", "yes", []string{"buyer before deputy", "buyer back start"}, "start: head"},

		{"work: consent", "work", []string{"buyer before head", "head! done invalid", "head consent", "buyer done"},
			"every: keeper keeper2 keeper3"},
		{"work: an objection goes back to who asked", "work", []string{"buyer before head", "head object", "buyer done"},
			"every: keeper keeper2 keeper3"},
		{"work: an objection afterwards too", "work", []string{"buyer after head", "buyer done", "head object"},
			"work: buyer buyer2, claimed by buyer"},
		{"work: any outcome waits", "work", []string{"buyer after head", "buyer redo", "head consent"},
			"yes: buyer buyer2"},

		{"all: only the seat waits", "every", []string{"keeper before head", "keeper! sign claimed", "keeper2 sign"},
			"every: head keeper3, head before keeper"},
		{"all: then all", "every", []string{"keeper before head", "keeper2 sign", "head consent", "keeper3 sign",
			"keeper sign"}, "turns: director"},
		{"all: the last signature waits", "every", []string{"keeper after head", "keeper sign", "keeper2 sign",
			"keeper3 sign"}, "every: head, head after keeper"},
		{"all: it takes effect", "every", []string{"keeper after head", "keeper sign", "keeper2 sign", "keeper3 sign",
			"head consent"}, "turns: director"},
		{"all: an objection asks for the seat's signature anew", "every", []string{"keeper after head", "keeper sign",
			"keeper2 sign", "head object"}, "every: keeper keeper3"},
		{"all: an objection to the last", "every", []string{"keeper sign", "keeper2 sign", "keeper3 after head",
			"keeper3 sign", "head object"}, "every: keeper3"},
		{"all: who signs already is not added", "every", []string{"keeper! before keeper2 invalid", "keeper2 sign",
			"keeper! before keeper2 invalid"}, "every: keeper keeper3"},
		{"all: a claim does not hold up the signer", "every", []string{"keeper claim", "keeper before head",
			"keeper! claim claimed", "keeper2 sign"}, "every: head keeper3, head before keeper"},

		{"in order: between", "turns", []string{"director after head", "director sign", "principal! sign claimed",
			"head consent"}, "turns: principal"},
		{"in order: before the first", "turns", []string{"director before head", "head consent", "director sign",
			"principal sign"}, "two: keeper2 keeper3 keeper"},
		{"in order: an objection", "turns", []string{"director after head", "director sign", "head object"},
			"turns: director"},
		{"in order: the last", "turns", []string{"director sign", "principal after head", "principal sign",
			"head consent"}, "two: keeper keeper2 keeper3"},
		{"in order: the next is not added", "turns", []string{"director! after principal invalid"},
			"turns: director"},

		{"two of three: one who was asked for the third is not needed", "two", []string{"keeper before head",
			"keeper2 sign", "keeper3 sign"}, "done"},
		{"two of three: after the last", "two", []string{"keeper after head", "keeper2 sign", "keeper sign"},
			"two: head, head after keeper"},
		{"an added signer did the step", "yes", []string{"buyer before keeper", "keeper approve", "buyer approve"},
			"work: buyer buyer2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := officeLife(t, school()).to(c.at)
			l.play(c.script...)
			want, got := strings.Fields(c.want), strings.Fields(l.stands())
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s, wanted %s", l.stands(), c.want)
			}
		})
	}
}

// TestAnAddedSignerDidTheStep: separation of duties looks at them later, `did` does not.
func TestAnAddedSignerDidTheStep(t *testing.T) {
	l := officeLife(t, school())
	l.play("buyer before keeper", "keeper approve", "buyer approve")
	l.to("two")
	l.wantPersons("two", "keeper2", "keeper3")
	wantRefusal(t, l.tryDo("keeper", "two", "sign", nil), processes.Duty, "")
}

// TestSignersOnLeave: their deputies sign in their place, but nobody for who asked them.
func TestSignersOnLeave(t *testing.T) {
	w := school()
	w.onLeave("director", "canteen", today, "")
	w.onLeave("principal", "buyer", today, "")
	l := officeLife(t, w)
	l.play("buyer before director", "canteen approve")
	if last := l.all[len(l.all)-1]; last.For != "director" {
		t.Errorf("signed for %q", last.For)
	}
	l.play("buyer after principal", "buyer approve")
	l.wantPersons("yes", "principal")
	wantRefusal(t, l.tryDo("buyer", "yes", "approve", nil), processes.Duty, "")
	if task := l.open("yes"); !task.Absent || skippedOf(task) != "signs" {
		t.Errorf("the task %+v", task)
	}
	l.play("principal approve")
	l.expect(processes.Open, "work")
}

// TestSignersWhoGo: what waited for somebody who left, or whom duties now keep away, goes back to who asked.
func TestSignersWhoGo(t *testing.T) {
	for _, c := range []struct {
		script []string
		want   string
	}{
		{[]string{"buyer before deputy"}, "yes: buyer buyer2, claimed by buyer"},
		{[]string{"buyer after deputy"}, "yes: buyer buyer2, claimed by buyer"},
		{[]string{"buyer after deputy", "buyer approve"}, "yes: buyer buyer2, claimed by buyer"},
	} {
		w := school()
		l := officeLife(t, w)
		l.play(c.script...)
		gone("deputy")(w)
		l.restaff()
		if got := l.stands(); got != c.want {
			t.Errorf("%v, and they leave: %s, wanted %s", c.script, got, c.want)
		}
	}
	w := school()
	l := officeLife(t, w)
	l.play("buyer before deputy")
	w.grant("buyer", "head") // who asked is no buyer any more
	l.restaff()
	if got := l.stands(); got != "yes: buyer2" {
		t.Errorf("who asked went: %s", got)
	}
}

// TestTheHeldOutcomeGoesWhereItWouldHave: an outcome that waited for a signature leads straight back, too.
func TestTheHeldOutcomeGoesWhereItWouldHave(t *testing.T) {
	l := officeLife(t, school()).to("every")
	task := l.open("every")
	if err := l.try(processes.Action{
		Kind: processes.DoSendBack, Actor: "keeper", Task: task.ID, To: "yes", Resume: "here", Comment: "?",
	}); err != nil {
		t.Fatal(err)
	}
	l.play("buyer after deputy", "buyer approve", "deputy approve")
	l.expect(processes.Open, "every")
}
