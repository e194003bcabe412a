package pages

// Stuck is the operator's page: what does not go on, why, and what to do next.
type Stuck struct {
	Calm   bool
	Groups []StuckGroup
	Facts  []Fact
}

// StuckGroup is everything that is stuck for one kind of reason.
type StuckGroup struct {
	Kind, Title string
	Advice      string // what to do next
	Lines       []StuckLine
	More        string // a sentence: how many are not shown
}

// StuckLine is one thing that is stuck; Number is of its case, "" where it is of none.
type StuckLine struct {
	Number, Title string
	Text          string
	Links         []Link
}
