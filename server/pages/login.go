package pages

// LoginPage is the sign-in page.
type LoginPage struct {
	Login, Next, Wrong string
	Held               *Held
}

// Held is a form that arrived when its session had ended; the sign-in page carries it until somebody has signed in.
type Held struct {
	Path, Form string
	Files      bool // it had files, which are not held
}
