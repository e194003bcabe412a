package pages

// ProblemPage is an error as people read it, with the case it is about when there is one to go back to.
type ProblemPage struct {
	Status        int
	Title, Detail string
	Errors        []Fault
	Case          string
}

// LoginPage is the sign-in page.
type LoginPage struct{ Login, Next, Wrong string }
