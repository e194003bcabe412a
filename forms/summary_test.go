package forms_test

import (
	"slices"
	"testing"

	"zongwu/forms"
)

func TestASummaryIsToldFieldByField(t *testing.T) {
	f := compile(t, `{fields: [
		{name: total, type: money, label: {zh: 合计, en: Total}},
		{name: why, type: longtext, label: {zh: 用途, en: Purpose}},
		{name: from, type: supplier, label: {zh: 供应商, en: Supplier}},
		{name: way, type: choice, label: {zh: 方式, en: Way}, options: [{value: a, label: {zh: 自取, en: Fetched}}]},
		{name: lines, type: table, label: 行, fields: [{name: n, type: integer, label: n}]},
		{name: hot, type: bool, label: {zh: 紧急, en: Urgent}}, {name: cold, type: bool, label: 不急},
		{name: none, type: text, label: 无}]}`, scope())
	data := forms.Data{
		"hot": true, "cold": false,
		"total": forms.Money(123450), "why": " 开学\n 用 ", "from": "s1", "way": "a", "lines": []forms.Data{{"id": "1"}},
	}
	names := []string{"way", "total", "why", "from", "lines", "hot", "cold", "none", "gone"}
	for lang, want := range map[string][]forms.Part{
		forms.English: {
			{"way", "Way", "Fetched", "choice"}, {"total", "Total", "¥1,234.50", "money"},
			{"why", "Purpose", "开学 用", "longtext"}, {"from", "Supplier", "文博", "supplier"},
			{"hot", "Urgent", "Urgent", "bool"},
		},
		forms.Chinese: {
			{"way", "方式", "自取", "choice"}, {"total", "合计", "1,234.50元", "money"},
			{"why", "用途", "开学 用", "longtext"}, {"from", "供应商", "文博", "supplier"},
			{"hot", "紧急", "紧急", "bool"},
		},
	} {
		e := env(newSchool(), nil)
		e.Lang = lang
		if got, err := f.Summary(e, data, names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v", lang, got, err)
		}
	}
}

func TestWhatDataNames(t *testing.T) {
	f := compile(t, `{fields: [
		{name: from, type: supplier, label: 供应商},
		{name: why, type: text, label: 用途},
		{name: proof, type: file, label: 证明},
		{name: lines, type: table, label: 行, fields: [
			{name: item, type: item, label: 物品}, {name: n, type: integer, label: 数量}]}]}`, scope())
	got, err := f.Named(env(newSchool(), nil), forms.Data{
		"from": "s1", "why": "开学", "proof": "f1",
		"lines": []forms.Data{{"id": "1", "item": "g01", "n": int64(1)}, {"id": "2"}, {"id": "3", "item": "g01"}},
	})
	if err != nil || len(got) != 2 || got[0] != "文博" {
		t.Errorf("%q %v", got, err)
	}
}

func TestWhatAnOutcomeMayRequire(t *testing.T) {
	for fields, want := range map[string]string{
		`{name: a, type: text, label: a}`:                                                             "",
		`{name: a, type: text, label: a, required: true}`:                                             "a",
		`{name: a, type: text, label: a, required: outcome == 'no'}`:                                  "",
		`{name: a, type: text, label: a, required: outcome == 'yes'}`:                                 "a",
		`{name: a, type: text, label: a, required: true, show: outcome == 'no'}`:                      "",
		`{name: a, type: text, label: a, required: true, show: outcome != 'no'}`:                      "a",
		`{name: a, type: text, label: a, required: starter == actor}`:                                 "a",
		`{name: a, type: text, label: a, required: true, readonly: true, default: "'x'"}`:             "",
		`{name: a, type: integer, label: a, formula: 1 + 1, above: 0}`:                                "",
		`{name: a, type: file, label: a, many: true, min: 1}`:                                         "a",
		`{name: a, type: file, label: a, many: true, min: 0}`:                                         "",
		`{name: a, type: table, label: a, fields: [{name: b, type: text, label: b, required: true}]}`: "",
		`{name: a, type: integer, label: a}, {name: b, type: text, label: b, required: a > 1}`:        "b",
		`{name: a, type: note, label: a}`:                                                             "",
	} {
		got := compile(t, "{fields: ["+fields+"]}", scope()).MayRequire("yes")
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %q", fields, got, want)
		}
	}
}
