package pages

// ActionForm is one action as a form of its own.
type ActionForm struct {
	ID, Action, Key, Name, Label string
	Icon                         string
	Explain                      string // what it does, in a sentence
	To                           []Choice
	Whom                         string // what To is asked for
	Resume                       bool   // asks where it goes on afterwards
	Comment                      bool   // takes a word
	Reason                       bool   // that word has to be there: somebody else goes on by it
	Danger                       bool   // ends the case
	Place                        bool   // asks whether before or after me
	Many                         bool   // To may be several
}

// Bare says that an action asks for nothing: its button does it.
func (f ActionForm) Bare() bool { return !f.Comment && !f.Resume && len(f.To) == 0 && !f.Danger }
