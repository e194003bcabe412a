package forms

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/shopspring/decimal"
)

// maxInteger bounds every integer: JSON numbers are exact up to here everywhere.
const maxInteger = 1_000_000_000_000_000

// integerKind is a whole number.
type integerKind struct{}

func (integerKind) typeOf(*field) Type { return IntegerType }

func (integerKind) keys() []string { return numberKeys() }

func (integerKind) boundType() Type { return IntegerType }

func (integerKind) measure(v any) any { return v }

func (integerKind) decode(_ *field, v any) (any, *flaw) { return wholeNumber(v, maxInteger, "integer") }

func (integerKind) schema(f *field) map[string]any { return wholeSchema(f, maxInteger) }

func (integerKind) typed(_ *field, text string) any { return typedNumber(text) }

func (integerKind) input(v any) string {
	if n, ok := v.(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return ""
}

// typedNumber gives a number as JSON would, or the text when it is none.
func typedNumber(text string) any {
	if d, ok := parseDecimal(text); ok && d.IsInteger() {
		return json.Number(d.String())
	}
	return text
}

// wholeNumber takes a JSON number without a fraction (1.0 is 1, as JSON Schema has it) within ±limit.
func wholeNumber(v any, limit int64, word string) (any, *flaw) {
	d, ok := jsonNumber(v)
	switch {
	case !ok:
		return nil, flawed("type", "type", word)
	case d.IsZero():
		return int64(0), nil
	case d.Exponent() < -100:
		return nil, flawed("type", "type", word)
	case d.Exponent() > 30 || d.GreaterThan(decimal.NewFromInt(limit)):
		if d.IsNegative() {
			return nil, flawed("min", "min", strconv.FormatInt(-limit, 10))
		}
		return nil, flawed("max", "max", strconv.FormatInt(limit, 10))
	case d.LessThan(decimal.NewFromInt(-limit)):
		return nil, flawed("min", "min", strconv.FormatInt(-limit, 10))
	case !d.IsInteger():
		return nil, flawed("type", "type", word)
	}
	return d.IntPart(), nil
}

// jsonNumber reads a number however the JSON was decoded.
func jsonNumber(v any) (decimal.Decimal, bool) {
	switch n := v.(type) {
	case json.Number:
		if len(n) > 400 {
			return decimal.New(1, 400), n[0] != '-'
		}
		d, err := decimal.NewFromString(string(n))
		return d, err == nil
	case float64:
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return decimal.Zero, false
		}
		return decimal.NewFromFloat(n), true
	case int:
		return decimal.NewFromInt(int64(n)), true
	case int64:
		return decimal.NewFromInt(n), true
	case Money:
		return decimal.NewFromInt(int64(n)), true
	}
	return decimal.Zero, false
}

func itoa(n int) string { return strconv.Itoa(n) }
