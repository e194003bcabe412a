package processes_test

import (
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

// beforehand is a request that may be bought before it is approved, as the offices do it in a hurry.
const beforehand = `process: beforehand
title: 先办后批
number: XB-{seq}
settings: [{name: days, type: integer, label: 天数, default: 3}]
forms:
  request:
    fields:
      - {name: total, type: money, label: 金额, required: true}
      - {name: subject, type: subject, label: 科目}
      - {name: urgent, type: bool, label: 紧急}
  order:
    fields:
      - {name: total, type: money, label: 金额, required: true}
      - {name: of, type: case, label: 本单, formula: this}
start: {by: {role: head}, form: request}
steps:
  - {id: open, kind: choose, options: [{when: start.urgent, then: [reserve, review]}]}
  - id: review
    kind: approve
    by: {role: director}
    within:
      - {workdays: "start.urgent ? school.days : null", from: start}
      - 1 workday
    report: {role: principal}
    outcomes:
      - {id: approve, title: 同意}
      - {id: reject, title: 不同意, then: refused, back: true}
  - id: permit
    kind: approve
    by: {role: principal}
    when: start.total >= 100 && !passed.raise
    within: {days: 10, from: start}
  - id: approved
    kind: choose
    options:
      - {when: passed.raise && !passed.kept, then: kept}
      - {when: start.urgent && passed.finish, then: finish}
      - {when: start.urgent, then: stop}
      - {then: reserve}
  - {id: refused, kind: choose, options: [{when: passed.approved && passed.raise && !passed.kept, then: lower}, {then: rejected}]}
  - {id: lower, kind: post, book: budget.keep, with: {department: starter.department, subject: start.subject, amount: start.total}, then: buy}
  - {id: reserve, kind: post, book: budget.reserve, with: {department: starter.department, subject: start.subject, amount: start.total}}
  - {id: buy, kind: task, by: {role: buyer}, form: order}
  - {id: compare, kind: choose, options: [{when: buy.total <= start.total, then: kept}]}
  - {id: raise, kind: post, book: budget.keep, with: {department: starter.department, subject: start.subject, amount: buy.total}}
  - {id: ask, kind: choose, options: [{when: start.urgent && !passed.approved, then: stop}, {then: review}]}
  - {id: kept, kind: post, book: budget.keep, with: {department: starter.department, subject: start.subject, amount: buy.total}}
  - {id: receive, kind: sign, by: {role: storekeeper}}
  - {id: finish, kind: choose, options: [{when: start.urgent && !passed.approved, then: stop}, {then: settle}]}
  - {id: settle, kind: sign, by: {role: buyer}}
`

func beforehandLife(t *testing.T, total int, urgent bool) *life {
	t.Helper()
	return lifeOf(t, beforehand, total, urgent)
}

func lifeOf(t *testing.T, text string, total int, urgent bool) *life {
	t.Helper()
	p, problems := processes.Compile("beforehand.yaml", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, school())
	l.begin("head", row{"total": jsonInt(total), "urgent": urgent, "subject": "30201"})
	return l
}

// TestWaysThatStop: approval and buying run beside each other, in whatever order they end.
func TestWaysThatStop(t *testing.T) {
	order := func(total int) row { return row{"total": jsonInt(total)} }
	type step struct {
		who, place, outcome string
		data                row
		open                string // what is open then
	}
	for name, c := range map[string]struct {
		total  int
		urgent bool
		steps  []step
		ends   processes.Status
	}{
		"one after the other": {5000, false, []step{
			{"director", "review", "approve", nil, "buy"},
			{"buyer", "buy", "done", order(5000), "receive"},
			{"keeper", "receive", "sign", nil, "settle"},
			{"buyer", "settle", "sign", nil, ""},
		}, processes.Done},
		"approved before it came": {5000, true, []step{
			{"director", "review", "approve", nil, "buy"},
			{"buyer", "buy", "done", order(5000), "receive"},
			{"keeper", "receive", "sign", nil, "settle"},
			{"buyer", "settle", "sign", nil, ""},
		}, processes.Done},
		"approved when it had come": {20000, true, []step{
			{"buyer", "buy", "done", order(20000), "receive,review"},
			{"keeper", "receive", "sign", nil, "review"},
			{"director", "review", "approve", nil, "permit"},
			{"principal", "permit", "approve", nil, "settle"},
			{"buyer", "settle", "sign", nil, ""},
		}, processes.Done},
		"dearer than approved, and approved": {5000, false, []step{
			{"director", "review", "approve", nil, "buy"},
			{"buyer", "buy", "done", order(6000), "review"},
			{"director", "review", "approve", nil, "receive"},
			{"keeper", "receive", "sign", nil, "settle"},
			{"buyer", "settle", "sign", nil, ""},
		}, processes.Done},
		"dearer than approved, and refused": {5000, false, []step{
			{"director", "review", "approve", nil, "buy"},
			{"buyer", "buy", "done", order(6000), "review"},
			{"director", "review", "reject", nil, "buy"},
			{"buyer", "buy", "done", order(5000), "receive"},
			{"keeper", "receive", "sign", nil, "settle"},
			{"buyer", "settle", "sign", nil, ""},
		}, processes.Done},
		"refused at once": {5000, false, []step{{"director", "review", "reject", nil, ""}}, processes.Rejected},
		"refused after it was bought": {5000, true, []step{
			{"buyer", "buy", "done", order(5000), "receive,review"},
			{"director", "review", "reject", nil, ""},
		}, processes.Rejected},
	} {
		t.Run(name, func(t *testing.T) {
			l := beforehandLife(t, c.total, c.urgent)
			for _, s := range c.steps {
				l.do(s.who, s.place, s.outcome, s.data)
				if got := strings.Join(l.places(), ","); got != s.open {
					t.Fatalf("after %s %s is open", s.place, got)
				}
			}
			if l.s.Status != c.ends {
				t.Errorf("the case is %s", l.s.Status)
			}
		})
	}
}

func TestACaseKnowsItself(t *testing.T) {
	l := beforehandLife(t, 5000, true)
	l.do("buyer", "buy", "done", row{"total": jsonInt(5000)})
	if of := l.s.Data["buy"].Text("of"); of != "case" {
		t.Errorf("this is %q", of)
	}
}

// TestSentBackOverIsNotPassed: what was sent back over has to be gone through again.
func TestSentBackOverIsNotPassed(t *testing.T) {
	l := beforehandLife(t, 5000, false)
	l.do("director", "review", "approve", nil)
	l.do("buyer", "buy", "done", row{"total": jsonInt(6000)})
	task := l.open("review")
	if err := l.try(processes.Action{Kind: processes.DoSendBack, Actor: "director", Task: task.ID, To: "start"}); err != nil {
		t.Fatal(err)
	}
	l.do("head", "start", "submit", row{"total": jsonInt(5000), "subject": "30201"})
	l.do("director", "review", "reject", nil)
	l.expect(processes.Rejected)
}

// TestWhatIsPassedIsForetold: a way that only a later step opens does not make unsure what comes before.
func TestWhatIsPassedIsForetold(t *testing.T) {
	for _, c := range []struct {
		total  int
		urgent bool
		want   string
	}{
		{5000, false, "maybe review, sure approved, sure reserve, sure buy, sure compare, maybe raise, maybe ask, sure kept, sure receive, sure finish, sure settle"},
		{20000, false, "maybe review, sure permit, sure approved, sure reserve, sure buy, sure compare, maybe raise, maybe ask, sure kept, sure receive, sure finish, sure settle"},
		// which of the two ways comes first is not known, and so not which of them goes on
		{5000, true, "maybe review, sure approved, sure compare, maybe raise, maybe ask, maybe kept, maybe receive, maybe finish, maybe settle"},
	} {
		l := beforehandLife(t, c.total, c.urgent)
		all, err := processes.Foresee(l.ctx, l.p, l.s, l.now, l.w)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, one := range all {
			if one.Comes == processes.Sure || one.Comes == processes.Maybe {
				said = append(said, string(one.Comes)+" "+one.Step.ID)
			}
		}
		if got := strings.Join(said, ", "); got != c.want {
			t.Errorf("%d, urgent %t:\n%s\nwanted\n%s", c.total, c.urgent, got, c.want)
		}
	}
}

// TestTimeLimits: 2026-09-07 is a Monday, the case begins at 09:01, and what opens later opens two days later at 09:02.
func TestTimeLimits(t *testing.T) {
	for name, c := range map[string]struct {
		urgent bool
		old    bool // the case is from before its beginning was kept
		place  string
		want   string
	}{
		"worked out, from the beginning":   {true, false, "review", "2026-09-10 09:01"},
		"the next of the list":             {false, false, "review", "2026-09-08 09:01"},
		"from the beginning, opened later": {true, false, "permit", "2026-09-17 09:01"},
		"from the opening, of an old case": {true, true, "permit", "2026-09-19 09:02"},
	} {
		t.Run(name, func(t *testing.T) {
			l := beforehandLife(t, 20000, c.urgent)
			if c.old { // as it was stored then
				l.all[0].Changes.Begin.At, l.s.Begun = time.Time{}, time.Time{}
			}
			if l.now = l.now.AddDate(0, 0, 2); c.place == "permit" {
				l.do("director", "review", "approve", nil)
			}
			if got := l.open(c.place).DueAt.Format("2006-01-02 15:04"); got != c.want {
				t.Errorf("it is due %s", got)
			}
		})
	}
}

// TestOverdueIsReported: those whom the definition names are told, beside those whose the task is, and see the case.
func TestOverdueIsReported(t *testing.T) {
	l := beforehandLife(t, 5000, true)
	task := l.open("review")
	if err := l.try(processes.Action{Kind: processes.DoClock, Clock: "due/" + task.ID}); err != nil {
		t.Fatal(err)
	}
	last := l.all[len(l.all)-1]
	told := map[string]string{}
	for _, send := range last.Conduct.Sends {
		told[send.What] = strings.Join(send.To, ",")
	}
	if told["report:review"] != "principal" || told["overdue"] != "director" || strings.Join(last.Persons, ",") != "principal" {
		t.Errorf("told %v, seen by %v", told, last.Persons)
	}
}

// TestWhoDidAStepElsewhere: of this case, or of those an expression leads to.
func TestWhoDidAStepElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		by   string
		did  map[string][]string
		want string
	}{
		"in another case":           {"{did: [accept, check], in: this}", map[string][]string{"case accept": {"keeper"}, "case check": {"keeper3"}}, "keeper,keeper3"},
		"in several":                {"{did: accept, in: '[this, this]'}", map[string][]string{"case accept": {"keeper"}}, "keeper"},
		"nobody did":                {"{first: [{did: [accept], in: this}, {role: storekeeper}]}", nil, "keeper,keeper2,keeper3"},
		"who has left does not":     {"{first: [{did: [accept], in: this}, {role: buyer}]}", map[string][]string{"case accept": {"gone"}}, "buyer,buyer2"},
		"one of several steps here": {"{did: [buy, review]}", nil, "buyer,director"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(beforehand, "{id: receive, kind: sign, by: {role: storekeeper}}", "{id: receive, kind: sign, by: "+c.by+"}", 1)
			l := lifeOf(t, text, 5000, false)
			l.w.doers = func(cases, steps []string) (ids []string) {
				for _, id := range cases {
					for _, step := range steps {
						ids = append(ids, c.did[id+" "+step]...)
					}
				}
				return ids
			}
			l.do("director", "review", "approve", nil)
			l.do("buyer", "buy", "done", row{"total": jsonInt(5000)})
			if got := strings.Join(l.open("receive").Persons, ","); got != c.want {
				t.Errorf("it is with %s", got)
			}
		})
	}
}

