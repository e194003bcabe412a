package pages

import "html/template"

// LabelsPage is a sheet of labels for the printer.
type LabelsPage struct {
	School, Of string // its name; rooms or assets
	Back       string
	Q          string // what it is narrowed to, beside Filters
	Filters    []Narrowing
	Labels     []LabelView
	Next       string // the next sheet
}

// LabelView is one label: what it stands on, and the code to scan.
type LabelView struct {
	Name, No, Place string
	Pieces          string       // how many a card stands for, "" for one
	Code            template.URL // a QR code as a data address
}

// LabelBox is the label of what a page is about. Drawn is empty for whoever does not print labels, Action for whoever
// has none made anew.
type LabelBox struct {
	Href         string       // where whoever scans it is led
	Drawn        template.URL // its QR code
	Print        string       // where it is on paper
	Action, Code string       // has a new one made instead of this
	Since        string       // when it was made anew, and for whom
}
