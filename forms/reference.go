package forms

import "strings"

// maxID bounds every id, in characters.
const maxID = 100

// maxReferences bounds a field with many references, whatever its definition says.
const maxReferences = 500

// reference is what all kinds share that hold the id of something the school has, or with many a list of ids, each
// once.
type reference struct{}

func (reference) keys() []string { return askKeys("formula", "many", "min", "max", "alone") }

func (reference) boundType() Type { return IntegerType }

func (reference) measure(v any) any { return count(v) }

func (reference) admits(*field, *Object) *flaw { return nil }

func (reference) decode(f *field, v any) (any, *flaw) { return decodeReferences(f, v, maxReferences) }

func (reference) schema(f *field) map[string]any { return referencesSchema(f, maxReferences) }

func (reference) typed(_ *field, text string) any { return text }

func (reference) input(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []string:
		return strings.Join(x, ", ")
	}
	return ""
}

// decodeReferences takes one id, or as many as a field with many may hold.
func decodeReferences(f *field, v any, limit int) (any, *flaw) {
	if !f.many || f.listed() {
		return decodeID(f, v)
	}
	return decodeList(f, v, f.limit(limit), decodeID)
}

func referencesSchema(f *field, limit int) map[string]any {
	if !f.many {
		return idSchema()
	}
	return listSchema(f, idSchema(), f.limit(limit))
}

func idSchema() map[string]any {
	return map[string]any{"type": "string", "minLength": 1, "maxLength": maxID, "pattern": noNul}
}

func decodeID(_ *field, v any) (any, *flaw) {
	s, bad := decodeString(v)
	switch {
	case bad != nil:
		return nil, bad
	case s == "" || len([]rune(s)) > maxID:
		return nil, flawed("reference")
	}
	return s, nil
}
