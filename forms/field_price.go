package forms

// priceKind is an entry of the price list for what has no card of its own: a pane of glass, a broom.
type priceKind struct{ reference }

func (priceKind) typeOf(*field) Type { return Ref("price") }

func (priceKind) refers() string { return "price" }
