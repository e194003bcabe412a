package forms

import (
	"encoding/json"
	"strings"
)

// maxMoney bounds every amount, in fen: a hundred thousand million yuan.
const maxMoney = 10_000_000_000_000

// moneyKind is an amount of money, whole fen.
type moneyKind struct{}

func (moneyKind) typeOf(*field) Type { return MoneyType }

func (moneyKind) keys() []string { return append(numberKeys(), "capitals") }

func (moneyKind) boundType() Type { return MoneyType }

func (moneyKind) measure(v any) any { return v }

func (moneyKind) decode(_ *field, v any) (any, *flaw) {
	n, bad := wholeNumber(v, maxMoney, "money")
	if bad != nil {
		if limit := bad.args[bad.code]; limit != "" && bad.code != "type" {
			bad.args[bad.code] = strings.TrimSuffix(limit, "00") + ".00"
		}
		return nil, bad
	}
	return Money(n.(int64)), nil
}

func (moneyKind) schema(f *field) map[string]any { return wholeSchema(f, maxMoney) }

// typed takes yuan, with at most two places.
func (moneyKind) typed(_ *field, text string) any {
	yuan, ok := parseDecimal(strings.Trim(text, "¥￥元 "))
	if ok && yuan.Shift(2).IsInteger() {
		return json.Number(yuan.Shift(2).String())
	}
	return text
}

func (moneyKind) input(v any) string {
	if m, ok := v.(Money); ok {
		return m.String()
	}
	return ""
}
