package forms

// longtextKind is text of several lines.
type longtextKind struct{ written }

func (longtextKind) decode(f *field, v any) (any, *flaw) { return decodeText(f, v, defaultLongtextMax) }

func (longtextKind) schema(f *field) map[string]any { return textSchema(f, defaultLongtextMax) }
