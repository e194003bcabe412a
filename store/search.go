package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// SearchText is what lists are searched in: the words in lower case, and of every Chinese one its pinyin and initials.
// "白粉笔" gives "白粉笔 baifenbi bfb".
func SearchText(words ...string) string {
	args := pinyin.NewArgs()
	var out []string
	for _, word := range words {
		word = strings.ToLower(strings.TrimSpace(word))
		if word == "" {
			continue
		}
		out = append(out, word)
		var whole, initials strings.Builder
		chinese := false
		for _, r := range word {
			switch {
			case unicode.Is(unicode.Han, r):
				if sounds := pinyin.SinglePinyin(r, args); len(sounds) > 0 {
					chinese = true
					whole.WriteString(sounds[0])
					initials.WriteByte(sounds[0][0])
				}
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				whole.WriteRune(r)
				initials.WriteRune(r)
			}
		}
		if chinese {
			out = append(out, whole.String(), initials.String())
		}
	}
	return strings.Join(out, " ")
}

// like is the pattern that finds a text typed by a person anywhere in a search column; what they type stands for
// itself.
func like(q string) string {
	escape := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	return "%" + escape.Replace(lowered(q)) + "%"
}

// lowered is what somebody typed as search columns have it.
func lowered(q string) string { return strings.ToLower(strings.TrimSpace(q)) }

// Storable says that a text can stand in the database at all; what cannot nobody has typed, and it is the name of
// nothing.
func Storable(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }
