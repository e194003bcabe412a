package forms_test

import (
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/source"
)

// TestCompileReportsEverything expects each problem at its place, all in one go.
func TestCompileReportsEverything(t *testing.T) {
	const text = `fields:
  - {name: a, type: integr, label: a}
  - {name: Bad, type: text, label: a}
  - {name: b, type: text, label: a, requird: true}
  - {name: b, type: text, label: a}
  - {name: c, type: money, label: a, formula: d + 1}
  - {name: d, type: money, label: a, formula: c + 1}
  - {name: e, type: text, label: a, scale: 3}
  - {name: f, type: choice, label: a}
  - {name: g, type: choice, label: a, options: [{value: x, label: x}, {value: x, label: y}]}
  - {name: h, type: decimal, label: a, scale: 40}
  - {name: i, type: text, label: a, pattern: '['}
  - {name: j, type: table, label: a, unique: [zz], fields: [{name: line, type: text, label: a}]}
  - {name: k, type: integer, label: a, min: reason}
  - {name: l, type: table, label: a, rows: today, fields: []}
  - {name: m, type: money, label: a, formula: 1, required: true}
  - {name: n, type: date, label: a, min: 2026-13-01}
  - {name: o, type: integer, label: a, required: n + 1}
  - {name: p, type: file, label: a, max: 3}
  - {name: outcome, type: text, label: a}
  - {name: r, type: row, label: a}
  - {type: text, label: a}
  - {name: s, type: text, label: {en: a}}
  - {name: u, type: integer, label: a, default: u}
rules:
  - {if: a > 1, warn: a > 2, at: a, message: m}
  - {if: starter.nme == 'x', at: zz, message: m}
  - {if: "true"}
`
	ps := &source.Problems{File: "p.yaml"}
	if f := forms.Compile("p", node(t, text), scope(), ps); f != nil {
		t.Fatal("compiled")
	}
	got := ps.Error()
	for _, want := range []string{
		"p.yaml:2:21: there is no field type \"integr\" (did you mean integer?)", "p.yaml:3:12: \"Bad\"",
		"p.yaml:4:37: field has no \"requird\" (did you mean required?)", "p.yaml:5:5: the field \"b\" stands here twice",
		"p.yaml:6:5: the value of \"c\" depends on itself: c → d → c", "p.yaml:8:37: field has no \"scale\"",
		"p.yaml:9:5: field needs \"options\"", "p.yaml:10:79: the option \"x\" stands here twice", "p.yaml:11:47: scale is",
		"p.yaml:12:46: the pattern cannot be read", "p.yaml:13:47: there is no field \"zz\"",
		"p.yaml:13:68: \"line\" is a word",
		"p.yaml:14:45: there is no \"reason\"", "p.yaml:15:44: rows names a table", "p.yaml:16:5: \"m\" is computed",
		"p.yaml:17:42: 2026-13-01 is no date", "p.yaml:18:52: this is date",
		"p.yaml:19:5: min and max count", "p.yaml:20:12: \"outcome\" is a word",
		"p.yaml:21:5: a row field needs", "p.yaml:22:5: field needs \"name\"", "p.yaml:23:34: text needs \"zh\"",
		"p.yaml:24:5: the value of \"u\" depends on itself", "a rule has either",
		"p.yaml:27:18: a person has no \"nme\" (did you mean name?)",
		"p.yaml:27:34: there is no field \"zz\"", "rule needs \"message\"",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestOpenGivesDefaultsOnceAndFormulasAlways(t *testing.T) {
	form := compile(t, `
fields:
  - {name: a, type: integer, label: a, default: 2}
  - {name: b, type: integer, label: b, formula: a * 10}
  - {name: c, type: person, label: c, readonly: true, default: starter}
  - {name: d, type: text, label: d, show: outcome == 'done', default: "'x'"}
`, scope())
	for _, c := range []struct {
		vars    forms.Vars
		earlier forms.Data
		want    string
	}{
		{nil, nil, `{"a":2,"b":20,"c":"head","d":"x"}`},
		{forms.Vars{"outcome": "done"}, nil, `{"a":2,"b":20,"c":"head","d":"x"}`},
		{forms.Vars{"outcome": "reject"}, nil, `{"a":2,"b":20,"c":"head"}`},
		{nil, forms.Data{"a": int64(5), "b": int64(1), "c": "old"}, `{"a":5,"b":50,"c":"head"}`},
		{nil, forms.Data{}, `{"c":"head"}`},
	} {
		data, err := form.Open(env(newSchool(), c.vars), c.earlier)
		if got := asJSON(t, data); err != nil || got != c.want {
			t.Errorf("%v %v: %s, want %s (%v)", c.vars, c.earlier, got, c.want, err)
		}
	}
}

func TestMessagesSpeakThreeLanguages(t *testing.T) {
	form := compile(t, `{fields: [{name: a, type: integer, label: a, max: 3}]}`, scope())
	for lang, want := range map[string]string{
		forms.Chinese: "不能大于 3", forms.Traditional: "不能大於 3", forms.English: "At most 3", "": "不能大于 3",
	} {
		e := env(nil, nil)
		e.Lang = lang
		_, failures, err := form.Submit(e, map[string]any{"a": 4}, nil)
		if err != nil || failures[0].Detail != want || forms.Message(failures[0], lang) != want {
			t.Errorf("%s: %v, want %s", lang, failures, want)
		}
	}
}

func TestHasFieldAndCounted(t *testing.T) {
	order := purchase(t)["order"]
	for _, path := range [][]string{{"total"}, {"lines", "qty"}} {
		if !order.HasField(path...) {
			t.Errorf("no %v", path)
		}
	}
	for _, path := range [][]string{{}, {"x"}, {"lines", "x"}, {"total", "x"}} {
		if order.HasField(path...) {
			t.Errorf("has %v", path)
		}
	}
	if !order.Counted("lines", "received") || order.Counted("lines", "qty") || order.Counted("total", "x") {
		t.Error("counted")
	}
}

// TestWhyItCannotBeComputed is said in the reader's language, as far as it hangs on what was filled in.
func TestWhyItCannotBeComputed(t *testing.T) {
	for reason, want := range map[string]string{
		"the amount is too large": "无法计算：金额太大，请核对",
		"division by zero":        "无法计算：除数为零，请核对",
		"something inside":        "按填写的内容无法计算，请核对",
	} {
		if said := forms.Message(forms.Failure{Code: "expression", Args: map[string]string{"reason": reason}}, forms.Chinese); said != want {
			t.Errorf("%q is said as %q, want %q", reason, said, want)
		}
	}
}
