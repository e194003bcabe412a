package processes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/processes"
)

// every has each kind of step once: what the catalogue needs hundreds of lines for, in few.
const every = `process: every
title: 全部
number: QB-{year}-{seq}
settings:
  - {name: limit, type: integer, default: 5, label: 上限}
forms:
  request:
    fields:
      - {name: a, type: integer, label: a, required: true, max: school.limit + 100}
      - {name: money, type: money, label: m, formula: "sum(lines, price)"}
      - {name: subject, type: subject, label: s, default: "'30201'"}
      - {name: people, type: person, label: p, many: true, max: 3, default: "[starter, 'head', 'buyer']"}
      - name: lines
        type: table
        label: 行
        min: 1
        fields:
          - {name: kind, type: text, label: k, required: true}
          - {name: price, type: money, label: p, default: 1.00}
          - {name: n, type: decimal, label: n, default: 3}
          - {name: got, type: decimal, label: got, counted: true}
    rules:
      - {if: "a != 13", at: a, message: 不吉利}
  delivery:
    fields:
      - {name: came, type: decimal, label: c, default: 1}
      - {name: day, type: date, label: d, show: came > 2, formula: today + 1}
  counted:
    fields:
      - name: lines
        type: table
        label: 行
        rows: start.lines
        fields:
          - {name: more, type: decimal, label: m, default: 1}
start: {by: [{role: head}, {role: director}], form: request}
steps:
  - {id: one, kind: approve, by: {role: director}, within: {workdays: start.a}, report: {role: principal}}
  - {id: keep, kind: post, book: budget.reserve, with: {department: starter.department, subject: start.subject, amount: start.money}}
  - {id: told, kind: task, by: {role: storekeeper}, form: counted}
  - {id: way, kind: choose, options: [{when: start.a > 50, then: last}, {when: passed.one, then: some}]}
  - id: some
    kind: each
    rows: start.lines
    key: row.kind
    steps:
      - {id: take, kind: task, by: {role: storekeeper}, form: delivery, how: {count: 2}}
  - id: all
    kind: each
    rows: start.people
    steps:
      - {id: heard, kind: sign, by: {field: key}, when: key != starter}
  - id: both
    kind: parallel
    branches:
      - - {id: left, kind: sign, by: {role: buyer}, except: [one], when: "!passed.told"}
      - - {id: tell, kind: notify, to: starter, message: 好了}
        - {id: right, kind: task, by: starter, outcomes: [{id: done, title: 好}, {id: redo, title: 重做, then: right}]}
  - {id: tally, kind: count, of: told.lines, add: more, to: start.lines.got}
  - {id: pause, kind: wait, for: 1 workday}
  - {id: other, kind: start, process: payment, by: {first: [{did: one}, {role: buyer}]}, with: {supplier: "'s1'"}}
  - {id: last, kind: sign, by: {role: principal}}
`

// FuzzCompile: whatever the text, and whatever of a sound one is moved, doubled, dropped or put in another's place,
// there is either a process or a located problem, soon and in little memory; and what compiles can be carried out.
func FuzzCompile(f *testing.F) {
	declared := roles(f)
	whole, problems := processes.Compile("f", []byte(every), declared)
	if whole == nil {
		f.Fatal(problems.Error())
	}
	for _, kind := range processes.Kinds {
		if !slices.ContainsFunc(whole.All(), func(s *processes.Step) bool { return s.Kind == kind }) {
			f.Fatalf("there is no step %q to begin with", kind)
		}
	}
	files, err := filepath.Glob("definitions/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal("no definitions", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), []byte{})
	}
	f.Add(sound, []byte{0, 9, 7})
	f.Add(every, []byte{})
	f.Add(every, []byte{1, 40, 45, 0, 100, 30, 2, 38, 1, 3, 12, 14})
	f.Fuzz(func(t *testing.T, text string, edits []byte) {
		text = edited(text, edits)
		if len(text) > 64<<10 {
			return // TestHugeDefinitionsAreRefusedQuickly
		}
		began, before := time.Now(), allocated()
		p, problems := processes.Compile("f", []byte(text), declared)
		if took := time.Since(began); took > 5*time.Second { // some 10 ms, instrumented or crowded up to 100 times that
			t.Fatalf("took %s", took)
		}
		if took := allocated() - before; took > 64<<20 {
			t.Fatalf("took %d MB", took>>20)
		}
		if (p == nil) == problems.OK() {
			t.Fatalf("process %v, problems %v", p != nil, problems.List)
		}
		for _, problem := range problems.List {
			if problem.Line < 1 || problem.Column < 1 {
				t.Fatalf("no place is named: %+v", problem)
			}
		}
		if p != nil {
			carriedOut(t, p, text)
		}
	})
}

