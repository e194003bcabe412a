package processes

import (
	"fmt"
	"slices"
	"strings"

	"zongwu/calendar"
	"zongwu/forms"
)

// Process is a compiled definition. It never changes; its Version is the hash of its text.
type Process struct {
	ID       string
	Version  string // hex SHA-256 of the file's bytes
	Title    forms.Text
	Category forms.Text
	Icon     string
	Number   string // pattern: CG-{year}-{seq}
	Settings []Setting
	Forms    map[string]*forms.Form
	Begin    *Step       // the start: who may begin, its form
	Binding  string      // the step whose being done ends withdrawing; "": none does
	Steps    []*Step     // in the file's order; steps inside blocks stand in their block
	Summary  [][]Summing // what sums a case up: of each the first that is filled in
	Alike    []Likeness  // what makes two cases alike
	Results  []Result    // what a case comes to
	Label    Label       // what the label on a room or a thing fills in
	Schedule *Schedule   // when cases begin by themselves; nil: never
	// AlikeWith are other processes whose cases may be alike too, by what those name.
	AlikeWith []string
	byID      map[string]*Step
	all       []*Step                 // what All returns, once everything is compiled
	offices   map[string]forms.Text   // what the roles are called
	values    map[string]forms.Called // what the named values are called, or stand for
}

// Series is what the cases of a year are counted in.
func (p *Process) Series(year string) string {
	return strings.Trim(strings.NewReplacer("{year}", year, "{seq}", "").Replace(p.Number), "-")
}

// CaseNumber is the number of a year's n-th case: CG-2026-0007.
func (p *Process) CaseNumber(year string, n int) string {
	return strings.NewReplacer("{year}", year, "{seq}", fmt.Sprintf("%04d", n)).Replace(p.Number)
}

// Step returns a step by id ("start" for the beginning).
func (p *Process) Step(id string) (*Step, bool) { s, ok := p.byID[id]; return s, ok }

// All returns every step, blocks' inner steps after their block, in the file's order.
func (p *Process) All() []*Step { return slices.Clone(p.steps()) }

// steps is All for those who change nothing in it.
func (p *Process) steps() []*Step {
	if p.all != nil {
		return p.all
	}
	var all []*Step
	var walk func(steps []*Step)
	walk = func(steps []*Step) {
		for _, s := range steps {
			all = append(all, s)
			for _, b := range s.Blocks {
				walk(b.Steps)
			}
		}
	}
	walk(p.Steps)
	return all
}

// Role is a role people can hold.
type Role struct {
	ID    string     `json:"id"`
	Title forms.Text `json:"title"`
}

// Kinds of step, as definitions write them.
const (
	KindApprove  = "approve"
	KindTask     = "task"
	KindSign     = "sign"
	KindPost     = "post"
	KindChoose   = "choose"
	KindParallel = "parallel"
	KindEach     = "each"
	KindWait     = "wait"
	KindBegin    = "start"
	KindNotify   = "notify"
	KindCount    = "count"
)

// Kinds lists the step kinds in the order documents explain them.
var Kinds = []string{
	KindApprove, KindTask, KindSign, KindPost, KindChoose, KindParallel, KindEach, KindWait, KindBegin, KindNotify,
	KindCount,
}

// kindTitle is what a step without a title is called.
func kindTitle(kind string) forms.Text {
	switch kind {
	case KindApprove:
		return forms.Text{Zh: "审批", ZhTW: "審批", En: "Approval"}
	case KindSign:
		return forms.Text{Zh: "签字", ZhTW: "簽字", En: "Signature"}
	case KindPost:
		return forms.Text{Zh: "记账", ZhTW: "記帳", En: "Posting"}
	case KindChoose:
		return forms.Text{Zh: "分支", ZhTW: "分支", En: "Choice"}
	case KindParallel:
		return forms.Text{Zh: "并行", ZhTW: "並行", En: "In parallel"}
	case KindEach:
		return forms.Text{Zh: "逐项办理", ZhTW: "逐項辦理", En: "For each"}
	case KindWait:
		return forms.Text{Zh: "等待", ZhTW: "等待", En: "Wait"}
	case KindBegin:
		return forms.Text{Zh: "发起其他流程", ZhTW: "發起其他流程", En: "Another process"}
	case KindNotify:
		return forms.Text{Zh: "通知", ZhTW: "通知", En: "Message"}
	case KindCount:
		return forms.Text{Zh: "累计", ZhTW: "累計", En: "Count"}
	}
	return forms.Text{Zh: "办理", ZhTW: "辦理", En: "Task"}
}

