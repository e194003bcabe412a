package forms

import (
	_ "embed"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed words.yaml
var wordsFile []byte

// words are the texts that definitions say in Chinese alone. The file is part of the program: tests read it first.
var words = sync.OnceValue(func() map[string]Text { //nolint:gochecknoglobals // read once, never changed
	var list map[string]struct {
		ZhTW string `yaml:"zh-TW"`
		En   string `yaml:"en"`
	}
	if err := yaml.Unmarshal(wordsFile, &list); err != nil {
		panic("forms/words.yaml: " + err.Error())
	}
	all := make(map[string]Text, len(list))
	for zh, other := range list {
		all[zh] = Text{Zh: zh, ZhTW: other.ZhTW, En: other.En}
		if other.ZhTW == "" {
			all[zh] = Text{Zh: zh, ZhTW: zh, En: other.En}
		}
	}
	return all
})

// Said is a text that stands in Chinese alone, in all languages where the list of words has it.
func Said(zh string) Text {
	if text, known := words()[zh]; known {
		return text
	}
	return Text{Zh: zh}
}
