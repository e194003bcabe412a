package forms_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"zongwu/forms"
)

// TestDocsNameEverything fails when docs/fields.md misses a kind, a key, a function, a lookup or a code.
func TestDocsNameEverything(t *testing.T) {
	text, err := os.ReadFile("../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	words := append(append(forms.Kinds(), forms.Functions()...), forms.Codes()...)
	words = append(words, forms.Keys()...)
	for _, lookup := range forms.Lookups {
		words = append(words, lookup.Name)
	}
	for _, word := range words {
		if !strings.Contains(string(text), "`"+word+"`") {
			t.Errorf("docs/fields.md does not name `%s`", word)
		}
	}
}

// TestDocsExamplesCompile compiles every field that stands in the table of types.
func TestDocsExamplesCompile(t *testing.T) {
	text, err := os.ReadFile("../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := forms.ListOf(forms.Record(map[string]forms.Type{"id": forms.TextType}))
	s := scope().With("start", forms.Record(map[string]forms.Type{"lines": lines}))
	examples := regexp.MustCompile("`(\\{name: .*\\})` \\|").FindAllStringSubmatch(string(text), -1)
	if len(examples) < len(forms.Kinds())-1 {
		t.Fatalf("%d examples of %d kinds", len(examples), len(forms.Kinds()))
	}
	for _, example := range examples {
		compile(t, "{fields: ["+example[1]+"]}", s)
	}
	big := regexp.MustCompile("(?s)```yaml\nforms:\n  request:\n(.*?)```").FindStringSubmatch(string(text))
	compile(t, big[1], s.With("subject", forms.Ref("subject")))
}

// TestDocsNameAttributes fails when the table of what references lead to misses one, or has one there is not.
func TestDocsNameAttributes(t *testing.T) {
	text, err := os.ReadFile("../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "### What references lead to")
	for kind, attributes := range forms.ObjectTypes {
		row := regexp.MustCompile("(?m)^\\| `" + kind + "` \\| (.*) \\|$").FindStringSubmatch(table)
		if kind == "subject" { // has nothing else
			continue
		}
		if row == nil {
			t.Errorf("docs/fields.md does not say what a %s leads to", kind)
			continue
		}
		told := map[string]bool{"name": true}
		for _, word := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(row[1], -1) {
			told[word[1]] = true
			if _, known := attributes[word[1]]; !known {
				t.Errorf("docs/fields.md: a %s has no %s", kind, word[1])
			}
		}
		for attribute := range attributes {
			if !told[attribute] {
				t.Errorf("docs/fields.md does not say that a %s has %s", kind, attribute)
			}
		}
	}
}
