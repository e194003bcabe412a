package forms

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// A decimal has at most these digits before and after the point.
const (
	maxWholeDigits = 15
	defaultScale   = 6
	maxScale       = 12
)

// decimalKind is an exact number with decimal places: a quantity, a reading, a percentage.
type decimalKind struct{}

func (decimalKind) typeOf(*field) Type { return DecimalType }

func (decimalKind) keys() []string {
	return askKeys("many", "scale", "counted", "formula", "min", "max", "above", "unit")
}

func (decimalKind) boundType() Type { return DecimalType }

func (decimalKind) measure(v any) any { return v }

// decode takes a JSON string; a JSON number would have passed through somebody's float.
func (decimalKind) decode(f *field, v any) (any, *flaw) {
	if d, ok := v.(decimal.Decimal); ok {
		v = d.String()
	}
	s, ok := v.(string)
	if !ok {
		return nil, flawed("type", "type", "decimal")
	}
	if strings.ContainsRune(s, 0) {
		return nil, flawed("nul")
	}
	parts := decimalText.FindStringSubmatch(s)
	switch {
	case parts == nil:
		return nil, flawed("type", "type", "decimal")
	case len(parts[2]) > maxWholeDigits && parts[1] == "-":
		return nil, flawed("min", "min", "-999999999999999")
	case len(parts[2]) > maxWholeDigits:
		return nil, flawed("max", "max", "999999999999999")
	case len(parts[3]) > f.places():
		return nil, flawed("scale", "scale", itoa(f.places()))
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return nil, flawed("type", "type", "decimal")
	}
	return plain(d), nil
}

var decimalText = regexp.MustCompile(`^(-?)([0-9]+)(?:\.([0-9]+))?$`)

func (decimalKind) schema(f *field) map[string]any {
	pattern := `^-?[0-9]{1,15}(\.[0-9]{1,` + itoa(f.places()) + `})?$`
	if f.places() == 0 {
		pattern = `^-?[0-9]{1,15}$`
	}
	return map[string]any{"type": "string", "pattern": pattern}
}

func (decimalKind) typed(_ *field, text string) any {
	if d, ok := parseDecimal(text); ok {
		return d.String()
	}
	return text
}

func (decimalKind) input(v any) string {
	if d, ok := v.(decimal.Decimal); ok {
		return d.String()
	}
	return ""
}

// parseDecimal reads what a person types: spaces, thousands separators and full-width digits are forgiven.
func parseDecimal(text string) (decimal.Decimal, bool) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		case r == '－' || r == '−':
			return '-'
		case r == ',' || r == '，' || r == ' ' || r == '　':
			return -1
		}
		return r
	}, text)
	if len(text) > 40 || !decimalText.MatchString(text) {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil
}
