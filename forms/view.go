package forms

// View is a form ready for a page, in one language.
type View struct {
	Form     string
	Fields   []FieldView
	Failures Failures // those that belong to no single field
	Warnings Failures // the same of warnings
	Beside   *Beside  // of what stands beside a decision: the same for programs
}

// FieldView is one field ready for a page. Hidden fields are left out of the view.
type FieldView struct {
	Name     string // the input's name: reason, lines.0.qty
	Pointer  string // /lines/0/qty
	Type     string // the field's type word
	Label    string
	Help     string
	Value    string   // as typed or as shown; money in yuan
	Values   []string // of a field with many
	Items    []Item   // of a field with several values: each for reading
	Shown    string   // the value for reading: a reference's name, money with 元
	Capitals string   // an amount in Chinese capitals, where the definition asks for them
	Unit     string
	Required bool
	Readonly bool // shown, not asked (formulas among them)
	Many     bool
	Options  []Option    // of choice, choices; pickers ask the catalogue by Ref
	Ref      string      // of references: the kind to pick from
	Pupils   bool        // of a person: pupils too
	Role     string      // of a person: only those who hold it
	Failures []string    // what is wrong here, ready to read
	Warnings []string    // what should be noted here
	Columns  []FieldView // of a table: one per field, for the head
	Rows     []RowView
	CanAdd   bool   // of a table: rows may be added and removed
	Least    int    // of a table: how many rows it must have, where that is fixed
	Whole    bool   // of a table: none of the rows it continues may be left out
	Listed   bool   // of a table: its rows are what the school's books and lists answer
	Refills  bool   // of a table: its rows hang on other fields of the form
	From     string // what stands in those: posted as <name>.from, so that rows listed for something else are known
	Defaults bool   // it has a default
	Follows  bool   // its default hangs on other fields: what was not typed by hand is worked out anew with them
	Was      string // that default as it stands, posted as <name>.was: what still is that was not typed by hand
	Said     bool   // it opens without its default: somebody has to say it
	Usual    string // of what has to be said: its default

	// Beside a decision:
	Takes *Taken // how much of the number something else takes, for a bar
	Mark  string // least or most: the number stands out among those of its column
	Fold  bool   // not shown before it is asked for
}

// Taken is a number as a part of another one: what a request takes of what there is.
type Taken struct {
	Shown   string
	Percent int  // 0 to 100
	Over    bool // it is more than there is
}

// RowView is one row of a table ready for a page.
type RowView struct {
	ID    string
	Title string // of a continued row: what it continues, e.g. the item's name
	Ref   string // the kind and id of what the title names, "" when it names nothing of the catalogue
	RefID string
	Added bool // somebody added it: it continues none
	Cells []FieldView
}

// Item is one of several values: as an input has it (an id for references), and for reading.
type Item struct{ Value, Shown string }

// Option is one choice.
type Option struct {
	Value, Label string
	Chosen       bool
}
