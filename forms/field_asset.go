package forms

// assetKind is a thing of the asset register.
type assetKind struct{ reference }

func (assetKind) typeOf(*field) Type { return Ref("asset") }

func (assetKind) refers() string { return "asset" }
