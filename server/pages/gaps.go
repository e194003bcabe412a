package pages

// Gaps says what a school's people cannot carry, and whom to appoint.
type Gaps struct {
	Lines  []GapLine
	Mild   []GapLine // what passes by itself: people on leave
	Surely bool      // it stops every case, not only some
	Ask    string    // whom to ask, for who cannot appoint people; a sentence
}

// GapLine is one thing nobody can do, with the way to those who have the roles it needs.
type GapLine struct {
	Text  string
	Links []Link
}
