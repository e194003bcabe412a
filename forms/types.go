package forms

// Type is the type of an expression or of a name in its scope.
type Type struct {
	Kind   string          // text, integer, decimal, money, date, time, datetime, bool, ref, list, record, none
	Of     *Type           // of a list
	Ref    string          // of a ref: the kind of object it leads to
	Fields map[string]Type // of a record: a form's data or a table's row
}

// The simple types.
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
