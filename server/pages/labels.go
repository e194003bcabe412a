package pages

import "html/template"

// LabelsPage is a sheet of labels for the printer.
type LabelsPage struct {
	School, Of string // its name; rooms or assets
	Q          string // what it is narrowed to, beside Filters
	Filters    []Narrowing
	Labels     []LabelView
	Next       string // the next sheet
}

// LabelView is one label: what it stands on, and the code to scan.
type LabelView struct {
	Name, No, Place string
	Code            template.URL // a QR code as a data address
}
