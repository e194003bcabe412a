package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestMessages: every word has all three languages, every word a page or an error asks for is there, and none is left
// over.
func TestMessages(t *testing.T) {
	w, err := ReadWords()
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range w {
		if text.Zh == "" || text.ZhTW == "" || text.En == "" {
			t.Errorf("%s is not in all three languages", key)
		}
	}
	groups := map[string]bool{}
	for key := range w {
		groups[strings.SplitN(key, ".", 2)[0]] = true
	}
	asked := askedWords(t)
	for key := range asked {
		_, found := w[key]
		if !found && groups[strings.SplitN(key, ".", 2)[0]] {
			t.Errorf("%s is asked for and not written", key)
		}
	}
	for key := range w {
		dynamic := false
		for _, prefix := range []string{"status.", "state.", "action.", "history.", "book.", "kind.", "assets.state.", "error.refused.", "error.code.", "problem.then.", "lists.kind.", "lists.first.", "route.state.", "related.way.", "budgets.by_case.", "budgets.none_", "quotas.period.", "gallery.", "stuck.title.", "stuck.advice.", "stuck.finding_", "stuck.fact.temporal_"} {
			dynamic = dynamic || strings.HasPrefix(key, prefix)
		}
		if !asked[key] && !dynamic {
			t.Errorf("%s is written and never asked for", key)
		}
	}
}

// askedWords are the keys that stand in templates and in the program.
func askedWords(t *testing.T) map[string]bool {
	t.Helper()
	asked := map[string]bool{}
	say := regexp.MustCompile(`say "([a-z_.]+)"`)
	quoted := regexp.MustCompile(`"([a-z_]+\.[a-z_.]+[a-z])"`)
	read := func(pattern string, find *regexp.Regexp) {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(filepath.Clean(file))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range find.FindAllStringSubmatch(string(text), -1) {
				asked[m[1]] = true
			}
		}
	}
	read("templates/*.html", say)
	read("*.go", quoted)
	read("../*.go", quoted)
	return asked
}

func TestReadWordsRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"twice":   "a: {b: {zh: x, zh-TW: x, en: y}}\na.b: {zh: x, zh-TW: x, en: y}",
		"missing": `a: {zh: x, en: y}`,
		"extra":   `a: {zh: x, zh-TW: x, en: y, fr: z}`,
		"no text": `a: {b: 1}`,
		"no yaml": `a: [`,
	} {
		if _, err := readWords(fstest.MapFS{"messages/a.yaml": {Data: []byte(file)}}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestChosenLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "zh-CN", "zh-CN": "zh-CN", "en": "en", "en-GB,zh;q=0.5": "en", "zh-TW": "zh-TW", "zh-Hant-HK": "zh-TW",
		"fr,de;q=0.9": "zh-CN", "fr, en;q=0.3, zh-TW;q=0.7": "zh-TW", "en;q=0": "zh-CN", ";;;": "zh-CN",
	} {
		if got := ChosenLanguage(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
