package forms

import "strings"

// datetimeKind is a moment with its zone, as 2026-09-01T08:30:00+08:00 (RFC 3339).
type datetimeKind struct{}

func (datetimeKind) typeOf(*field) Type { return DateTimeType }

func (datetimeKind) keys() []string { return momentKeys() }

func (datetimeKind) boundType() Type { return DateTimeType }

func (datetimeKind) measure(v any) any { return v }

func (datetimeKind) decode(_ *field, v any) (any, *flaw) {
	return decodeMoment(v, isDateTime, "datetime")
}

func (datetimeKind) schema(*field) map[string]any {
	return map[string]any{
		"type": "string", "format": "date-time",
		"pattern": `^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?` +
			`(Z|[+-][0-2][0-9]:[0-5][0-9])$`,
	}
}

// typed adds what a browser's input leaves out: seconds, and the zone every Chinese school has.
func (datetimeKind) typed(_ *field, text string) any {
	switch len(text) {
	case len("2026-09-01T08:30"):
		return text + ":00+08:00"
	case len("2026-09-01T08:30:00"):
		return text + "+08:00"
	}
	return text
}

// input is what a browser's input takes; only the zone it would add again is left out.
func (datetimeKind) input(v any) string {
	s, _ := v.(string)
	return strings.TrimSuffix(strings.TrimSuffix(s, "+08:00"), ":00")
}
