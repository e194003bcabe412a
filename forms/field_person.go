package forms

// personKind is somebody of the school, by login.
type personKind struct{ reference }

func (personKind) typeOf(*field) Type { return Ref("person") }

func (personKind) refers() string { return "person" }
