package forms

import "strconv"

// boolKind is yes or no. Not answered is neither: a form that needs an answer says required.
type boolKind struct{}

func (boolKind) typeOf(*field) Type { return BoolType }

func (boolKind) keys() []string { return askKeys("formula") }

func (boolKind) decode(_ *field, v any) (any, *flaw) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return nil, flawed("type", "type", "bool")
}

func (boolKind) schema(*field) map[string]any { return map[string]any{"type": "boolean"} }

func (boolKind) typed(_ *field, text string) any {
	switch text {
	case "true", "on":
		return true
	case "false":
		return false
	}
	return text
}

func (boolKind) input(v any) string {
	if b, ok := v.(bool); ok {
		return strconv.FormatBool(b)
	}
	return ""
}
