package forms

import (
	"slices"
	"strings"
)

// choicesKind is any number of the definition's options, each at most once.
type choicesKind struct{}

func (choicesKind) typeOf(f *field) Type { return ListOf(Type{Kind: "text", OneOf: f.optionValues()}) }

func (choicesKind) keys() []string { return askKeys("options", "min", "max") }

func (choicesKind) boundType() Type { return IntegerType }

func (choicesKind) measure(v any) any { return count(v) }

func (choicesKind) decode(f *field, v any) (any, *flaw) {
	return decodeList(f, v, len(f.options), decodeOption)
}

func (choicesKind) schema(f *field) map[string]any {
	return listSchema(f, map[string]any{"type": "string", "enum": enum(f.optionValues())}, len(f.options))
}

func (choicesKind) typed(_ *field, text string) any { return text }

func (choicesKind) input(v any) string {
	words, _ := v.([]string)
	return strings.Join(words, ", ")
}

func count(v any) any {
	switch list := v.(type) {
	case []string:
		return int64(len(list))
	case []Data:
		return int64(len(list))
	}
	return int64(0)
}

// decodeList takes a JSON array of distinct texts; an empty one is empty.
func decodeList(f *field, v any, limit int, one func(*field, any) (any, *flaw)) (any, *flaw) {
	if words, ok := v.([]string); ok {
		elements := make([]any, len(words))
		for i, word := range words {
			elements[i] = word
		}
		v = elements
	}
	elements, ok := v.([]any)
	switch {
	case !ok:
		return nil, flawed("type", "type", "list")
	case len(elements) > limit:
		return nil, flawed("max", "max", itoa(limit))
	}
	var out []string
	for i, element := range elements {
		word, bad := one(f, element)
		if bad == nil && slices.Contains(out, word.(string)) {
			bad = flawed("unique")
		}
		if bad != nil {
			bad.below = "/" + itoa(i)
			return nil, bad
		}
		out = append(out, word.(string))
	}
	if out == nil {
		return nil, nil
	}
	return out, nil
}
