package forms

// departmentKind is a department of the school.
type departmentKind struct{ reference }

func (departmentKind) typeOf(*field) Type { return Ref("department") }

func (departmentKind) refers() string { return "department" }
