package activities

import "time"

// Open is the status of a case that is not over.
const Open = "open"

// Unknown is the status of a case the database does not know: it was restored to a moment before the case began.
const Unknown = "unknown"

// Conduct is what a case's workflow has to know of the transitions from First to Seq: ids and times only. Open and
// Waits are as they stand after Seq.
type Conduct struct {
	First  int        `json:"first"`
	Seq    int        `json:"seq"`
	Status string     `json:"status"`
	Open   []OpenStep `json:"open,omitempty"`
	Waits  []string   `json:"waits,omitempty"`  // ids of cases waited for
	Clocks []Clock    `json:"clocks,omitempty"` // to set
	Sends  []Send     `json:"sends,omitempty"`  // to send
}

// OpenStep is a step open after a transition.
type OpenStep struct {
	Task   string    `json:"task"`
	Step   string    `json:"step"`
	Branch string    `json:"branch,omitempty"`
	Since  time.Time `json:"since"`
	Due    time.Time `json:"due,omitzero"`
}

// Clock rings once, at a time.
type Clock struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// Send is a message to persons; its words are found when it is sent.
type Send struct {
	ID   string   `json:"id"` // unique within the case
	To   []string `json:"to"`
	What string   `json:"what"`
	Task string   `json:"task,omitempty"`
}

// TransitionsInput asks for what happened to a case after a transition; 0 for everything.
type TransitionsInput struct {
	School string `json:"school"`
	Case   string `json:"case"`
	After  int    `json:"after"`
}

// RingInput says that a clock of a case rings.
type RingInput struct {
	School string `json:"school"`
	Case   string `json:"case"`
	Clock  Clock  `json:"clock"`
}

// RingOutput says how the case stands after a clock rang.
type RingOutput struct {
	Seq    int    `json:"seq"` // of the case's last transition
	Status string `json:"status"`
}

// EndedInput tells a case to look whether cases it waits for are over.
type EndedInput struct {
	School string   `json:"school"`
	Case   string   `json:"case"`
	Cases  []string `json:"cases"`
}

// SendInput sends messages of a case, each once however often it is asked.
type SendInput struct {
	School string `json:"school"`
	Case   string `json:"case"`
	Sends  []Send `json:"sends"`
}

// ScheduleInput asks about the schedule of a process, or has it run. Now is Temporal's time.
type ScheduleInput struct {
	School  string    `json:"school"`
	Process string    `json:"process"`
	Now     time.Time `json:"now"`
}

// NextRunOutput says when a schedule has something to do; it may be due already.
type NextRunOutput struct {
	At   time.Time `json:"at,omitzero"`
	None bool      `json:"none,omitempty"` // the process has no schedule any more
}

// RunOutput says what a run came to, "" for none.
type RunOutput struct {
	Run     string `json:"run,omitempty"`
	Begun   int    `json:"begun"`   // cases, in all tries of the run
	Passed  int    `json:"passed"`  // rows whose last case is still open
	Refused int    `json:"refused"` // rows that are tried again
}
