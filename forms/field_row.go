package forms

// rowKind is one row of another step's table, by the row's id; the key rows says which table.
type rowKind struct{ plainText }

func (rowKind) typeOf(f *field) Type { return f.rowType }

func (rowKind) keys() []string { return askKeys("rows") }

func (rowKind) decode(_ *field, v any) (any, *flaw) { return decodeID(nil, v) }

func (rowKind) schema(*field) map[string]any { return idSchema() }
