package forms

// storeKind is a store of the school.
type storeKind struct{ reference }

func (storeKind) typeOf(*field) Type { return Ref("store") }

func (storeKind) refers() string { return "store" }
