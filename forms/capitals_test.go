package forms_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"zongwu/forms"
)

func TestCapitals(t *testing.T) {
	for fen, want := range map[forms.Money]string{
		0: "零元整", 1: "壹分", 10: "壹角整", 11: "壹角壹分", 50: "伍角整", 100: "壹元整", 101: "壹元零壹分",
		110: "壹元壹角整", 1000: "壹拾元整", 1050: "壹拾元伍角整", 1500: "壹拾伍元整",
		123050: "壹仟贰佰叁拾元伍角整", -123050: "负壹仟贰佰叁拾元伍角整",
		// the examples of the rules themselves
		140950: "壹仟肆佰零玖元伍角整", 600714: "陆仟零柒元壹角肆分", 168032: "壹仟陆佰捌拾元叁角贰分",
		10700053: "壹拾万柒仟元伍角叁分", 1640902: "壹万陆仟肆佰零玖元零贰分", 32504: "叁佰贰拾伍元零肆分",
		1000000: "壹万元整", 1000100: "壹万零壹元整", 1001000: "壹万零壹拾元整", 10_000_000: "壹拾万元整",
		100_100_000: "壹佰万壹仟元整", 100_000_100: "壹佰万零壹元整", 10_000_000_000: "壹亿元整",
		10_000_500_000: "壹亿零伍仟元整", 10_500_000_000: "壹亿零伍佰万元整", 15_000_000_000: "壹亿伍仟万元整",
		10_000_000_000_000: "壹仟亿元整", 100_000_000_000_000: "壹万亿元整", 987_654_321: "玖佰捌拾柒万陆仟伍佰肆拾叁元贰角壹分",
	} {
		if got := fen.Capitals(forms.Chinese); got != want {
			t.Errorf("%s is %s, want %s", fen, got, want)
		}
	}
	if got := forms.Money(-23456789_00).Capitals(forms.Traditional); got != "負貳仟參佰肆拾伍萬陸仟柒佰捌拾玖元整" {
		t.Errorf("in Taiwan: %s", got)
	}
}

// Every amount can be read back from its capitals, and they begin and end as a voucher wants.
func TestCapitalsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := forms.Money(rapid.OneOf(
			rapid.Int64(), rapid.Int64Range(-1_000_000, 1_000_000),
			rapid.Custom(func(t *rapid.T) int64 { // many zeros
				n := int64(0)
				for range rapid.IntRange(1, 17).Draw(t, "digits") {
					n = n*10 + rapid.SampledFrom([]int64{0, 0, 0, 1, 7}).Draw(t, "digit")
				}
				return n
			}),
		).Draw(t, "fen"))
		text := m.Capitals(forms.Chinese)
		if got := readCapitals(text); got != m {
			t.Fatalf("%d is written %s, which is %d", m, text, got)
		}
		whole := strings.HasSuffix(text, "整")
		if strings.Contains(text, "零零") || strings.Contains(text, "零元") && m != 0 || whole != (m%10 == 0) {
			t.Fatalf("%d is written %s", m, text)
		}
	})
}

// readCapitals reads capitals as a person does: figures times the unit behind them.
func readCapitals(text string) forms.Money {
	text, negative := strings.CutPrefix(text, "负")
	yuan, rest, ok := strings.Cut(text, "元")
	if !ok {
		yuan, rest = "", text
	}
	total := readNumber([]rune(yuan)) * 100
	digit := int64(0)
	for _, r := range rest {
		switch r {
		case '角':
			total += digit * 10
		case '分':
			total += digit
		default:
			digit = figure(r)
		}
	}
	if negative {
		total = -total
	}
	return forms.Money(total)
}

// readNumber splits a number at its greatest unit.
func readNumber(text []rune) int64 {
	for _, unit := range []struct {
		word rune
		size int64
	}{{'亿', 100_000_000}, {'万', 10_000}, {'仟', 1000}, {'佰', 100}, {'拾', 10}} {
		for i := len(text) - 1; i >= 0; i-- {
			if text[i] == unit.word {
				return readNumber(text[:i])*unit.size + readNumber(text[i+1:])
			}
		}
	}
	n := int64(0)
	for _, r := range text {
		n = n*10 + figure(r)
	}
	return n
}

func figure(r rune) int64 {
	at := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r)
	return int64(utf8.RuneCountInString("零壹贰叁肆伍陆柒捌玖"[:max(at, 0)]))
}

func TestAFieldAsksForCapitals(t *testing.T) {
	f := compile(t, `{fields: [
		{name: a, type: money, label: a, capitals: true}, {name: b, type: money, label: b},
		{name: sum, type: money, label: sum, formula: a + b, capitals: true}]}`, scope())
	view, err := f.View(env(newSchool(), nil), object(t, `{"a":100,"b":"x"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "壹元整", "b": "", "sum": ""} {
		if got := field(t, view, name).Capitals; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
