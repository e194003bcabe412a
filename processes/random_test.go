package processes_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/processes"
)

// generator writes random definitions: blocks within blocks, ways forwards and back, duties kept apart.
type generator struct {
	t   *rapid.T
	b   strings.Builder
	n   int
	few map[string]bool // steps that leave others of their role free: nobody is missing behind an `except`
}

func (g *generator) id() string { g.n++; return fmt.Sprintf("s%d", g.n) }

func (g *generator) definition() string {
	g.b.WriteString(`process: random
title: 随机
number: SJ-{year}-{seq}
forms:
  request:
    fields:
      - {name: a, type: integer, label: a, required: true}
      - {name: with, type: person, label: w, many: true}
      - name: lines
        type: table
        label: 行
        fields:
          - {name: kind, type: text, label: k, required: true}
start: {by: [{role: head}, {role: director}], form: request}
steps:
`)
	g.block("  ", 0, nil)
	return g.b.String()
}

// block writes one to four steps; a way back leads only to a step of the same block, and never by a first outcome.
func (g *generator) block(indent string, depth int, outer []string) {
	human := []string{}
	n := rapid.IntRange(1, 4).Draw(g.t, "steps")
	for range n {
		switch kind := rapid.IntRange(0, 9).Draw(g.t, "kind"); {
		case kind == 7 && depth < 2:
			id := g.id()
			fmt.Fprintf(&g.b, "%s- id: %s\n%s  kind: parallel\n%s  branches:\n", indent, id, indent, indent)
			for range 2 {
				var inner strings.Builder
				inner, g.b = g.b, inner
				g.block(indent+"        ", depth+1, slices.Concat(outer, human))
				text := g.b.String()
				g.b = inner
				g.b.WriteString(indent + "    -\n" + text)
			}
		case kind == 8 && depth < 2:
			fmt.Fprintf(&g.b, "%s- id: %s\n%s  kind: each\n", indent, g.id(), indent)
			if rapid.Bool().Draw(g.t, "of references") {
				fmt.Fprintf(&g.b, "%s  rows: start.with\n%s  steps:\n%s    - {id: %s, kind: sign, by: {field: key}, when: %s}\n",
					indent, indent, indent, g.id(), `"key.id != 'head2'"`)
			} else {
				fmt.Fprintf(&g.b, "%s  rows: start.lines\n%s  key: row.kind\n%s  steps:\n", indent, indent, indent)
			}
			g.block(indent+"    ", depth+1, slices.Concat(outer, human))
		case kind == 9:
			fmt.Fprintf(&g.b, "%s- {id: %s, kind: choose, options: [{when: '%s', then: %s}]}\n",
				indent, g.id(), g.condition(slices.Concat(outer, human)), rapid.SampledFrom([]string{"end", "stop"}).Draw(g.t, "leave"))
		default:
			human = append(human, g.human(indent, human, slices.Concat(outer, human)))
		}
	}
	// the last step is always somebody's, so that a `choose` never leaves a step behind it unreached
	g.human(indent, human, slices.Concat(outer, human))
}

// condition hangs on what was typed or on what was passed.
func (g *generator) condition(before []string) string {
	if len(before) > 0 && rapid.Bool().Draw(g.t, "passed") {
		return rapid.SampledFrom([]string{"", "!"}).Draw(g.t, "not") + "passed." + rapid.SampledFrom(before).Draw(g.t, "step")
	}
	return fmt.Sprintf("start.a > %d", rapid.IntRange(0, 9).Draw(g.t, "limit"))
}

