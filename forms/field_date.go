package forms

// dateKind is a day, as 2026-09-01, of the years 1900 to 2999.
type dateKind struct{ plainText }

func (dateKind) typeOf(*field) Type { return DateType }

func (dateKind) keys() []string { return momentKeys() }

func (dateKind) boundType() Type { return DateType }

func (dateKind) measure(v any) any { return v }

func (dateKind) decode(_ *field, v any) (any, *flaw) { return decodeMoment(v, isDate, "date") }

func (dateKind) schema(*field) map[string]any {
	return map[string]any{
		"type": "string", "format": "date", "pattern": `^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$`,
	}
}

// decodeMoment takes a text that is a date, a time or a moment; code date otherwise.
func decodeMoment(v any, valid func(string) bool, word string) (any, *flaw) {
	s, bad := decodeString(v)
	if bad != nil {
		bad.args["type"] = word
		return nil, bad
	}
	if !valid(s) {
		return nil, flawed("date", "type", word)
	}
	return s, nil
}
