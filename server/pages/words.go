package pages

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
)

//go:embed messages
var messageFiles embed.FS

// Words are the texts of pages and errors by key.
type Words map[string]forms.Text

// ReadWords reads messages/: nested keys joined by dots, a text where zh stands.
func ReadWords() (Words, error) { return readWords(messageFiles) }

func readWords(files fs.FS) (Words, error) {
	names, err := fs.Glob(files, "messages/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	w := Words{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(text, &tree); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if err := w.collect("", tree); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return w, nil
}

func (w Words) collect(prefix string, tree map[string]any) error {
	if zh, isText := tree["zh"].(string); isText {
		tw, hasTW := tree["zh-TW"].(string)
		en, hasEn := tree["en"].(string)
		if !hasTW || !hasEn || len(tree) != 3 {
			return fmt.Errorf("%s must have zh, zh-TW and en, and nothing else", prefix)
		}
		if _, twice := w[prefix]; twice {
			return fmt.Errorf("%s is written twice", prefix)
		}
		w[prefix] = forms.Text{Zh: zh, ZhTW: tw, En: en}
		return nil
	}
	for key, child := range tree {
		branch, isTree := child.(map[string]any)
		if !isTree {
			return fmt.Errorf("%s.%s is no text", prefix, key)
		}
		if err := w.collect(strings.TrimPrefix(prefix+"."+key, "."), branch); err != nil {
			return err
		}
	}
	return nil
}

// Say gives a text; a key nobody wrote stands for itself, so that a page never fails over a word.
func (w Words) Say(lang, key string) string {
	text, found := w[key]
	if !found {
		return key
	}
	return text.In(lang)
}

// Has says whether a text was written for a key.
func (w Words) Has(key string) bool { _, found := w[key]; return found }

// ChosenLanguage reads Accept-Language far enough for three languages: the first one we have, in the order of their
// weight.
func ChosenLanguage(header string) string {
	best, weight := forms.Chinese, -1.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if _, err := fmt.Sscanf(strings.TrimSpace(params), "q=%f", &q); err != nil && params != "" {
			continue
		}
		if lang := OurLanguage(tag); lang != "" && q > weight && q > 0 {
			best, weight = lang, q
		}
	}
	return best
}

// OurLanguage maps a language tag to one of the three, "" when none fits.
func OurLanguage(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	switch {
	case tag == "en" || strings.HasPrefix(tag, "en-"):
		return forms.English
	case tag == "zh-tw" || tag == "zh-hk" || tag == "zh-mo" || strings.HasPrefix(tag, "zh-hant"):
		return forms.Traditional
	case tag == "zh" || strings.HasPrefix(tag, "zh-"):
		return forms.Chinese
	default:
		return ""
	}
}
