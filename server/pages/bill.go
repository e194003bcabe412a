package pages

import (
	"html/template"
	"time"
)

// BillPage is a debt on paper, for its debtor.
type BillPage struct {
	Size         string // of the paper
	School, Back string
	Number       string // of the case
	About        string // what sums the case up
	Name         string // the debtor's
	Department   string // the debtor's, "" of a pupil
	// Pupil says that it is addressed to the guardian; whom that is called and the rest may be unknown.
	Pupil                    bool
	Class, Guardian, Teacher string
	Owed, Paid, Waived       string // Paid and Waived are "" where nothing is
	Shared                   string // a sentence: of what in all it is a part, "" where nobody else owes
	Left, Capitals           string
	Settled                  string       // a sentence: that nothing is left to pay, and since when; "" while something is
	Code                     template.URL // leads to the case: a QR code as a data address
	Printed                  time.Time
	By                       string
}

// Sizes are those to choose from.
func (p BillPage) Sizes() []Choice { return sizes(p.Size) }
