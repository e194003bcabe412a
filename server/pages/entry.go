package pages

import (
	"slices"

	"zongwu/cases"
)

// Entry is a form on a page: its fields, and the buttons that end it.
type Entry struct {
	ID          string // of the form's element
	Action      string // where it is sent
	Key         string // makes a double click do one thing
	Group       string // the outcome whose fields it shows
	Hidden      []Hidden
	Title       string // of the outcomes, where a task shows several forms
	Prefix      string // of its inputs' ids
	Failures    []Told
	Doubts      []string // warnings that are about no field
	Handled     []HandledLine
	Fields      []Box
	Comment     bool
	CommentText string
	Outcomes    []cases.OutcomeView
	Check       bool // offers to tell what would follow
	Saved       Saved
	Sent        string // the number of the case it was sent as before, "" where it was not
	Twice       bool   // it was sent again, with something changed
	Computes    bool   // shows something computed from what is typed: offers to do so
	Refills     bool   // rows hang on what is chosen in it: offers to list them
	Ahead       *Ahead // who will have it, for a start
}

// Calm leaves to each field what is wrong with it: somebody is still filling the form in.
func (e *Entry) Calm() {
	e.Failures = slices.DeleteFunc(e.Failures, func(t Told) bool { return t.ID != "" })
}

// HandledLine is an open case about what a form is about; Standing and Href are "" where the reader may not read it.
type HandledLine struct{ Process, Number, Standing, Href string }

// Told is one thing to mend, with the input it is about; ID is empty when it is about none.
type Told struct{ Text, ID string }

// Plainly is what is to be mended and belongs to no input.
func Plainly(said []string) []Told {
	var list []Told
	for _, text := range said {
		list = append(list, Told{Text: text})
	}
	return list
}

// Add puts what belongs to no field before the other failures.
func (e *Entry) Add(said []string) { e.Failures = append(Plainly(said), e.Failures...) }

// Choice is one option of a list on a page.
type Choice struct {
	Value, Label string
	Chosen       bool
}
