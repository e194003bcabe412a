package forms

// maxRows bounds every table, whatever its definition says.
const maxRows = 1000

// tableKind is rows of fields: free ones, or rows that continue those of another step's table.
type tableKind struct{}

func (tableKind) typeOf(f *field) Type {
	fields := f.table.types()
	fields["id"] = TextType
	if f.source != nil {
		fields["line"] = f.rowType
	}
	row := Record(fields)
	for _, column := range f.table.fields {
		row.order = append(row.order, column.name)
	}
	return ListOf(row)
}

func (tableKind) keys() []string {
	return []string{"required", "min", "max", "rows", "where", "fold", "assumed", "more"}
}

func (tableKind) boundType() Type { return IntegerType }

func (tableKind) measure(v any) any { return count(v) }

// decode takes an array of objects; what is in them is judged row by row.
func (tableKind) decode(f *field, v any) (any, *flaw) {
	var rows []map[string]any
	switch list := v.(type) {
	case []Data:
		for _, row := range list {
			rows = append(rows, row)
		}
	case []map[string]any:
		rows = list
	case []any:
		for i, element := range list {
			row, ok := asObject(element)
			if !ok {
				bad := flawed("type", "type", "row")
				bad.below = "/" + itoa(i)
				return nil, bad
			}
			rows = append(rows, row)
		}
	default:
		return nil, flawed("type", "type", "table")
	}
	if limit := f.limit(maxRows); len(rows) > limit {
		return nil, flawed("max", "max", itoa(limit))
	}
	return rows, nil
}

func asObject(v any) (map[string]any, bool) {
	switch x := v.(type) {
	case map[string]any:
		return x, true
	case Data:
		return x, true
	}
	return nil, false
}

func (tableKind) typed(_ *field, text string) any { return text }

func (tableKind) input(any) string { return "" }

// schema describes the rows; continued ones must say which line they continue.
func (tableKind) schema(f *field) map[string]any { return f.tableSchema("") }
