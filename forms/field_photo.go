package forms

// photoKind is an uploaded picture by its file's id, or with many a list of them.
type photoKind struct{ upload }

func (photoKind) admits(_ *field, o *Object) *flaw { return imageOnly(isImage(o)) }
