package forms

// choiceKind is one of the definition's options.
type choiceKind struct{ plainText }

func (choiceKind) typeOf(f *field) Type {
	return Type{Kind: "text", OneOf: f.optionValues(), labels: f.optionLabels()}
}

func (choiceKind) keys() []string { return askKeys("options", "formula") }

func (choiceKind) decode(f *field, v any) (any, *flaw) { return decodeOption(f, v) }

func (choiceKind) schema(f *field) map[string]any {
	return map[string]any{"type": "string", "enum": enum(f.optionValues())}
}

func decodeOption(f *field, v any) (any, *flaw) {
	s, bad := decodeString(v)
	if bad != nil {
		return nil, bad
	}
	for _, o := range f.options {
		if o.value == s {
			return s, nil
		}
	}
	return nil, flawed("choice", "value", s)
}

func (f *field) optionLabels() map[string]Text {
	labels := map[string]Text{}
	for _, o := range f.options {
		labels[o.value] = o.label
	}
	return labels
}

func (f *field) optionValues() []string {
	values := make([]string, len(f.options))
	for i, o := range f.options {
		values[i] = o.value
	}
	return values
}
