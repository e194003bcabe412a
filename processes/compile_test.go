package processes_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"zongwu/processes"
)

const sound = `process: sound
title: 好的
number: HD-{seq}
forms:
  request:
    fields:
      - {name: a, type: integer, label: a, required: true}
      - name: lines
        type: table
        label: 行
        fields:
          - {name: n, type: decimal, label: n}
          - {name: got, type: decimal, label: got, counted: true}
start: {by: {role: head}, form: request}
steps:
  - {id: one, kind: approve, by: {role: director}}
  - {id: two, kind: sign, by: {role: buyer}, except: [one]}
`

// TestProblemsAreLocated breaks a sound definition in one place after the other.
func TestProblemsAreLocated(t *testing.T) {
	if _, problems := processes.Compile("f", []byte(sound), roles(t)); !problems.OK() {
		t.Fatal(problems.Error())
	}
	last := "  - {id: two, kind: sign, by: {role: buyer}, except: [one]}\n"
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":           {"title: 好的", "titel: 好的", `f:2:1: a definition has no "titel" (did you mean title?)`},
		"unknown role":          {"{role: director}", "{role: directer}", `f:16:41: there is no role "directer" (did you mean director?)`},
		"unknown kind":          {"kind: sign", "kind: sing", `f:17:21: there is no kind of step "sing" (did you mean sign?)`},
		"unknown step":          {"except: [one]", "except: [onne]", `no step "onne" is done by a person (did you mean one?)`},
		"same id twice":         {"id: two", "id: one", `f:17:10: step "one" stands here twice`},
		"reserved id":           {"id: two", "id: starter", `"starter" means something else already`},
		"bad id":                {"id: two", "id: Two!", `"Two!" cannot name a step`},
		"unknown form":          {"form: request", "form: reqest", `there is no form "reqest" (did you mean request?)`},
		"number":                {"HD-{seq}", "单-{seq}", `the number "单-{seq}" is not one people can say aloud`},
		"misspelt field":        {last, "  - {id: two, kind: sign, by: {role: buyer}, when: start.b > 1}\n", `f:17:`},
		"wrong type":            {last, "  - {id: two, kind: sign, by: {role: buyer}, when: start.a}\n", `f:17:`},
		"worked out in no unit": {last, "  - {id: two, kind: sign, by: {role: buyer}, within: {from: start}}\n", `f:17:54: this is no length of time`},
		"worked out twice":      {last, "  - {id: two, kind: sign, by: {role: buyer}, within: {hours: 1, days: 1}}\n", `f:17:62: the time is given twice`},
		"worked out from":       {last, "  - {id: two, kind: sign, by: {role: buyer}, within: {days: 1, from: one}}\n", `no time runs from "one"`},
		"worked out to text":    {last, "  - {id: two, kind: sign, by: {role: buyer}, within: {days: starter.name}}\n", `f:17:69: this is text, integer is wanted`},
		"outcome by nobody": {last, "  - {id: two, kind: task, by: {role: buyer}, outcomes: [{id: x, title: x, by: {role: buyr}}]}\n",
			`f:17:86: there is no role "buyr" (did you mean buyer?)`},
		"outcome of several": {last, "  - {id: two, kind: task, by: {role: buyer}, how: all, outcomes: [{id: x, title: x, by: {role: buyer}}]}\n",
			`f:17:89: several must sign: all of them may take every outcome`},
		"branch's name taken": {last, "  - {id: two, kind: each, rows: start.lines, as: one, steps: [{id: x, kind: sign, by: starter}]}\n",
			`f:17:50: "one" means something else already`},
		"branch by its old name": {last, "  - {id: two, kind: each, rows: start.lines, as: piece, steps: [{id: x, kind: sign, by: starter, when: key == '1'}]}\n",
			`there is no "key" here`},
		"report of nothing":    {last, "  - {id: two, kind: sign, by: {role: buyer}, report: {role: director}}\n", "a step without `within` is never overdue"},
		"passed nothing":       {last, "  - {id: two, kind: sign, by: {role: buyer}, when: passed.onne}\n", `onne`},
		"did in no cases":      {last, "  - {id: two, kind: sign, by: {did: [one], in: starter}}\n", `"starter" leads to no cases`},
		"did what nobody does": {last, "  - {id: two, kind: sign, by: {did: [one, onne]}}\n", `no step "onne" is done by a person`},
		"called passed":        {"id: two", "id: passed", `"passed" means something else already`},
		"alike with nothing":   {"number:", "alike_with: [A]\nnumber:", `"A" cannot name a process`},
		"span":                 {last, "  - {id: two, kind: sign, by: {role: buyer}, within: soon}\n", `"soon" is no length of time`},
		"expire without time":  {last, "  - {id: two, kind: sign, by: {role: buyer}, expire: sign}\n", `"sign" cannot happen by itself`},
		"expire with a form": {last, "  - {id: two, kind: task, by: starter, form: request, within: 1 workday, expire: done}\n",
			`f:17:82: for "done" the form "request" asks for "a"`},
		"withdrawn until nothing": {"form: request}\nsteps", "form: request, withdraw_until: onne}\nsteps",
			`f:14:58: "onne" is no step that people do (did you mean one?)`},
		"late without time":  {last, "  - {id: two, kind: sign, by: starter, late: one}\n", "f:17:46: a step without `within` is never overdue"},
		"late and silent":    {last, "  - {id: two, kind: sign, by: starter, within: 1 workday, expire: sign, late: one}\n", `silence takes an outcome already`},
		"late leads nowhere": {last, "  - {id: two, kind: sign, by: starter, within: 1 workday, late: on}\n", `there is no step "on" to go to (did you mean one?)`},
		"late is nobody's": {last, "  - {id: two, kind: sign, by: starter, within: 1 workday, late: three}\n  - {id: three, kind: wait, for: 1 workday}\n",
			`"three" is no such step`},
		"late is itself":       {last, "  - {id: two, kind: sign, by: starter, within: 1 workday, late: two}\n", `"two" is no such step`},
		"person of no role":    {"type: integer, label: a, required: true", "type: person, role: kign, label: a", `f:7:39: there is no role "kign"`},
		"has nothing":          {last, "  - {id: two, kind: sign, by: {has: onne}}\n", `no step "onne" is done by a person`},
		"transfer to nobody":   {last, "  - {id: two, kind: sign, by: starter, transfer: {role: kign}}\n", `there is no role "kign"`},
		"message of no step":   {last, "  - {id: two, kind: notify, to: starter, message: 'x {onne.a}'}\n", `no step "onne" has a form that is filled in once`},
		"message of no field":  {last, "  - {id: two, kind: notify, to: starter, message: {zh: x, en: '{start.aa}'}}\n", `the form of "start" has no field "aa"`},
		"target":               {last, "  - {id: two, kind: choose, options: [{then: nowhere}]}\n", `there is no step "nowhere" to go to`},
		"unreachable":          {last, "  - {id: two, kind: choose, options: [{then: end}]}\n  - {id: three, kind: sign, by: starter}\n", `f:18:5: no way leads to step "three"`},
		"no end":               {last, "  - {id: two, kind: sign, by: starter, outcomes: [{id: sign, title: s, then: one}]}\n  - {id: three, kind: sign, by: starter}\n", `no way leads to step "three"`},
		"circle":               {last, "  - {id: two, kind: notify, to: starter, message: m, then: three}\n  - {id: three, kind: notify, to: starter, message: m, then: two}\n", `goes in a circle without anyone acting`},
		"unknown book":         {last, "  - {id: two, kind: post, book: budget.resrve, with: {}}\n", `no book can do "budget.resrve" (did you mean budget.reserve?)`},
		"book input missing":   {last, "  - {id: two, kind: post, book: budget.reserve, with: {amount: 5.00}}\n", `budget.reserve needs "subject"`},
		"final with nothing":   {last, "  - {id: two, kind: post, book: stock.issue, until: nine, with: {store: 'x', item: start.lines, quantity: 1}}\n", `"nine" is no step of the same block that people do`},
		"always final":         {last, "  - {id: two, kind: post, book: budget.reserve, until: one, with: {}}\n", `budget.reserve cannot be taken back as it was posted`},
		"book input type":      {last, "  - {id: two, kind: post, book: budget.release, with: {amount: start.lines, department: starter.department, subject: start.a}}\n", `f:17:`},
		"another block":        {last, "  - {id: two, kind: each, rows: start.lines, steps: [{id: inside, kind: sign, by: starter, outcomes: [{id: s, title: s, then: one}]}]}\n", `step "one" stands in another block`},
		"data inside each":     {last, "  - {id: two, kind: each, rows: start.lines, steps: [{id: inside, kind: sign, by: starter, form: inner}]}\n  - {id: three, kind: sign, by: starter, when: inside.x > 1}\n", `inside`},
		"rows of nothing":      {last, "  - {id: two, kind: each, rows: start.a, steps: [{id: inside, kind: sign, by: starter}]}\n", `f:17:33: this gives neither rows nor references`},
		"not counted":          {last, "  - {id: two, kind: count, of: start.lines, add: n, to: start.lines.n}\n", `"start.lines.n" names no counted field`},
		"parallel with one":    {last, "  - {id: two, kind: parallel, branches: [[{id: inside, kind: sign, by: starter}]]}\n", `parallel needs branches`},
		"begins with nothing":  {last, "  - {id: two, kind: start, process: payment, with: {supplier: }}\n", `f:17:52: with needs "supplier"`},
		"form of nothing":      {"start: {by", "  other:\nstart: {by", `f:14:3: form "other" is empty`},
		"wait for nothing":     {last, "  - {id: two, kind: wait}\n", "wait needs either `for` or `until`"},
		"nobody":               {last, "  - {id: two, kind: sign, by: nobody}\n", `"nobody" names nobody`},
		"begun by its starter": {"start: {by: {role: head}", "start: {by: starter", `who may begin cannot hang on a case`},
		"how":                  {last, "  - {id: two, kind: sign, by: starter, how: {count: 0}}\n", `"0" is no number of persons`},
		"beside asks":          {last, "  - {id: two, kind: sign, by: starter, beside: inner}\n", `f:15:14: "x" would be asked for`},
		"beside unknown":       {last, "  - {id: two, kind: sign, by: starter, beside: innr}\n", `there is no form "innr"`},
		"beside is a form":     {last, "  - {id: two, kind: sign, by: starter, beside: request}\n", `form "request" is what step "start" asks for`},
		"alike of nothing":     {"number:", "alike: [start.lines.n]\nnumber:", `f:3:9: "start.lines.n" refers to nothing`},
		"alike of no field":    {"number:", "alike: [start.lines.m]\nnumber:", `the form of "start" has no field "lines.m" (did you mean n?)`},
		"alike of no step":     {"number:", "alike: [stat.lines.n]\nnumber:", `no step "stat" has a form (did you mean start?)`},
		"begins a case a row": {last, "  - {id: two, kind: start, process: payment, rows: start.lines, wait: true}\n",
			`f:17:52: a step that begins a case a row waits for none`},
		"several": {last, "  - {id: two, kind: task, by: starter, form: request, outcomes: [{id: s, title: s, several: true}]}\n",
			`f:17:93: for "s" the form "request" asks for "a"`},
		"style":              {last, "  - {id: two, kind: sign, by: starter, outcomes: [{id: s, title: s, style: red}]}\n", `there is no style "red"`},
		"summary":            {"number:", "summary: [c]\nnumber:", `the start's form has no field "c"`},
		"summary later":      {"number:", "summary: [[start.c, b]]\nnumber:", `f:3:12: the start's form has no field "c"`},
		"summary step":       {"number:", "summary: [two.c]\nnumber:", `no step "two" has a form`},
		"result type":        {"number:", "results: {x: {type: colour, value: start.b}}\nnumber:", `f:3:21: unknown type "colour"`},
		"result value":       {"number:", "results: {x: {type: money, value: start.a}}\nnumber:", `f:3:41: this is integer, money is wanted`},
		"result name":        {"number:", "results: {state: {type: text, value: start.a}}\nnumber:", `"state" means something else already`},
		"result ahead":       {"number:", "results: {x: {type: text, value: outcom}}\nnumber:", `outcom`},
		"value of nothing":   {"number:", "values: {x: start.b}\nnumber:", `f:3:19: there is no field "b"`},
		"value without one":  {"number:", "values: {x: }\nnumber:", `f:3:9: values needs "x"`},
		"value of one step":  {"number:", "values: {x: actor.name}\nnumber:", `f:3:13: there is no "actor" here`},
		"value called start": {"number:", "values: {start: '1'}\nnumber:", `f:3:10: "start" means something else already`},
		"value called Two":   {"number:", "values: {Two: '1'}\nnumber:", `"Two" cannot name a value`},
		"value and step":     {"number:", "values: {two: start.a}\nnumber:", `f:18:10: "two" is the name of a value already`},
		"value unread":       {"number:", "values: {x: start.a}\nnumber:", `f:3:10: nothing reads the value "x"`},
		"value of itself":    {"number:", "values: {x: y + 1, y: x + 1}\nnumber:", `f:3:13: the value "y" cannot be read here`},
		"value always empty": {"number:", "values: {x: '1 > 2 ? null : null'}\nnumber:", `f:3:13: the value "x" is always empty`},
		"value misspelt": {"title: 好的\nnumber: HD-{seq}", "title: 好的\nnumber: HD-{seq}\nvalues: {most: start.a}\nresults: {r: {type: integer, value: mosst}}",
			`f:5:37: there is no "mosst" here (did you mean most?)`},
		"value too early": {"title: 好的\nnumber: HD-{seq}\nforms:\n  request:\n    fields:\n", "title: 好的\nnumber: HD-{seq}\nvalues: {most: start.a}\n" +
			"forms:\n  request:\n    fields:\n      - {name: b, type: integer, label: b, formula: most}\n",
			`f:8:53: the value "most" cannot be read here: it needs what this step or a later one asks for`},
		"results unwaited": {last, "  - {id: two, kind: start, process: payment, results: {cost: money}}\n",
			`f:17:55: a case that is not waited for has come to nothing yet`},
		"results untyped": {last, "  - {id: two, kind: start, process: payment, wait: true, results: {cost: colour}}\n", `unknown type "colour"`},
		"results unread": {last, "  - {id: two, kind: start, process: payment, wait: true}\n  - {id: three, kind: sign, by: starter, when: two.cost > 1}\n",
			`cost`},
		"setting type":    {"number:", "settings: [{name: x, type: colour, default: 1}]\nnumber:", `unknown type "colour"`},
		"setting default": {"number:", "settings: [{name: x, type: money, default: lots}]\nnumber:", `the default is no money`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(sound, c.old, c.new, 1)
			if strings.Contains(text, ": inner") {
				text = strings.Replace(text, "start:", "  inner:\n    fields: [{name: x, type: integer, label: x}]\nstart:", 1)
			}
			p, problems := processes.Compile("f", []byte(text), roles(t))
			if p != nil || !strings.Contains(problems.Error(), c.want) {
				t.Errorf("problems are\n%s\nwanted %s", problems.Error(), c.want)
			}
		})
	}
}

