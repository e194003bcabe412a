package pages

import (
	"time"

	"zongwu/processes"
)

// CasePage is everything the page of a case shows.
type CasePage struct {
	ID, Number, Process, Title string
	State                      processes.Status
	Starter                    string
	CreatedAt, ChangedAt       time.Time
	Where                      []WhereLine
	Refused                    []Told
	Warnings                   []string
	Tasks                      []TaskBox
	Actions                    []ActionForm
	Read                       []SheetBox
	History                    []HistoryLine
}

// WhereLine says who has a case, since when, and what comes next.
type WhereLine struct {
	Title     string
	Persons   []string
	Since     time.Time
	DueAt     *time.Time
	Overdue   bool
	ClaimedBy string
	Back      string // a sentence: who sent it back and why
	Next      string // a sentence, "" when nobody can tell
}

// TaskBox is an open task on a case's page, with the forms of whoever may do it.
type TaskBox struct {
	ID, Title string
	Mine      bool
	Forms     []Entry
	Actions   []ActionForm
}

// SheetBox is what one step submitted.
type SheetBox struct {
	Title  string
	Fields []Box
}

// HistoryLine says in words who did what when.
type HistoryLine struct {
	At                   time.Time
	Actor, Said, Comment string
}
