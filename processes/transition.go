package processes

import (
	"slices"
	"time"

	"zongwu/forms"
)

// Kind is what somebody (or a clock, or another case) does to a case.
type Kind string

// The kinds of action. Those of tasks name one in Action.Task.
const (
	DoStart    Kind = "start"    // begin the case with data
	DoSubmit   Kind = "submit"   // take a task's outcome
	DoClaim    Kind = "claim"    //
	DoRelease  Kind = "release"  //
	DoTransfer Kind = "transfer" // To: one person
	DoReassign Kind = "reassign" // To: one person; by the director
	DoSendBack Kind = "send_back"
	// DoAddSigner asks one more person to sign: To, Place before or after the actor.
	DoAddSigner Kind = "add_signer"
	DoWithdraw  Kind = "withdraw"
	DoCancel    Kind = "cancel" // by the director
	DoUrge      Kind = "urge"
	DoComment   Kind = "comment"
	DoCopy      Kind = "copy"    // let Persons see the case and tell them
	DoClock     Kind = "clock"   // a clock rang: Clock
	DoEnded     Kind = "ended"   // a case waited for has ended: Ended
	DoRestaff   Kind = "restaff" // who works at the school, or is there, has changed
)

// Action is what is asked of a case. Data is as submitted, judged by Decide.
type Action struct {
	Kind    Kind           `json:"kind"`
	Actor   string         `json:"actor"` // person's id; empty for clocks and other cases
	At      time.Time      `json:"at"`
	Task    string         `json:"task,omitempty"`
	Outcome string         `json:"outcome,omitempty"`
	Data    map[string]any `json:"data,omitempty"`
	Comment string         `json:"comment,omitempty"`
	To      string         `json:"to,omitempty"`    // a person; for send_back a step's id or "start"
	Place   string         `json:"place,omitempty"` // before, after
	Persons []string       `json:"persons,omitempty"`
	Resume  string         `json:"resume,omitempty"` // again, here
	Clock   string         `json:"clock,omitempty"`  // id of the clock that rang
	Ended   *Ended         `json:"ended,omitempty"`
	// Begun says that a definition begins the case (another case, a schedule), not a person's wish: whom it names need
	// not be among those who may begin one themselves. It never comes from outside.
	Begun bool `json:"begun,omitempty"`
}

// Ended is the end of another case.
type Ended struct {
	Case   string `json:"case"`
	Status Status `json:"status"`
	// Results are what it came to; whoever tells of its end need not know: they are read when it is told.
	Results forms.Data `json:"results,omitempty"`
}

// Transition is one action and everything that followed from it. It is stored whole; a case is its transitions.
type Transition struct {
	Seq     int        `json:"seq"`
	At      time.Time  `json:"at"`
	Actor   string     `json:"actor,omitempty"`
	For     string     `json:"for,omitempty"` // in whose place the actor acted, as a deputy
	Step    string     `json:"step,omitempty"`
	Branch  string     `json:"branch,omitempty"`
	Task    string     `json:"task,omitempty"`
	Action  Kind       `json:"action"`
	Begun   bool       `json:"begun,omitempty"` // a definition began the case in the actor's name, not the actor
	Outcome string     `json:"outcome,omitempty"`
	Comment string     `json:"comment,omitempty"`
	To      string     `json:"to,omitempty"`
	Place   string     `json:"place,omitempty"`
	Persons []string   `json:"persons,omitempty"` // who sees the case from now on: it was copied, reported or told to them
	Data    forms.Data `json:"data,omitempty"`    // what the form accepted, formulas computed

	Changes  Changes   `json:"changes"`
	Postings []Posting `json:"postings,omitempty"` // to the books, in this very transaction
	Conduct  Conduct   `json:"conduct"`            // for the workflow, through the outbox
}

