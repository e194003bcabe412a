package forms

// supplierKind is a supplier of the school.
type supplierKind struct{ reference }

func (supplierKind) typeOf(*field) Type { return Ref("supplier") }

func (supplierKind) refers() string { return "supplier" }