const heard = `process: heard
title: 听取意见
number: TQ-{seq}
forms:
  request: {fields: [{name: lines, type: table, label: 行, fields: [{name: who, type: text, label: 谁}]}]}
start: {by: {role: head}, form: request}
steps:
  - id: hear
    kind: each
    rows: start.lines
    steps:
      - id: answer
        kind: task
        by: {role: buyer}
        outcomes: [{id: accept, title: 同意, then: end}, {id: object, title: 异议}]
      - {id: objection, kind: notify, to: {role: principal}, message: 有异议}
  - {id: rule, kind: task, by: {role: principal}, when: passed.objection}
  - {id: tell, kind: sign, by: {role: director}}
`

// TestPassedInAnyBranch: seen from outside of an `each`, a step within was passed where it was in one of the branches.
func TestPassedInAnyBranch(t *testing.T) {
	for name, c := range map[string]struct{ first, second, then string }{
		"in none":        {"accept", "accept", "tell"},
		"in the first":   {"object", "accept", "rule"},
		"in the second":  {"accept", "object", "rule"},
		"in both of two": {"object", "object", "rule"},
	} {
		t.Run(name, func(t *testing.T) {
			p, problems := processes.Compile("heard.yaml", []byte(heard), roles(t))
			if p == nil {
				t.Fatal(problems.Error())
			}
			l := newLife(t, p, school())
			l.begin("head", row{"lines": []any{row{"who": "a"}, row{"who": "b"}}})
			l.wantComes("rule", processes.Maybe)
			l.do("buyer", "answer@1", c.first, nil)
			if l.expect(processes.Open, "answer@2"); c.first == "object" {
				l.wantComes("rule", processes.Sure)
			} else {
				l.wantComes("rule", processes.Maybe)
			}
			l.do("buyer", "answer@2", c.second, nil)
			l.expect(processes.Open, c.then)
		})
	}
}

// TestCasesBegunARow: whether a row asks for one is seen when it comes to it, so that nobody is promised a case before.
func TestCasesBegunARow(t *testing.T) {
	text := heard + "  - {id: more, kind: start, process: petty, rows: start.lines, where: row.who == 'c', with: {reason: row.who}}\n" +
		"  - {id: last, kind: sign, by: {role: director}}\n"
	p, problems := processes.Compile("heard.yaml", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, school())
	l.begin("head", row{"lines": []any{row{"who": "a"}}})
	l.wantComes("more", processes.Maybe)
	l.wantComes("last", processes.Sure)
}

// wantComes asks how sure it is that a step comes.
func (l *life) wantComes(step string, want processes.Comes) {
	l.t.Helper()
	all, err := processes.Foresee(l.ctx, l.p, l.s, l.now, l.w)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, one := range all {
		if one.Step.ID == step && one.Comes != want {
			l.t.Errorf("%s comes %s, wanted %s", step, one.Comes, want)
		}
	}
}
