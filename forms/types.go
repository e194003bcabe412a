package forms

// Type is the type of an expression or of a name in its scope.
type Type struct {
	Kind   string          // text, integer, decimal, money, date, time, datetime, bool, ref, list, record, none
	Of     *Type           // of a list
	Ref    string          // of a ref: the kind of object it leads to
	Fields map[string]Type // of a record: a form's data or a table's row
	OneOf  []string        // of a text: the only words it can be (options, outcomes); others in a comparison are an error

	// labels are what the words of a choice are called where they are read.
	labels map[string]Text
	// source is, of a record that continues or picks a row of another table, the list in which its id is looked up.
	source *Expr
	// order is a record's fields as the definition lists them, when it is a table's row.
	order []string
	// told says of a record that it is a row of a lookup's answer; of a text, that it is the id of such a row, which
	// nobody can look up any more.
	told bool
}

// The simple types.
//
//nolint:gochecknoglobals // values nobody changes; a struct cannot be a constant
var (
	TextType     = Type{Kind: "text"}
	IntegerType  = Type{Kind: "integer"}
	DecimalType  = Type{Kind: "decimal"}
	MoneyType    = Type{Kind: "money"}
	DateType     = Type{Kind: "date"}
	TimeType     = Type{Kind: "time"}
	DateTimeType = Type{Kind: "datetime"}
	BoolType     = Type{Kind: "bool"}
)

// Ref is the type of a reference to an object of a kind.
func Ref(kind string) Type { return Type{Kind: "ref", Ref: kind} }

// ListOf is the type of a list.
func ListOf(t Type) Type { return Type{Kind: "list", Of: &t} }

// Record is the type of a form's data or a table's row.
func Record(fields map[string]Type) Type { return Type{Kind: "record", Fields: fields} }

// RowsOf is the type of a lookup's answer that is a list of rows, with the columns named in order beside an "id".
func RowsOf(columns ...Column) Type {
	row := Record(map[string]Type{"id": TextType})
	row.told = true
	for _, c := range columns {
		row.Fields[c.Name] = c.Type
		row.order = append(row.order, c.Name)
	}
	return ListOf(row)
}

// Column is a column of rows that a lookup gives.
type Column struct {
	Name string
	Type Type
}

// FirstReference is what a row leads to in the first of its columns that holds a reference; false when none does.
func (t Type) FirstReference(row Data) (kind, id string, found bool) {
	for _, name := range t.order {
		if column := t.Fields[name]; column.Kind == "ref" && row.Text(name) != "" {
			return column.Ref, row.Text(name), true
		}
	}
	return "", "", false
}

// called is what a word of a choice is called; any other text is itself.
func (t Type) called(word, lang string) string {
	if label, ok := t.labels[word]; ok {
		return label.In(lang)
	}
	return word
}

// name is the type in words, for messages.
func (t Type) name() string {
	switch t.Kind {
	case "ref":
		if t.Ref == "" {
			return "a reference"
		}
		return "a " + t.Ref
	case "list":
		if t.Of == nil || t.Of.Kind == "none" {
			return "a list"
		}
		return "a list of " + t.Of.name()
	case "record":
		return "a record"
	case "none":
		return "null"
	case "bool":
		return "a condition"
	default:
		return t.Kind
	}
}

// numeric says that a value of the type is a number: integer, decimal, money, or a literal that is not yet any.
func (t Type) numeric() bool {
	return t.Kind == "integer" || t.Kind == "decimal" || t.Kind == "money" || t.Kind == "number"
}

// textual says that a value of the type is held as text and compared as such.
func (t Type) textual() bool { return t.Kind == "text" || t.Kind == "ref" }

// anything says that a reference of any kind is meant.
func (t Type) anything() bool { return t.Kind == "ref" && t.Ref == "" }

func keys(fields map[string]Type) map[string]bool {
	out := make(map[string]bool, len(fields))
	for name := range fields {
		out[name] = true
	}
	return out
}

func set(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, word := range words {
		out[word] = true
	}
	return out
}
