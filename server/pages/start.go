package pages

// StartPage is the page of a start form.
type StartPage struct {
	Title   string
	Icon    string
	Checked *Checked
	Form    Entry
}

// Checked says what would follow if the form were sent as it stands.
type Checked struct {
	Warnings []string
	Next     []string
}
