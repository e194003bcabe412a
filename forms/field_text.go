package forms

import (
	"strings"
	"unicode/utf8"
)

// Lengths of texts whose definition states no max, in characters.
const (
	defaultTextMax     = 500
	defaultLongtextMax = 10_000
)

// textKind is one line of text.
type textKind struct{ written }

func (textKind) keys() []string { return append(written{}.keys(), "once", "alone") }

func (textKind) decode(f *field, v any) (any, *flaw) { return decodeText(f, v, defaultTextMax) }

func (textKind) schema(f *field) map[string]any { return textSchema(f, defaultTextMax) }

// written is what text and longtext share.
type written struct{ plainText }

func (written) typeOf(*field) Type { return TextType }

func (written) keys() []string {
	return askKeys("formula", "many", "min", "max", "pattern")
}

func (written) boundType() Type { return IntegerType }

func (written) measure(v any) any { return int64(utf8.RuneCountInString(v.(string))) }

// plainText is what every kind held as text does on a page.
type plainText struct{}

func (plainText) typed(_ *field, text string) any { return text }

func (plainText) input(v any) string {
	s, _ := v.(string)
	return s
}

// decodeText takes a text; one of nothing but space is empty.
func decodeText(f *field, v any, limit int) (any, *flaw) {
	s, bad := decodeString(v)
	switch {
	case bad != nil:
		return nil, bad
	case f.max == nil && !f.lenient && utf8.RuneCountInString(s) > limit:
		return nil, flawed("length", "max", itoa(limit))
	case strings.TrimSpace(s) == "":
		return nil, nil
	case f.pattern != nil && !f.pattern.MatchString(s):
		return nil, flawed("pattern")
	}
	return s, nil
}

// decodeString takes any text the database can hold.
func decodeString(v any) (string, *flaw) {
	s, ok := v.(string)
	switch {
	case !ok || !utf8.ValidString(s):
		return "", flawed("type", "type", "text")
	case strings.ContainsRune(s, 0):
		return "", flawed("nul")
	}
	return s, nil
}
