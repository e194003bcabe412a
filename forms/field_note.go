package forms

// noteKind is a text on the page: its label and help. It asks nothing and holds nothing.
type noteKind struct{ plainText }

func (noteKind) typeOf(*field) Type { return Type{} }

func (noteKind) decode(*field, any) (any, *flaw) { return nil, flawed("unknown") }

func (noteKind) schema(*field) map[string]any { return nil }

func (noteKind) silent() {}