// Step is a node of a process.
type Step struct {
	ID       string
	Kind     string // one of Kinds; "begin" for the start itself
	Title    forms.Text
	When     *forms.Expr // nil: always
	Then     []Target    // where an automatic step goes on; nil: the next step
	Human    *Human      // approve, task, sign, and the start
	Blocks   []*Block    // parallel: its branches; each: one
	block    *Block      // the block it stands in
	index    int         // its place there
	does     kind
	position position
}

type position struct{ line, column int }

// Form is the name of the step's form, "" when it asks nothing.
func (s *Step) Form() string {
	if s.Human == nil {
		return ""
	}
	return s.Human.Form
}

// Beside is the name of the form that stands beside the step's decision, "" when none does.
func (s *Step) Beside() string {
	if s.Human == nil {
		return ""
	}
	return s.Human.Beside
}

// Outcomes are the ways a human step can end, nil for automatic ones.
func (s *Step) Outcomes() []Outcome {
	if s.Human == nil {
		return nil
	}
	return s.Human.Outcomes
}

// Inside returns the ids of the blocks' steps (each, parallel) the step stands in, innermost first.
func (s *Step) Inside() []string {
	var ids []string
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		ids = append(ids, owner.ID)
	}
	return ids
}

// Block is a list of steps that follow each other.
type Block struct {
	Owner *Step // the each or parallel it belongs to; nil for the process itself
	Steps []*Step
}

// Human is what only steps done by people have.
type Human struct {
	By       *Who
	How      How
	Except   []Except
	Form     string
	Beside   string // the form that stands beside the decision
	Outcomes []Outcome
	Within   []Term // when it is due: by the first that gives a length
	Remind   []Reminder
	Escalate *Who     // who may do it too, once it is overdue
	Report   *Who     // who is told of it once it is overdue
	Expire   string   // the outcome taken by itself when it is due
	Closes   []string // steps of the same block that are no longer open once this one is done
	Blind    []string // steps of the same block whose submissions those who have this one open do not see
	Late     string   // the step of the same block that opens beside it once it is overdue
	Transfer *Who     // to whom whoever may do it may hand it over, beside each other

	Onward bool // nobody who has it sends the case back

	ReportWhen *forms.Expr // nil: always
}

// Reminder is when whoever may do a task is reminded of it: so long after it opened, or before or after it is due.
type Reminder struct {
	Span calendar.Span
	Of   string // "", before, after
}

// Outcome returns an outcome by id.
func (h *Human) Outcome(id string) (Outcome, bool) {
	i := slices.IndexFunc(h.Outcomes, func(o Outcome) bool { return o.ID == id })
	if i < 0 {
		return Outcome{}, false
	}
	return h.Outcomes[i], true
}

// Outcome is one way a human step can end.
type Outcome struct {
	ID    string
	Title forms.Text
	By    *Who     // those of the step's people who may take it; nil: all of them
	Style string   // primary, danger, "": how the button looks
	Then  []Target // nil: the next step
	Back  bool     // what it opens again opens with what was submitted before
	// Several says that it may be taken for several tasks at once, unread: nothing has to be filled in for it.
	Several bool
}

// Target is where a case goes on: a step of the same block, the end of the block, the end of this way alone, or the
// end of the case.
type Target struct {
	Step string
	End  bool
	Stop bool // what else is open goes on
	Case Status
}

// How many of a step's persons must sign.
type How struct {
	Mode  string // any, all, in_order, count
	Count int    // of count
}

// Except keeps persons away from a step, or from one of its outcomes: who began the case, who did a step, or who is
// named.
type Except struct {
	Persons *forms.Expr // a person, or a list of them
	Step    string      // "starter" for the one who began the case
	Ever    bool        // whoever ever did the step in this case, in any branch; otherwise whoever did it last
}

// UsesOnce says that a form of the process has a field whose values the school uses once.
func (p *Process) UsesOnce() bool {
	for _, form := range p.Forms {
		if form.UsesOnce() {
			return true
		}
	}
	return false
}
