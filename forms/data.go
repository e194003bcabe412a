package forms

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"
)

// Data is one submission: field name to value. An empty field is absent. Values by field type:
//
//	text, longtext, choice, date, time, datetime,
//	person, department, room, store, item, asset, supplier, subject, price, case, row, file, photo, signature: string
//	choices, and references, files or photos with many: []string
//	integer, rating: int64
//	decimal: decimal.Decimal
//	money: Money
//	bool: bool
//	a computed field with many: []string of the first line's kinds, []any of the others
//	table: []Data, each row with its "id" (string, given by the form, kept for good) and, in a table that continues
//	another step's rows, "line" (the id of the row it continues; then "id" equals "line")
type Data map[string]any

// Money is an amount of whole fen.
type Money int64

// Yuan returns the amount as a decimal number of yuan.
func (m Money) Yuan() decimal.Decimal { return decimal.New(int64(m), -2) }

// String gives yuan with two places: "1234.50".
func (m Money) String() string { return m.Yuan().StringFixed(2) }

// In gives an amount as people read it: 1,234.50元, in English ¥1,234.50.
func (m Money) In(lang string) string {
	if lang == English {
		return strings.Replace("¥"+m.Grouped(), "¥-", "-¥", 1)
	}
	return m.Grouped() + "元"
}

// Grouped gives yuan with two places and thousands set apart: "1,234.50".
func (m Money) Grouped() string {
	text := strings.TrimPrefix(m.String(), "-")
	for at := len(text) - len(".00") - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	if m < 0 {
		return "-" + text
	}
	return text
}

// Rows returns the rows of a table field, nil when absent.
func (d Data) Rows(field string) []Data {
	rows, _ := d[field].([]Data)
	return rows
}

// Text returns a field held as text (references among them), "" when absent.
func (d Data) Text(field string) string {
	s, _ := d[field].(string)
	return s
}

// Failure is one reason a form refuses a submission.
type Failure struct {
	Pointer string `json:"pointer"` // RFC 6901, from the submission's root: /lines/0/qty
	Code    string `json:"code"`    // one of Codes: required, type, min …
	Detail  string `json:"detail"`  // for a person, in the language asked for
	// Args are what Detail was made of; Message renders them again in another language.
	Args map[string]string `json:"-"`
	Text Text              `json:"-"` // a definition's own message, for code "rule"
}

// Failures is every reason at once; nil means the form accepts.
type Failures []Failure

func (fs Failures) Error() string {
	out, err := json.Marshal(fs)
	if err != nil {
		return "the form refuses: " + err.Error()
	}
	return "the form refuses: " + string(out)
}
