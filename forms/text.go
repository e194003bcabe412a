package forms

// Languages of the product; the first is the one every text has.
const (
	Chinese     = "zh-CN"
	Traditional = "zh-TW"
	English     = "en"
)

// Text is a text for people. Zh always stands; the others fall back to it.
type Text struct {
	Zh   string `json:"zh"`
	ZhTW string `json:"zh-TW,omitempty"`
	En   string `json:"en,omitempty"`
}

// In returns the text in a language (zh-CN, zh-TW, en).
func (t Text) In(lang string) string {
	switch {
	case lang == English && t.En != "":
		return t.En
	case lang == Traditional && t.ZhTW != "":
		return t.ZhTW
	default:
		return t.Zh
	}
}
