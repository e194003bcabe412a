package pages

import "time"

// AdminPage is the page of definitions: those in force, and a place for a new one.
type AdminPage struct {
	Processes []ProcessBox
	Text      string
	Problems  []Fault
	Done      string // a sentence
}

// ProcessBox is a process in force, and for which of its steps the school has too few people.
type ProcessBox struct {
	ID, Title, Icon, Category string
	Version, By               string // of the version in force
	Since                     time.Time
	Versions, Open, Cases     int
	Gaps                      Gaps
}

// Fault is what is wrong at one place of a text; Line and Column count from 1.
type Fault struct {
	Line, Column int
	Detail       string
}
