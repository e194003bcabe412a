package pages

import "zongwu/forms"

// Box is a field on a page with what its template needs beside the form's own view of it.
type Box struct {
	Field   forms.FieldView
	ID      string
	Post    bool // asked for, not only shown
	Options []forms.Option
	Upload  bool
	Files   []FileLink
	Rows    []RowBox
	Titled  bool
	Amount  bool // a number: to the right in a table
}

// RowBox is a row of a table on a page.
type RowBox struct {
	Title  string
	Unit   string // of what the title names, and its pack
	Help   string
	Number int
	Hidden []Hidden
	Cells  []Box
}

// Hidden is an input nobody sees.
type Hidden struct{ Name, Value string }

// FileLink is a file a field holds.
type FileLink struct{ ID, Name string }

// Amount says that a field's kind is a number, which stands to the right in a table.
func Amount(kind string) bool { return kind == "money" || kind == "decimal" || kind == "integer" }
