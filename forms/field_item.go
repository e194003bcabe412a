package forms

// itemKind is goods or a service of the catalogue.
type itemKind struct{ reference }

func (itemKind) typeOf(*field) Type { return Ref("item") }

func (itemKind) refers() string { return "item" }
