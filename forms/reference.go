package forms

// maxID bounds every id, in characters.
const maxID = 100

// reference is what all kinds share that hold the id of something the school has.
type reference struct{ plainText }

func (reference) keys() []string { return askKeys("formula", "many") }

func (reference) decode(_ *field, v any) (any, *flaw) { return decodeID(nil, v) }

func (reference) schema(*field) map[string]any { return idSchema() }

func (reference) admits(*Object) bool { return true }

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
