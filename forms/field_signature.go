package forms

// signatureKind is somebody's name in their own hand, kept as a picture, or typed: its file's id.
type signatureKind struct{ upload }

// TypedName is the type of a file that is a signature somebody typed: the file is called as they are. None such can be
// uploaded.
const TypedName = "text/x-signature"

func (signatureKind) keys() []string { return []string{"required"} }

func (signatureKind) admits(_ *field, o *Object) *flaw {
	return imageOnly(isImage(o) || o.Attrs.Text("type") == TypedName)
}
