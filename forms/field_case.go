package forms

// caseKind is another case of the school, by id.
type caseKind struct{ reference }

func (caseKind) typeOf(*field) Type { return Ref("case") }

func (caseKind) refers() string { return "case" }
