package forms

// subjectKind is a subject of the budget.
type subjectKind struct{ reference }

func (subjectKind) typeOf(*field) Type { return Ref("subject") }

func (subjectKind) refers() string { return "subject" }