// Changes is what a transition does to the state; Apply needs nothing else.
type Changes struct {
	Begin    *Begin       `json:"begin,omitempty"`    // the first transition
	Status   Status       `json:"status,omitempty"`   // new status, when it changed
	Data     []DataChange `json:"data,omitempty"`     // places set anew
	Opened   []Task       `json:"opened,omitempty"`   // tasks opened
	Changed  []Task       `json:"changed,omitempty"`  // tasks whose persons, claim, signatures or due time changed, whole
	Closed   []string     `json:"closed,omitempty"`   // ids of tasks closed
	Visits   []Visit      `json:"visits,omitempty"`   // steps passed
	Undone   []int        `json:"undone,omitempty"`   // indexes into Path of visits sent back over
	Waits    []Wait       `json:"waits,omitempty"`    // cases now waited for
	Answered []string     `json:"answered,omitempty"` // ids of waits that are over
	Sealed   bool         `json:"sealed,omitempty"`
	Results  forms.Data   `json:"results,omitempty"` // what the case that ended came to
}

// Begin is what only the first transition knows.
type Begin struct {
	Starter    string     `json:"starter"`
	Department string     `json:"department"`
	At         time.Time  `json:"at,omitzero"`
	Settings   forms.Data `json:"settings"`
}

// DataChange sets the data at a place.
type DataChange struct {
	Place string     `json:"place"`
	Data  forms.Data `json:"data"`
}

// Posting is one operation on a book, with typed inputs checked against the book's signature when the definition was
// compiled. Values have the kinds of forms.Data.
type Posting struct {
	Step    string     `json:"step"`
	Branch  string     `json:"branch,omitempty"`
	Book    string     `json:"book"`          // budget
	Op      string     `json:"op"`            // reserve
	Row     string     `json:"row,omitempty"` // id of the row it is for
	Inputs  forms.Data `json:"inputs"`
	Pointer string     `json:"pointer"` // where in the form a refusal of the book is shown, e.g. /total
	// Places are where in the form just submitted inputs stand: a refusal of one of them is shown there.
	Places map[string]string `json:"-"`
}

// Conduct is what the case's workflow has to know and do: ids and times only.
type Conduct struct {
	Seq    int         `json:"seq"`
	Status Status      `json:"status"`
	Open   []OpenStep  `json:"open"`             // all steps open after the transition, for Temporal's own UI
	Clocks []Clock     `json:"clocks,omitempty"` // to set
	Sends  []Send      `json:"sends,omitempty"`
	Begins []BeginCase `json:"begins,omitempty"` // other cases to begin, in the same transaction
	Waits  []string    `json:"waits,omitempty"`  // ids of cases waited for
}

// soon is how long before a clock rings its workflow has to know of it at the latest.
const soon = time.Minute

// Urgent says of a transition at a time that its workflow has to hear of it without delay: the case is over, which
// others may wait for, or a clock rings soon. Other news may join what follows.
func (c Conduct) Urgent(at time.Time) bool {
	return c.Status != Open || slices.ContainsFunc(c.Clocks, func(k Clock) bool { return k.At.Before(at.Add(soon)) })
}

// OpenStep is a step open after a transition.
type OpenStep struct {
	Task   string    `json:"task"`
	Step   string    `json:"step"`
	Branch string    `json:"branch,omitempty"`
	Since  time.Time `json:"since"`
	Due    time.Time `json:"due,omitzero"`
}

// Clock rings once at a time; what it then does is Decide's to find out. Its id says what it is for:
// "remind/<task>", "due/<task>", "wait/<place>/<seq>".
type Clock struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// Send is a message to persons; the words come from the definition when it is sent.
type Send struct {
	ID string   `json:"id"` // unique within the case
	To []string `json:"to"`
	// What it is about: task, remind, overdue, report:<step>, urge, notify:<step>, outcome, done_for:<step>, absent,
	// nobody, signer, signed, objected, copy.
	What string `json:"what"`
	Task string `json:"task,omitempty"`
}

// BeginCase begins another case.
type BeginCase struct {
	Step    string         `json:"step"`
	Branch  string         `json:"branch,omitempty"`
	Row     string         `json:"row,omitempty"` // it is begun for, where the step has rows
	Process string         `json:"process"`
	Starter string         `json:"starter"`
	Data    map[string]any `json:"data"`
	Wait    bool           `json:"wait"`
	Case    string         `json:"case,omitempty"` // its id, given by the decision: "<parent>.<seq>.<n>" is its key
}