func (g *generator) human(indent string, back, before []string) string {
	id := g.id()
	role := rapid.SampledFrom([]string{"buyer", "storekeeper", "head"}).Draw(g.t, "role")
	how := rapid.SampledFrom([]string{"any", "any", "all", "in_order", "{count: 2}"}).Draw(g.t, "how")
	fmt.Fprintf(&g.b, "%s- id: %s\n%s  kind: task\n%s  by: {role: %s}\n%s  how: %s\n", indent, id, indent, indent, role, indent, how)
	if rapid.Bool().Draw(g.t, "when") {
		fmt.Fprintf(&g.b, "%s  when: '%s'\n", indent, g.condition(before))
	}
	before = slices.DeleteFunc(slices.Clone(before), func(id string) bool { return !g.few[id] })
	g.few[id] = how == "any" || how == "{count: 2}"
	if len(before) > 0 && rapid.Bool().Draw(g.t, "except") {
		fmt.Fprintf(&g.b, "%s  except: [%s]\n", indent, rapid.SampledFrom(before).Draw(g.t, "other"))
	}
	fmt.Fprintf(&g.b, "%s  within: %s\n%s  report: {role: director}\n", indent, rapid.SampledFrom([]string{
		"1 workday", "{workdays: start.a, from: start}", "{hours: start.a}",
		"[{days: 'start.a > 5 ? start.a : null'}, 30 minutes]", "{minutes: 'start.a > 5 ? start.a : null', from: start}",
	}).Draw(g.t, "within"), indent)
	if how == "any" {
		fmt.Fprintf(&g.b, "%s  escalate: {role: director}\n", indent)
	}
	fmt.Fprintf(&g.b, "%s  outcomes:\n%s    - {id: done, title: 好}\n", indent, indent)
	if len(back) > 0 {
		to := rapid.SampledFrom(back).Draw(g.t, "back")
		if rapid.Bool().Draw(g.t, "both") {
			to = "[" + to + ", " + id + "]"
		}
		fmt.Fprintf(&g.b, "%s    - {id: redo, title: 重做, then: %s, back: %t}\n", indent, to, rapid.Bool().Draw(g.t, "filled"))
	}
	if rapid.IntRange(0, 5).Draw(g.t, "end") == 0 {
		fmt.Fprintf(&g.b, "%s    - {id: stop, title: 停, then: %s}\n", indent, rapid.SampledFrom([]string{"end", "nothing", "rejected"}).Draw(g.t, "stop"))
	}
	return id
}

// crowd is a school with enough people that nobody is missing.
func crowd() *memory {
	m := school()
	m.people = nil
	for _, role := range []string{"buyer", "director", "head", "storekeeper"} {
		for i := range 4 {
			m.people = append(m.people, processes.Person{ID: fmt.Sprintf("%s%d", role, i), Name: role, Roles: []string{role}})
		}
	}
	return m
}

// TestRandomProcesses takes random routes through random processes: after every transition the fold is the state, no
// step is open twice, everything open has somebody who may do it, separation of duties holds, and every case can end.
func TestRandomProcesses(t *testing.T) {
	declared := roles(t)
	rapid.Check(t, func(rt *rapid.T) {
		l, text, data := randomLife(t, rt, declared, 3)
		l.begin("head0", data)
		for range rapid.IntRange(0, 25).Draw(rt, "actions") {
			if l.s.Status != processes.Open {
				break
			}
			l.random(rt)
		}
		for range 400 {
			if l.s.Status != processes.Open {
				return
			}
			task := l.s.Open[0]
			if err := l.try(processes.Action{
				Kind: processes.DoSubmit, Actor: l.doer(task), Task: task.ID, Outcome: l.first(task), Data: l.startData(task),
			}); err != nil {
				rt.Fatalf("%s cannot go on: %v\n%s", task.Step, err, text)
			}
		}
		rt.Fatalf("the case did not end: %v\n%s", l.places(), text)
	})
}

// randomLife is a random process before its first case, with its text and what the case begins with.
func randomLife(
	t *testing.T, rt *rapid.T, declared []processes.Role, rows int,
) (l *life, text string, data map[string]any) {
	g := &generator{t: rt, few: map[string]bool{}}
	text = g.definition()
	p, problems := processes.Compile("random.yaml", []byte(text), declared)
	if p == nil {
		rt.Fatalf("%s\n%s", problems.Error(), text)
	}
	lines, with := []any{}, []any{}
	for range rapid.IntRange(0, rows).Draw(rt, "rows") {
		lines = append(lines, row{"kind": rapid.SampledFrom([]string{"x", "y", "a/b"}).Draw(rt, "key")})
	}
	for _, id := range []string{"buyer1", "head2", "storekeeper3"} {
		if len(with) < rows && rapid.Bool().Draw(rt, "with "+id) {
			with = append(with, id)
		}
	}
	data = map[string]any{"a": jsonInt(rapid.IntRange(0, 10).Draw(rt, "a")), "lines": lines, "with": with}
	return newLife(t, p, crowd()), text, data
}

func (l *life) doer(task processes.Task) string {
	if task.Claimed != "" && slices.Contains(task.Persons, task.Claimed) {
		return task.Claimed
	}
	return task.Persons[0]
}

func (l *life) first(task processes.Task) string { return l.outcomes(task, l.doer(task))[0].ID }

// outcomes are those somebody may take: added signers may have others than the step's.
func (l *life) outcomes(task processes.Task, actor string) []processes.Outcome {
	step, _ := l.p.Step(task.Step)
	if task.IsAddedSigner(actor) {
		return step.SignerOutcomes()
	}
	return step.Outcomes()
}

