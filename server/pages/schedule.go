package pages

import "time"

// Schedule says on a process's page when its cases begin by themselves, and what the last runs came to.
type Schedule struct {
	Process string
	When    string // a sentence
	Next    time.Time
	Due     bool     // Next has come already
	Done    *RunLine // the run that was just made
	Runs    []RunLine
	Today   string
}

// RunLine is a run of a schedule.
type RunLine struct {
	For        string // the month, or that it was one more
	Due, At    time.Time
	By         string // who had it made; "" for one that came by itself
	Cases      []string
	Passed     int
	Refused    []string // sentences
	Unfinished bool     // it is tried again
	Said       string   // the whole in a sentence
}

// ScheduleLine is a schedule on the administration's first page.
type ScheduleLine struct {
	Href, Title, Icon string
	Next              time.Time
	Due               bool
	Last              *RunLine
}

// RunPage asks whether a run is to be made, and shows what it would begin.
type RunPage struct {
	Process, Title string
	Heading        string
	AsOf           string // as it was asked for
	Month          string // "" for one more than the schedule has
	Due            time.Time
	Early          bool
	Lead           string // a sentence: which run it is
	Rows           []RunRow
	Begins         int
	Refused        string // why it cannot be made
}

// RunRow is a case that would begin, or would not because the last one begun for it is open.
type RunRow struct {
	Title, Starter string
	Passed         bool
}