// TestAllProblemsAtOnce proves that one mistake does not hide another.
func TestAllProblemsAtOnce(t *testing.T) {
	text := strings.NewReplacer("title: 好的", "titel: 好的", "{role: director}", "{role: x}", "kind: sign", "kind: y").Replace(sound)
	_, problems := processes.Compile("f", []byte(text), roles(t))
	if n := len(problems.List); n < 4 {
		t.Errorf("only %d problems:\n%s", n, problems.Error())
	}
	text = strings.NewReplacer("title: 好的\n", "", "number: HD-{seq}\n", "", "start: {by: {role: head}, form: request}\n", "",
		"{role: director}", "{role: x}").Replace(sound)
	_, problems = processes.Compile("f", []byte(text), roles(t))
	for _, want := range []string{`needs "title"`, `needs "number"`, `needs "start"`, `no role "x"`} {
		if !strings.Contains(problems.Error(), want) {
			t.Errorf("problems are\n%s\nwanted %s", problems.Error(), want)
		}
	}
}

// TestDocumentsAreTrue compiles what docs/definitions.md shows and looks for every kind, key and operation in it.
func TestDocumentsAreTrue(t *testing.T) {
	text, err := os.ReadFile("../docs/definitions.md")
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if !strings.HasPrefix(block[1], "process:") {
			continue
		}
		whole++
		if _, problems := processes.Compile("docs/definitions.md", []byte(block[1]), roles(t)); !problems.OK() {
			t.Error(problems.Error())
		}
	}
	if whole == 0 {
		t.Error("no whole process is shown")
	}
	words := append([]string{}, processes.Kinds...)
	for _, op := range processes.Books {
		words = append(words, op.Name())
	}
	words = append(words, "how", "in_order", "count", "except", "ever", "within", "remind", "escalate", "expire", "back", "closes", "blind", "first",
		"beside", "several", "alike", "alike_with", "did", "in", "report", "nothing", "as", "results", "values", "late", "transfer", "send_back", "has", "this", "passed.x", "from", "field", "head_of", "store", "trade", "department", "settings", "summary", "where", "then")
	for _, word := range words {
		if !strings.Contains(string(text), "`"+word+"`") && !strings.Contains(string(text), word+":") {
			t.Errorf("docs/definitions.md does not explain %q", word)
		}
	}
}
