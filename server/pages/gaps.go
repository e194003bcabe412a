package pages

// Gaps says what a school's people cannot carry, and whom to appoint.
type Gaps struct {
	Lines  []GapLine
	Mild   []GapLine // what passes by itself: people on leave
	Surely bool      // it stops every case, not only some
	Ask    string    // whom to ask, for who cannot appoint people; a sentence
}

// Opening is what nobody could do any more after a change that was not made yet.
type Opening struct {
	Made   bool   // it was made
	Lead   string // how the first sentence begins
	Lines  []GapLine
	Again  string     // what to do to make the change all the same; a sentence
	Agree  *StateForm // a button that makes it, where no form on the page does
	Agreed string     // what that button agrees to
}

// GapLine is one thing nobody can do, with the way to those who have the roles it needs.
type GapLine struct {
	Text  string
	Links []Link
}
