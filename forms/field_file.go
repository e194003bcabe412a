package forms

import "strings"

// maxFiles bounds a field with many files, whatever its definition says.
const maxFiles = 20

// fileKind is an uploaded file by its id, or with many a list of them.
type fileKind struct{ upload }

// upload is what file, photo and signature share: the id of a file, or with many a list of them.
type upload struct{ reference }

func (upload) typeOf(*field) Type { return Ref("file") }

func (upload) refers() string { return "file" }

func (upload) decode(f *field, v any) (any, *flaw) { return decodeReferences(f, v, maxFiles) }

func (upload) schema(f *field) map[string]any { return referencesSchema(f, maxFiles) }

// imageOnly refuses what is no picture.
func imageOnly(is bool) *flaw {
	if is {
		return nil
	}
	return flawed("type", "type", "image")
}

// isImage says that a file's type is an image's.
func isImage(o *Object) bool { return strings.HasPrefix(o.Attrs.Text("type"), "image/") }
