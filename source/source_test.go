package source_test

import (
	"strings"
	"testing"
	"time"

	"zongwu/source"
)

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // start of the first problem
	}{
		"empty":             {"  \n", "f:1:1: the file is empty"},
		"not UTF-8":         {"a: b\nc: \xff\n", "f:2:4: the text is not valid UTF-8"},
		"too large":         {strings.Repeat("a", source.MaxBytes+1), "f:1:1: the file has"},
		"not YAML":          {"a: b\n c: d\n", "f:2:1: not YAML"},
		"two documents":     {"a: b\n---\nc: d\n", "f:1:1: the file holds more than one"},
		"duplicate key":     {"a: 1\nb: 2\na: 3\n", "f:3:1:"},
		"anchor":            {"a: &x 1\nb: 2\n", "f:1:4: anchors and aliases"},
		"alias bomb":        {"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "f:1:4: anchors and aliases"},
		"tag":               {"a: !!binary aGk=\n", "f:1:4: tags"},
		"too deep":          {strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), "f:1:1: the file nests too deeply"},
		"deep but balanced": {strings.Repeat("[", 60) + "1" + strings.Repeat("]", 60), "f:1:42: values nest deeper"},
		"too many values":   {"a: [" + strings.Repeat("1,", source.MaxNodes) + "1]", "f:1:"},
	} {
		t.Run(name, func(t *testing.T) {
			ps := &source.Problems{File: "f"}
			began := time.Now()
			if source.Parse([]byte(c.text), ps) != nil || ps.OK() {
				t.Fatal("accepted")
			}
			if got := ps.Sorted()[0].String(); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, wanted %q", got, c.want)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestMappingNamesWhatNobodyAskedFor(t *testing.T) {
	ps := &source.Problems{File: "f"}
	root := source.Parse([]byte("name: a\nlable: b\nflag: maybe\n"), ps)
	m := source.MappingOf(root, "a field", ps)
	m.Str("name")
	m.Str("label")
	m.Flag("flag")
	m.Need("type")
	m.Done()
	got := ps.Error()
	for _, want := range []string{
		`f:1:1: a field needs "type"`, `f:2:1: a field has no "lable" (did you mean label?)`, `f:3:7: "flag" of a field must be true or false`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("a: [1, {b: c}]"))
	f.Add([]byte("a: &x 1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		ps := &source.Problems{File: "f"}
		if (source.Parse(text, ps) == nil) == ps.OK() {
			t.Fatal("a file is either read or has problems")
		}
	})
}
