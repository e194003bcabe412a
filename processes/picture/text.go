package picture

import (
	"strings"
	"unicode"
)

// Sizes of type, in units; route.css has the same.
const (
	titleSize   = 13
	captionSize = 11
	labelSize   = 11
)

// wide is about how many units a text takes: Chinese characters are square, letters about half as wide.
func wide(text string, size int) int {
	thousandths := 0
	for _, r := range text {
		switch {
		case r >= 0x2e80:
			thousandths += 1000
		case unicode.IsUpper(r) || r == 'm' || r == 'w':
			thousandths += 720
		case strings.ContainsRune(" .,:;'|iljtfr()", r):
			thousandths += 340
		default:
			thousandths += 570
		}
	}
	return (thousandths*size + 999) / 1000
}

// Clip shortens a text to a width, with an ellipsis where something is left out.
func Clip(text string, size, width int) string {
	if wide(text, size) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && wide(string(runes)+"…", size) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRightFunc(string(runes), unicode.IsSpace) + "…"
}

// wrap breaks a text into at most two lines, between words where there are any.
func wrap(text string, size, width int) []string {
	if wide(text, size) <= width {
		return []string{text}
	}
	runes := []rune(text)
	fits := 0
	for fits < len(runes) && wide(string(runes[:fits+1]), size) <= width {
		fits++
	}
	at := fits
	for at > 0 && !unicode.IsSpace(runes[at]) && !between(runes[at-1], runes[at]) {
		at--
	}
	if at == 0 {
		at = max(fits, 1)
	}
	rest := strings.TrimSpace(string(runes[at:]))
	return []string{strings.TrimSpace(string(runes[:at])), Clip(rest, size, width)}
}

// between says that a line may break between two characters.
func between(a, b rune) bool {
	return (a >= 0x2e80 || b >= 0x2e80) && !strings.ContainsRune("，。、；：？！）”》〉」』", b) &&
		!strings.ContainsRune("（“《〈「『", a)
}
