package processes_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/processes/definitions"
)

// saidIn gives every text of a definition to a function.
func saidIn(n *yaml.Node, key string, top bool, say func(n *yaml.Node)) {
	isText := slices.Contains([]string{"title", "label", "message", "help", "unit"}, key) || top && key == "category"
	if isText && key != "" {
		say(n)
		return
	}
	for i := range n.Content {
		switch {
		case n.Kind != yaml.MappingNode:
			saidIn(n.Content[i], "", false, say)
		case i%2 == 0 && n.Content[i].Value != "with": // what is handed over is no text
			saidIn(n.Content[i+1], n.Content[i].Value, key == "/", say)
		}
	}
}

var hasWords = regexp.MustCompile(`\p{Han}`)

// TestDefinitionsCanBeRead: no definition is longer than 120 lines of 110 columns, so that it is read aloud in one go; the
// purchase, its payment and the petty purchase came before that.
func TestDefinitionsCanBeRead(t *testing.T) {
	longer := map[string]int{"purchase.yaml": 600, "payment.yaml": 320, "petty.yaml": 145}
	wider := map[string]bool{"purchase.yaml": true, "payment.yaml": true}
	files, err := definitions.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		lines := strings.Split(strings.TrimSuffix(string(file.Text), "\n"), "\n")
		if len(lines) > max(120, longer[file.Name]) {
			t.Errorf("%s has %d lines", file.Name, len(lines))
		}
		for i, line := range lines {
			if n := utf8.RuneCountInString(line); n > 110 && !wider[file.Name] {
				t.Errorf("%s:%d: %d columns", file.Name, i+1, n)
			}
		}
	}
}

// TestEveryTextInAllLanguages: what a definition of the catalogue says is there in the product's three languages, by
// itself or by the list of words; the list has nothing that none of them says; and what it gives no traditional
// characters for has none that are written in another way elsewhere.
func TestEveryTextInAllLanguages(t *testing.T) {
	files, err := definitions.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, file := range files {
		var root yaml.Node
		if err := yaml.Unmarshal(file.Text, &root); err != nil {
			t.Fatal(err)
		}
		saidIn(root.Content[0], "/", false, func(n *yaml.Node) {
			text := forms.ReadText(n, nil)
			if n.Kind == yaml.ScalarNode {
				said[n.Value] = true
			}
			if hasWords.MatchString(text.Zh) && (text.ZhTW == "" || text.En == "") {
				t.Errorf("%s:%d: %q lacks a language", file.Name, n.Line, text.Zh)
			}
		})
	}
	raw, err := os.ReadFile("../forms/words.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]map[string]string
	if err := yaml.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	simple, same := map[rune]rune{}, map[rune]bool{} // as it is written elsewhere
	for zh, other := range words {
		if !said[zh] {
			t.Errorf("no definition says %q", zh)
		}
		one, two := []rune(zh), []rune(other["zh-TW"])
		for i := range one {
			switch {
			case len(one) != len(two):
			case one[i] != two[i]:
				simple[one[i]] = two[i]
			default:
				same[one[i]] = true
			}
		}
	}
	for zh, other := range words {
		for _, r := range zh {
			if w, known := simple[r]; known && other["zh-TW"] == "" && !same[r] {
				t.Errorf("%s: %c is written %c elsewhere", zh, r, w)
			}
		}
	}
}
