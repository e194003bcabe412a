package forms

import "strings"

// maxFiles bounds a field with many files whose definition states no max.
const maxFiles = 20

// fileKind is an uploaded file by its id, or with many a list of them.
type fileKind struct{ upload }

func (fileKind) admits(*Object) bool { return true }

// upload is what file, photo and signature share.
type upload struct{}

func (upload) typeOf(f *field) Type {
	if f.many {
		return ListOf(Ref("file"))
	}
	return Ref("file")
}

func (upload) keys() []string { return askKeys("formula", "many", "min", "max") }

func (upload) boundType() Type { return IntegerType }

func (upload) measure(v any) any { return count(v) }

func (upload) isUpload() {}

func (upload) refers() string { return "file" }

func (upload) decode(f *field, v any) (any, *flaw) {
	if !f.many {
		return decodeID(f, v)
	}
	return decodeList(f, v, f.limit(maxFiles), decodeID)
}

func (upload) schema(f *field) map[string]any {
	if !f.many {
		return idSchema()
	}
	return listSchema(f, idSchema(), f.limit(maxFiles))
}

func (upload) typed(_ *field, text string) any { return text }

func (upload) input(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []string:
		return strings.Join(x, ", ")
	}
	return ""
}

// isImage says that a file's type is an image's.
func isImage(o *Object) bool { return strings.HasPrefix(o.Attrs.Text("type"), "image/") }
