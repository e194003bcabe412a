package forms

import "strings"

// Capitals writes an amount as vouchers have it in China, so that no figure can be changed afterwards:
// 壹仟贰佰叁拾元伍角整. By the rules of the People's Bank for filling in bills (支付结算办法, 附一): 整 where there is no fen,
// 零 for zeros inside a number and before fen without jiao; where the rules leave 零 free (a yuan or a ten thousand of
// zero before a figure that is not) it is left away. zh-TW has traditional characters; English has no wording.
func (m Money) Capitals(lang string) string {
	fen, sign := uint64(m), ""
	if m < 0 {
		fen, sign = -fen, "负"
	}
	yuan, jiao, rest := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if yuan > 0 {
		b.WriteString(capitalNumber(yuan) + "元")
	}
	switch {
	case jiao > 0:
		b.WriteString(capitalDigit(jiao) + "角")
	case rest > 0 && yuan > 0:
		b.WriteString("零")
	}
	switch {
	case rest > 0:
		b.WriteString(capitalDigit(rest) + "分")
	case fen == 0:
		b.WriteString("零元整")
	default:
		b.WriteString("整")
	}
	text := sign + b.String()
	if lang == Traditional {
		text = strings.NewReplacer("贰", "貳", "叁", "參", "陆", "陸", "万", "萬", "亿", "億", "负", "負").Replace(text)
	}
	return text
}

func capitalDigit(n uint64) string { return string([]rune("零壹贰叁肆伍陆柒捌玖")[n]) }

// capitalNumber writes a number above zero.
func capitalNumber(n uint64) string {
	for _, unit := range []struct {
		size uint64
		word string
	}{{100_000_000, "亿"}, {10_000, "万"}, {1_000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < unit.size {
			continue
		}
		text, below := capitalNumber(n/unit.size)+unit.word, n%unit.size
		switch {
		case below == 0:
			return text
		case below < unit.size/10:
			return text + "零" + capitalNumber(below)
		default:
			return text + capitalNumber(below)
		}
	}
	return capitalDigit(n)
}
