package processes

import (
	"time"

	"zongwu/forms"
)

// Status is what has become of a case.
type Status string

// The states of a case.
const (
	Open      Status = "open"
	Done      Status = "done"
	Rejected  Status = "rejected"
	Withdrawn Status = "withdrawn"
	Cancelled Status = "cancelled"
)

// Start is the id of the step that begins every process.
const Start = "start"

// State is what a case has come to: the fold of its transitions by Apply, and nothing else.
type State struct {
	Case    string `json:"-"`   // its id: whoever reads a state knows whose it is
	Seq     int    `json:"seq"` // of the last transition
	Status  Status `json:"status"`
	Starter string `json:"starter"`
	// Department of the starter when the case began.
	Department string `json:"department"`
	// Begun is when it began; zero for cases from before this was kept.
	Begun time.Time `json:"begun,omitzero"`
	// Settings of the school that the process reads, pinned at the start.
	Settings forms.Data `json:"settings"`
	// Data by place: what each step last submitted. A place is a step's id, within a branch "step@branch".
	Data map[string]forms.Data `json:"data"`
	// Open are the tasks people can act on, in the order they were opened.
	Open []Task `json:"open"`
	// Waits are other cases this one waits for.
	Waits []Wait `json:"waits,omitempty"`
	// Path is every step passed, in order: what "send back" undoes and `except` looks at.
	Path []Visit `json:"path"`
	// Sealed says that something irrevocable was posted: no withdrawing, cancelling, or going back before it.
	Sealed bool `json:"sealed,omitempty"`
	// Results are what a case that has ended came to, by name; what is empty is absent.
	Results forms.Data `json:"results,omitempty"`
}

// Visit is a step passed: by a person, or by the engine (actor empty).
type Visit struct {
	Seq     int    `json:"seq"`
	Step    string `json:"step"`
	Branch  string `json:"branch,omitempty"`
	Actor   string `json:"actor,omitempty"`
	For     string `json:"for,omitempty"` // in whose place the actor acted, as a deputy
	Outcome string `json:"outcome,omitempty"`
	Added   bool   `json:"added,omitempty"`   // by an added signer
	Partial bool   `json:"partial,omitempty"` // one signature of several, others were still missing
	Undone  bool   `json:"undone,omitempty"`  // sent back over
}

// Task is an open human step.
type Task struct {
	ID       string    `json:"id"` // case id, transition, number within it: "<case>.3.1"
	Step     string    `json:"step"`
	Branch   string    `json:"branch,omitempty"` // key of the branch of an `each`, "" outside
	Persons  []string  `json:"persons"`          // who may do it now, deputies among them, sorted
	Aside    []string  `json:"aside,omitempty"`  // of these, who may end it in unusual ways alone: not theirs to do
	Seats    []string  `json:"seats,omitzero"`   // whose it is; nil when those are the Persons
	Deputies []Deputy  `json:"deputies,omitempty"`
	Absent   bool      `json:"absent,omitempty"`  // all who may do it are on leave, and nobody stands in
	Signers  []Signer  `json:"signers,omitempty"` // added, still to sign
	Held     *Held     `json:"held,omitempty"`    // an outcome that takes effect once they have signed
	How      string    `json:"how"`               // any, all, in_order, count
	Need     int       `json:"need"`              // signatures still needed (1 for any)
	Signed   []string  `json:"signed,omitempty"`  // who has signed already (all, in_order, count)
	Queue    []string  `json:"queue,omitempty"`   // in_order: who comes after, in order
	Claimed  string    `json:"claimed,omitempty"`
	Handed   bool      `json:"handed,omitempty"` // persons were named by transfer or reassign, not by the definition
	OpenedAt time.Time `json:"opened_at"`
	DueAt    time.Time `json:"due_at,omitzero"`
	Added    []string  `json:"added,omitempty"` // who may do it too since it was escalated
	Rung     []string  `json:"rung,omitempty"`  // clocks that have rung for it: remind, due
	Back     *Back     `json:"back,omitempty"`  // it was sent back to here
}

// Back says who sent a task back and where it goes on afterwards.
type Back struct {
	From   string `json:"from"`   // step
	Branch string `json:"branch"` // of that step
	Actor  string `json:"actor"`
	For    string `json:"for,omitempty"` // in whose place
	Resume string `json:"resume"`        // again or here
	Reason string `json:"reason,omitempty"`
}

// seat is whose place the task was sent back from.
func (b *Back) seat() string { return firstText(b.For, b.Actor) }

// Wait is another case, or a moment, this case waits for.
type Wait struct {
	Step   string `json:"step"`
	Branch string `json:"branch,omitempty"`
	Case   string `json:"case,omitempty"`  // id of the other case
	Clock  string `json:"clock,omitempty"` // id of the clock
}

// ID names a wait within its case.
func (w Wait) ID() string { return w.Case + w.Clock }
