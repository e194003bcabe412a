package pages

import "time"

// LabelPage is what somebody sees who scanned a label.
type LabelPage struct {
	School string // its name
	Title  string // what the label stands on: a thing, or a room
	Place  string // its number and where it stands; of a room its number
	Card   string // where the file of a thing is, "" for a room
	Code   string
	Gone   bool   // it is written off: nothing is reported about it any more
	Offers []Link // what may be begun about it, signed in
	// Open says that it was reported already; Handled with what, to whoever is signed in.
	Open    bool
	Handled []HandledLine
	Login   string // where to sign in and come back from

	// What was sent, when it was refused.
	Wrong                             []string
	Description, Persons, Name, Phone string
}

// ReportedPage is what was reported by labels.
type ReportedPage struct {
	Held    []Reported
	Decided []Reported // the last ones
	Wrong   string
}

// Reported is one report.
type Reported struct {
	ID          string
	At          time.Time
	Place       string // what it is about
	Asset       string // its number, "" where it is about a room
	Description string
	Persons     string   // who was there, as far as they said
	Who         string   // reported it, as far as they said
	Photos      []int    // the numbers of its pictures
	Offers      []Choice // the processes it may become a case of

	// Once it was decided about.
	DecidedAt *time.Time
	DecidedBy string
	Number    string // of the case it became
	Reason    string // why it became none
}
