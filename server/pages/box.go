package pages

import (
	"slices"
	"strings"

	"zongwu/forms"
)

// Box is a field on a page with what its template needs beside the form's own view of it.
type Box struct {
	Field  forms.FieldView
	ID     string
	Post   bool  // asked for, not only shown
	Pick   *Pick // of a reference that is asked for
	Upload bool
	Files  []FileLink
	Href   string // of the case it names, for whoever may read it
	Rows   []RowBox
	Titled bool
	Spare  bool   // of a row's cell: it may stay empty, and is
	Fact   bool   // of a row's cell: one of several numbers one only reads before one fills something in
	Amount bool   // a number: to the right in a table
	Above  string // what stands above it and those after it
}

// Pick is what a reference is chosen from.
type Pick struct {
	Kind    string // what is searched: item, person …
	Options []PickOption
	// Typed says that Options are not all there are: without scripts an id, a name, pinyin or initials are typed.
	Typed  bool
	Name   string // of the one chosen; of a field with many what was typed and is none
	Detail string
}

// Rows is how many lines a list of which several may be chosen has: enough to see some beside each other.
func (p Pick) Rows() int { return min(max(len(p.Options), 3), 8) }

// PickOption is one thing to choose, with what helps to choose it.
type PickOption struct {
	Value, Name, Detail string
	Place               string // where it stands, by name
	Gone                bool   // it was written off
	Chosen              bool
}

// RowBox is a row of a table on a page.
type RowBox struct {
	Title  string
	Href   string // of the case the title names
	Unit   string // of what the title names, and its pack
	Help   string
	Number int
	// Waiting is the blank row at the end of a table: it stays out of the way until somebody comes to it.
	Waiting bool
	Hidden  []Hidden
	Cells   []Box
	Added   bool // somebody may take it away again
	// LeftOut says that nothing of a row is filled in while others are: it is not sent.
	LeftOut bool
	Spare   []string // labels of the cells nobody need fill in, where there are enough of them to fold away
}

// Hidden is an input nobody sees.
type Hidden struct{ Name, Value string }

// FileLink is a file a field holds.
type FileLink struct {
	ID, Name string
	Picture  bool
	Type     string
	Size     int64
}

// Typed says that a file is a signature somebody typed.
func (f FileLink) Typed() bool { return f.Type == forms.TypedName }

// Amount says that a field's kind is a number, which stands to the right in a table.
func Amount(kind string) bool { return kind == "money" || kind == "decimal" || kind == "integer" }

// Wide says that a field takes a whole line of the form.
func (b Box) Wide() bool {
	return b.Upload || b.Sum() || slices.Contains([]string{"longtext", "choices", "note", "signature"}, b.Field.Type)
}

// Sum says that a field is an amount the form works out for its end: it stands under the amounts it adds up.
func (b Box) Sum() bool { return b.Field.Type == "money" && b.Field.Readonly }

// Grouped says that a field is several inputs under one name for all of them.
func (b Box) Grouped() bool {
	return !b.Field.Readonly && (b.Field.Type == "choices" || b.Field.Type == "rating" || b.YesNo() || b.Quick())
}

// Says says that the rows of a table have answers to be tapped that nobody is taken to have given.
func (b Box) Says() bool {
	return slices.ContainsFunc(b.Rows, func(r RowBox) bool {
		return slices.ContainsFunc(r.Cells, func(c Box) bool { return c.Field.Said && c.Quick() })
	})
}

// fewAnswers is how many answers of a choice stand beside each other.
const fewAnswers = 3

// Quick says that a choice that has an answer already is between few: they stand there to be tapped.
func (b Box) Quick() bool {
	f := b.Field
	return f.Type == "choice" && f.Required && f.Defaults && !f.Readonly &&
		(f.Value != "" || f.Said) && len(f.Options) <= fewAnswers
}

// YesNo says that a field must be answered and "no" is an answer: a box left open would be none.
func (b Box) YesNo() bool { return b.Field.Type == "bool" && b.Field.Required && !b.Field.Readonly }

// Blank says that there is nothing to see or to fill in: a cell of a column other rows use.
func (b Box) Blank() bool { return b.Field.Readonly && b.Field.Shown == "" && len(b.Files) == 0 }

// Zero says that a number one only reads is nothing.
func (b Box) Zero() bool {
	return b.Amount && b.Field.Readonly && strings.ContainsRune(b.Field.Shown, '0') &&
		!strings.ContainsAny(b.Field.Shown, "123456789")
}

// Picture says that only pictures are taken.
func (b Box) Picture() bool { return b.Field.Type == "photo" || b.Field.Type == "signature" }

// Leaves says that rows listed from the books open with something that is to be filled in: whoever empties that leaves
// the row out, unless all of them are needed.
func (b Box) Leaves() bool {
	opens := func(c Box) bool {
		f := c.Field
		return f.Required && f.Defaults && !f.Readonly && f.Value != "" && f.Value != "0"
	}
	return b.Field.Listed && !b.Field.CanAdd && !b.Field.Whole && len(b.Rows) > 1 &&
		slices.ContainsFunc(b.Rows, func(r RowBox) bool { return slices.ContainsFunc(r.Cells, opens) })
}

// Many says that a table has too many columns to stand beside each other on anything but a wide page.
func (b Box) Many() bool { return len(b.Field.Columns) > 5 }

// Crowded says that a table has more columns than stand beside each other on any page.
func (b Box) Crowded() bool { return len(b.Field.Columns) > 9 }

// Told says that what one reads in one of a row's cells begins with its title: the title need not be read twice.
func (r RowBox) Told() bool {
	return r.Title != "" && r.Help == "" && slices.ContainsFunc(r.Cells, func(c Box) bool {
		return c.Field.Readonly && strings.HasPrefix(c.Field.Shown, r.Title)
	})
}

// Stars are the answers of a rating.
func (b Box) Stars() []string { return []string{"1", "2", "3", "4", "5"} }

// Kind is the type of a plain input, "" for text.
func (b Box) Kind() string {
	switch b.Field.Type {
	case "date", "time":
		return b.Field.Type
	case "datetime":
		return "datetime-local"
	}
	return ""
}
