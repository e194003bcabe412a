package workflows

import (
	"strings"

	"go.temporal.io/sdk/temporal"

	"zongwu/activities"
)

// TaskQueue is where workers wait for cases.
const TaskQueue = "zongwu"

// What the workflows of cases and schedules can be told and asked.
const (
	// SignalTransition carries an activities.Conduct: something happened to the case.
	SignalTransition = "transition"
	// SignalResync carries nothing: forget everything and read it anew.
	SignalResync = "resync"
	// SignalLook carries nothing: the schedule is another, look when it runs next.
	SignalLook = "look"
	// QueryState answers a State.
	QueryState = "state"
)

// Search attributes, all of the keyword type.
const (
	AttributeSchool = "School"
	AttributeNumber = "CaseNumber"
	AttributeState  = "State"
)

// Attributes lists the search attributes a namespace must have.
func Attributes() []string { return []string{AttributeSchool, AttributeNumber, AttributeState} }

// Edition is the newest way of conducting. A workflow keeps the one it was begun in, since its history must be followed
// for as long as it runs; its input says which, which costs no event, as a marker of the SDK's own would.
//
//   - 0: every activity is an ordinary one
//   - 1: an activity is tried within the workflow task, and is an ordinary one only where that fails
const Edition = 1

// Labels are the search attributes a case's workflow is started with.
func (c Case) Labels() temporal.SearchAttributes {
	status := activities.Open
	if c.News != nil {
		status = c.News.Status
	}
	return temporal.NewSearchAttributes(
		temporal.NewSearchAttributeKeyKeyword(AttributeSchool).ValueSet(c.School),
		temporal.NewSearchAttributeKeyKeyword(AttributeNumber).ValueSet(c.Number),
		stateLabel().ValueSet(status),
	)
}

func stateLabel() temporal.SearchAttributeKeyKeyword {
	return temporal.NewSearchAttributeKeyKeyword(AttributeState)
}

// Case is the input of a case's workflow. Its type is the process's id.
type Case struct {
	School  string `json:"school"`
	Case    string `json:"case"`
	Process string `json:"process"`
	Number  string `json:"number"`
	Version string `json:"version"`          // of the definition the case is pinned to
	Parent  string `json:"parent,omitempty"` // the case that began it and may wait for it
	Edition int    `json:"edition,omitempty"`
	// Limit is the number of events after which it continues as a new run; 0 leaves it to the server.
	Limit int `json:"limit,omitempty"`
	// News is what had happened when it was begun; one begun without is told by signal.
	News *activities.Conduct `json:"news,omitempty"`
	// Carried is what an earlier run left to this one.
	Carried *State `json:"carried,omitempty"`
}

// State is what a workflow knows of its case.
type State struct {
	Seq    int                   `json:"seq"` // of the last transition it has seen
	Status string                `json:"status"`
	Open   []activities.OpenStep `json:"open,omitempty"`
	Waits  []string              `json:"waits,omitempty"`
	Clocks []activities.Clock    `json:"clocks,omitempty"` // still to ring
	Sends  []activities.Send     `json:"sends,omitempty"`  // still to be sent
}

// End is what a case's workflow returns.
type End struct {
	Status string `json:"status"`
	Seq    int    `json:"seq"`
}

// ID is the id of a case's workflow. All parts are ASCII: other characters never get through.
func (c Case) ID() string { return c.School + ":" + c.Process + ":" + c.Case }

// ParseID takes a workflow's id apart; ok is false for a workflow that is no case's.
func ParseID(id string) (c Case, ok bool) {
	parts := strings.Split(id, ":")
	if len(parts) != 3 {
		return Case{}, false
	}
	return Case{School: parts[0], Process: parts[1], Case: parts[2]}, true
}

// ScheduleType is the type of the workflow of a schedule. A case's type is its process's id, which has small letters
// only.
const ScheduleType = "Schedule"

// Schedule is the input of a schedule's workflow.
type Schedule struct {
	School  string `json:"school"`
	Process string `json:"process"`
}

// scheduleID stands between school and process in the id of a schedule's workflow, which ParseID takes for no case's.
const scheduleID = "/schedule/"

// ID is the id of a schedule's workflow.
func (s Schedule) ID() string { return s.School + scheduleID + s.Process }

// Labels are the search attributes a schedule's workflow is started with.
func (s Schedule) Labels() temporal.SearchAttributes {
	return temporal.NewSearchAttributes(temporal.NewSearchAttributeKeyKeyword(AttributeSchool).ValueSet(s.School))
}
