package forms

// roomKind is a room of the school.
type roomKind struct{ reference }

func (roomKind) typeOf(*field) Type { return Ref("room") }

func (roomKind) refers() string { return "room" }
