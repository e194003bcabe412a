package forms

// timeKind is a time of the day, as 08:30.
type timeKind struct{ plainText }

func (timeKind) typeOf(*field) Type { return TimeType }

func (timeKind) keys() []string { return momentKeys() }

func (timeKind) boundType() Type { return TimeType }

func (timeKind) measure(v any) any { return v }

func (timeKind) decode(_ *field, v any) (any, *flaw) { return decodeMoment(v, isTime, "time") }

func (timeKind) schema(*field) map[string]any {
	return map[string]any{"type": "string", "pattern": `^([01][0-9]|2[0-3]):[0-5][0-9]$`}
}
