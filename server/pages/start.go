package pages

import (
	"time"

	"zongwu/cases"
)

// NewPage offers what somebody may begin.
type NewPage struct {
	Q      string
	Any    bool // there is something they may begin
	Drafts []DraftLink
	Recent []cases.ProcessItem
	Groups []ProcessGroup
}

// ProcessGroup is the processes of a category.
type ProcessGroup struct {
	Title string
	Items []cases.ProcessItem
}

// DraftLink leads to a form that was begun and not sent.
type DraftLink struct {
	Href, Title, Note, Icon string
	SavedAt                 time.Time
}

// StartPage is the page of a start form.
type StartPage struct {
	Title   string
	Icon    string
	Copied  string     // the number of the case it is a copy of
	Reports []Reported // the one it is begun from
	Gaps    Gaps       // why it cannot be carried to its end, or not always
	Checked *Checked
	Form    Entry
}

// Ahead is the way a case would take: the steps that come for certain; Later those that may.
type Ahead struct {
	ID, Title string
	Stops     []RouteStop
	Never     string // a sentence: which steps it does not come to, "" for none
	Later     *Ahead
}

// Checked says what would follow if the form were sent as it stands.
type Checked struct {
	Warnings []string
	Next     []string
}

// Saved says what is kept of a form that was not sent.
type Saved struct {
	At    time.Time
	Again bool   // the form was opened with it
	Other string // the form was opened with something else; this leads to what is kept
}
