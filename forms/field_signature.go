package forms

// signatureKind is a name written by hand, kept as a picture: its file's id.
type signatureKind struct{ upload }

func (signatureKind) keys() []string { return []string{"required"} }

func (signatureKind) admits(o *Object) bool { return isImage(o) }
