package server

import (
	_ "embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
)

//go:embed messages.yaml
var messagesFile []byte

// words are the texts of pages and errors by key.
type words map[string]forms.Text

// readWords reads messages.yaml: nested keys joined by dots, a text where zh stands.
func readWords(file []byte) (words, error) {
	var tree map[string]any
	if err := yaml.Unmarshal(file, &tree); err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	w := words{}
	if err := w.collect("", tree); err != nil {
		return nil, err
	}
	return w, nil
}

func (w words) collect(prefix string, tree map[string]any) error {
	if zh, isText := tree["zh"].(string); isText {
		tw, hasTW := tree["zh-TW"].(string)
		en, hasEn := tree["en"].(string)
		if !hasTW || !hasEn || len(tree) != 3 {
			return fmt.Errorf("read messages: %s must have zh, zh-TW and en, and nothing else", prefix)
		}
		w[prefix] = forms.Text{Zh: zh, ZhTW: tw, En: en}
		return nil
	}
	for key, child := range tree {
		branch, isTree := child.(map[string]any)
		if !isTree {
			return fmt.Errorf("read messages: %s.%s is no text", prefix, key)
		}
		if err := w.collect(strings.TrimPrefix(prefix+"."+key, "."), branch); err != nil {
			return err
		}
	}
	return nil
}

// say gives a text; a key nobody wrote stands for itself, so that a page never fails over a word.
func (w words) say(lang, key string) string {
	text, found := w[key]
	if !found {
		return key
	}
	return text.In(lang)
}

// chosenLanguage reads Accept-Language far enough for three languages: the first one we have, in the order of their
// weight.
func chosenLanguage(header string) string {
	best, weight := forms.Chinese, -1.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if _, err := fmt.Sscanf(strings.TrimSpace(params), "q=%f", &q); err != nil && params != "" {
			continue
		}
		if lang := ourLanguage(tag); lang != "" && q > weight && q > 0 {
			best, weight = lang, q
		}
	}
	return best
}

// ourLanguage maps a language tag to one of the three, "" when none fits.
func ourLanguage(tag string) string {
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
