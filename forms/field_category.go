package forms

// categoryKind is a category of repairs.
type categoryKind struct{ reference }

func (categoryKind) typeOf(*field) Type { return Ref("category") }

func (categoryKind) refers() string { return "category" }