// TestEveryValueReplaced puts nothing, an empty list, an empty mapping and a number in place of each value in turn.
func TestEveryValueReplaced(t *testing.T) {
	declared := roles(t)
	values := regexp.MustCompile(`: ("[^"]*"|[^,{}\[\]\n]+|\{[^{}]*\}|\[[^\[\]]*\]|\{[^\n]*\}|)`)
	for _, place := range values.FindAllStringSubmatchIndex(every, -1) {
		for _, instead := range []string{"", "[]", "{}", "0"} {
			changed := every[:place[2]] + instead + every[place[3]:]
			line := strings.Count(every[:place[2]], "\n")
			func() {
				defer func() {
					if broken := recover(); broken != nil {
						t.Errorf("%s: %v", strings.Split(changed, "\n")[line], broken)
					}
				}()
				p, problems := processes.Compile("f", []byte(changed), declared)
				if (p == nil) == problems.OK() {
					t.Errorf("%s: process %v, problems %v", strings.Split(changed, "\n")[line], p != nil, problems.List)
				}
				if p != nil {
					carriedOut(t, p, changed)
				}
			}()
		}
	}
}

// edited changes a text by its lines and words: what a person does to a definition, and most often still one.
func edited(text string, edits []byte) string {
	words := regexp.MustCompile(`[\pL\pN_.]+`)
	for ; len(edits) >= 3; edits = edits[3:] {
		lines := strings.SplitAfter(text, "\n")
		from, to := int(edits[1])*len(lines)/256, int(edits[2])*len(lines)/256
		switch edits[0] % 4 {
		case 0: // one word becomes another
			places := words.FindAllStringIndex(text, -1)
			if len(places) == 0 {
				return text
			}
			a, b := places[int(edits[1])*len(places)/256], places[int(edits[2])*len(places)/256]
			text = text[:a[0]] + text[b[0]:b[1]] + text[a[1]:]
		case 1:
			lines[from], lines[to] = lines[to], lines[from]
			text = strings.Join(lines, "")
		case 2:
			text = strings.Join(slices.Delete(lines, from, from+1), "")
		case 3:
			text = strings.Join(slices.Insert(lines, to, lines[from]), "")
		}
	}
	return text
}

// carriedOut takes a case some way: every action is answered by a transition or by a refusal, and the state is the fold
// of the transitions. The same text goes the same way.
func carriedOut(t *testing.T, p *processes.Process, text string) {
	t.Helper()
	digest := fnv.New64a()
	_, _ = digest.Write([]byte(text))
	chance := rand.New(rand.NewPCG(digest.Sum64(), 0))
	l := newLife(t, p, school())
	data := func(form string) map[string]any {
		if p.Forms[form] == nil {
			return nil
		}
		schema := map[string]any{}
		if err := json.Unmarshal([]byte(asJSON(t, p.Forms[form].Schema(forms.English))), &schema); err != nil {
			t.Fatal(err)
		}
		out, _ := fitting(chance, "", schema).(map[string]any)
		return out
	}
	for range 3 {
		for _, person := range l.w.people {
			if len(l.all) == 0 {
				l.answered(processes.Action{Kind: processes.DoStart, Actor: person.ID, Data: data(p.Begin.Form())}, text)
			}
		}
	}
	for range 8 {
		if l.s.Status != processes.Open || len(l.s.Open) == 0 {
			return
		}
		task := l.s.Open[chance.IntN(len(l.s.Open))]
		step, _ := p.Step(task.Step)
		outcomes := l.outcomes(task, l.doer(task))
		l.answered(processes.Action{
			Kind: processes.DoSubmit, Actor: l.doer(task), Task: task.ID,
			Outcome: outcomes[chance.IntN(len(outcomes))].ID, Data: data(step.Form()),
		}, text)
	}
}

func (l *life) answered(a processes.Action, text string) {
	l.t.Helper()
	var refusal *processes.Refusal
	if err := l.try(a); err != nil && !errors.As(err, &refusal) {
		l.t.Fatalf("%+v: %v\n%s", a, err, text)
	}
}

// fitting makes what a form asks for by its exported schema, of things the small school has.
func fitting(chance *rand.Rand, name string, schema map[string]any) any {
	if list, many := schema["enum"].([]any); many {
		return list[chance.IntN(len(list))]
	}
	word, _ := schema["type"].(string)
	if list, many := schema["type"].([]any); many {
		word, _ = list[0].(string)
	}
	switch word {
	case "object":
		out := map[string]any{}
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range sorted(properties) {
			property, _ := properties[name].(map[string]any)
			if readOnly, _ := property["readOnly"].(bool); !readOnly {
				out[name] = fitting(chance, name, property)
			}
		}
		return out
	case "array":
		items, _ := schema["items"].(map[string]any)
		out := make([]any, 1+chance.IntN(2))
		for i := range out {
			out[i] = fitting(chance, name, items)
		}
		return out
	case "integer":
		return jsonInt(chance.IntN(100))
	case "boolean":
		return chance.IntN(2) == 0
	}
	if guess := map[string]string{"subject": "30201", "item": "paper", "supplier": "s1", "acceptor": "head"}[name]; guess != "" {
		return guess
	}
	if format, _ := schema["format"].(string); format == "date" {
		return "2026-09-30"
	}
	return fmt.Sprint(1 + chance.IntN(9))
}

func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// allocated is what the program has asked for since it began; unlike runtime.ReadMemStats it stops nothing.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
