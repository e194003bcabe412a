package forms

// photoKind is an uploaded picture by its file's id, or with many a list of them.
type photoKind struct{ upload }

func (photoKind) admits(o *Object) bool { return isImage(o) }
