package server

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckJSON(t *testing.T) {
	for _, c := range []struct {
		name, body, code, pointer string
		line, column              int
	}{
		{name: "object", body: `{"a":[1,{"b":"x"}],"c":null}`},
		{name: "digits", body: `{"a":123456789012345678901234567890.123456789}`},
		{name: "nothing", body: ` `, code: "empty"},
		{name: "list", body: `[]`, code: "type"},
		{name: "text", body: `"a"`, code: "type"},
		{name: "two values", body: `{} {}`, code: "json", line: 1, column: 3},
		{name: "cut short", body: `{"a":`, code: "json", line: 1, column: 6},
		{name: "trailing comma", body: "{\"a\":1,\n}", code: "json", line: 1, column: 8},
		{name: "duplicate", body: `{"a":{"b":1,"b":2}}`, code: "duplicate", pointer: "/a/b"},
		{name: "duplicate by escape", body: `{"a":1,"\u0061":2}`, code: "duplicate", pointer: "/a"},
		{name: "nul", body: `{"a":["x","\u0000"]}`, code: "nul", pointer: "/a/1"},
		{name: "nul in a key", body: `{"\u0000":1}`, code: "nul"},
		{name: "latin 1", body: "{\"a\":\"\xe9\"}", code: "utf8", line: 1, column: 7},
		{name: "half a character", body: `{"a":"\ud800"}`, code: "utf8", line: 1, column: 7},
		{name: "two first halves", body: `{"a":"\ud83d\ud83d\ude00"}`, code: "utf8", line: 1, column: 7},
		{name: "a second half", body: `{"a":"x\ude00"}`, code: "utf8", line: 1, column: 8},
		{name: "a whole one", body: `{"a":"\ud83d\ude00 \\ud800 \u4e00"}`},
		{name: "deep", body: strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), code: "depth", line: 1,
			column: 322},
		{name: "slash in a key", body: `{"a/b~c":{"d":1,"d":1}}`, code: "duplicate", pointer: "/a~1b~0c/d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := checkJSON([]byte(c.body))
			if c.code == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			var r *rejection
			if !errors.As(err, &r) || len(r.faults) != 1 {
				t.Fatalf("got %v", err)
			}
			f := r.faults[0]
			if c.code == "empty" || c.code == "type" {
				c.line, c.column = 0, 0
			}
			if c.code == "empty" {
				c.code = "json"
			}
			if f.Code != c.code || f.Pointer != c.pointer {
				t.Errorf("got %+v", f)
			}
			if f.Line != c.line || f.Column != c.column {
				t.Errorf("at %d:%d, want %d:%d", f.Line, f.Column, c.line, c.column)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	a, err := canonical([]byte(`{"b": 1.50, "a": [1,  2]}`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := canonical([]byte(`{"a":[1,2],"b":1.50}`))
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("%s differs from %s", a, b)
	}
	c, err := canonical([]byte(`{"a":[1,2],"b":123456789012345678901234567891}`))
	if err != nil {
		t.Fatal(err)
	}
	d, err := canonical([]byte(`{"a":[1,2],"b":123456789012345678901234567890}`))
	if err != nil {
		t.Fatal(err)
	}
	if string(c) == string(d) {
		t.Error("numbers lose digits")
	}
}