// startData sends the start's own data again when the task is the start.
func (l *life) startData(task processes.Task) map[string]any {
	if task.Step != processes.Start {
		return nil
	}
	return map[string]any{"a": jsonInt(5)}
}

// random takes one action by somebody, allowed or not; refusals must be refusals.
func (l *life) random(rt *rapid.T) {
	task := rapid.SampledFrom(l.s.Open).Draw(rt, "task")
	step, _ := l.p.Step(task.Step)
	actor := rapid.SampledFrom(l.w.people).Draw(rt, "actor").ID
	if rapid.IntRange(0, 2).Draw(rt, "able") > 0 {
		actor = l.doer(task)
	}
	a := processes.Action{Actor: actor, Task: task.ID}
	switch rapid.IntRange(0, 13).Draw(rt, "action") {
	case 0:
		a.Kind = processes.DoClaim
	case 1:
		a.Kind = processes.DoRelease
	case 2:
		a.Kind, a.To = processes.DoTransfer, rapid.SampledFrom(l.w.people).Draw(rt, "to").ID
	case 3:
		a.Kind, a.Resume = processes.DoSendBack, rapid.SampledFrom([]string{"again", "here"}).Draw(rt, "resume")
		a.To = processes.Start
		if to := processes.BackTo(l.p, l.s, task); len(to) > 0 {
			a.To = rapid.SampledFrom(to).Draw(rt, "back to")
		}
	case 4:
		a = processes.Action{Kind: processes.DoClock, Clock: "due/" + task.ID}
	case 5, 6:
		a.Kind, a.To = processes.DoAddSigner, rapid.SampledFrom(l.w.people).Draw(rt, "to").ID
		a.Place = rapid.SampledFrom([]string{"before", "after"}).Draw(rt, "place")
	case 7:
		l.stir(rt)
		a = processes.Action{Kind: processes.DoRestaff}
	default:
		a.Kind, a.Outcome = processes.DoSubmit, rapid.SampledFrom(l.outcomes(task, actor)).Draw(rt, "outcome").ID
		a.Data = l.startData(task)
	}
	open := a.Kind == processes.DoSubmit && task.OpenTo(actor)
	err := l.try(a)
	var refusal *processes.Refusal
	if err != nil && !errors.As(err, &refusal) {
		rt.Fatalf("%v: %v", a, err)
	}
	told := refusal != nil && refusal.Reason != processes.Invalid
	if a.Kind == processes.DoSubmit && open == told {
		rt.Fatalf("%s is told that %s is open to them: %t, and then %v", actor, task.Step, open, err)
	}
	if err == nil && a.Kind == processes.DoSubmit {
		l.dutiesKept(rt, step, task, actor)
	}
}

// stir sends somebody on leave with somebody for a deputy, or lets them come back.
func (l *life) stir(rt *rapid.T) {
	i := rapid.IntRange(0, len(l.w.people)-1).Draw(rt, "who")
	l.w.people = slices.Clone(l.w.people)
	l.w.people[i].Leave = processes.Leave{}
	if rapid.Bool().Draw(rt, "leaves") {
		l.w.people[i].Leave = processes.Leave{From: today, Deputy: rapid.SampledFrom(l.w.people).Draw(rt, "deputy").ID}
	}
}

// dutiesKept compares with the plainest reading of `except`: whoever did the other step last, in a branch around.
func (l *life) dutiesKept(rt *rapid.T, step *processes.Step, task processes.Task, actor string) {
	before, now := l.all[:len(l.all)-1], l.all[len(l.all)-1]
	for _, ex := range step.Human.Except {
		for _, tr := range slices.Backward(before) {
			if tr.Action != processes.DoSubmit || tr.Step != ex.Step || tr.Branch != "" && tr.Branch != task.Branch &&
				!strings.HasPrefix(task.Branch, tr.Branch+"/") {
				continue
			}
			same := tr.Actor == actor || tr.Actor == now.For || tr.For != "" && (tr.For == actor || tr.For == now.For)
			if same && !l.undone(tr.Seq, ex.Step) {
				rt.Fatalf("%s (for %q) did %s (for %q) and then %s", actor, now.For, ex.Step, tr.For, step.ID)
			}
			break
		}
	}
}

func (l *life) undone(seq int, step string) bool {
	return slices.ContainsFunc(l.s.Path, func(v processes.Visit) bool { return v.Seq == seq && v.Step == step && v.Undone })
}
