package forms_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// tester is a test, a fuzz target or a property.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// school is a world in memory; asked counts what it was asked.
type school struct {
	objects map[string]forms.Data
	left    forms.Money
	asked   map[string]int
}

func (s *school) Object(_ context.Context, kind, id string) (forms.Object, bool, error) {
	if s.asked != nil {
		s.asked[kind+"/"+id]++
	}
	attrs, ok := s.objects[kind+"/"+id]
	return forms.Object{ID: id, Attrs: attrs}, ok, nil
}

func (s *school) Lookup(_ context.Context, name string, _ []any) (any, error) {
	if name == "budget_left" {
		return s.left, nil
	}
	if name == "others_with" {
		return int64(2), nil
	}
	return nil, nil //nolint:nilnil // empty
}

func newSchool() *school {
	return &school{left: 100_00, objects: map[string]forms.Data{
		"subject/30201": {"name": "办公费"}, "item/g01": {"name": "A4复印纸", "price": forms.Money(2250), "food": false},
		"item/g22":    {"name": "大米", "price": forms.Money(520), "food": true, "proof": "批次检验报告"},
		"supplier/s1": {"name": "文博", "contract_to": "2027-06-01"}, "supplier/s2": {"name": "恒达"},
		"supplier/s3": {"name": "绿源"}, "file/f1": {"name": "a.pdf", "type": "application/pdf"},
		"file/p1": {"name": "p.png", "type": "image/png"}, "department/jwc": {"name": "教务处"},
		"person/head": {"name": "李玉梅", "department": "jwc", "roles": []string{"head"}},
	}}
}

func node(t tester, text string) *yaml.Node {
	t.Helper()
	ps := &source.Problems{File: "t.yaml"}
	n := source.Parse([]byte(text), ps)
	if n == nil {
		t.Fatal(ps.Error())
	}
	return n
}

func scope() *forms.Scope {
	return forms.NewScope().With("today", forms.DateType).With("outcome", forms.TextType).
		With("starter", forms.Ref("person")).With("actor", forms.Ref("person")).
		With("school", forms.Record(map[string]forms.Type{
			"permit_from": forms.MoneyType, "quotes_from": forms.MoneyType, "minutes_from": forms.MoneyType,
			"split_days": forms.IntegerType, "price_tolerance_percent": forms.DecimalType, "urgent_days": forms.IntegerType,
		}))
}

func compile(t tester, text string, s *forms.Scope) *forms.Form {
	t.Helper()
	ps := &source.Problems{File: "t.yaml"}
	f := forms.Compile("t", node(t, text), s, ps)
	if !ps.OK() {
		t.Fatal(ps.Error())
	}
	return f
}

func env(w forms.World, vars forms.Vars) forms.Env {
	all := forms.Vars{"today": "2026-11-21", "starter": "head", "school": forms.Data{
		"permit_from": forms.Money(100_000), "price_tolerance_percent": dec("5"),
	}}
	for k, v := range vars {
		all[k] = v
	}
	return forms.Env{Ctx: context.Background(), World: w, Vars: all, Lang: forms.English}
}

func object(t tester, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func asJSON(t tester, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// outline is failures as "pointer code", joined.
func outline(fs forms.Failures) string {
	var parts []string
	for _, f := range fs {
		parts = append(parts, f.Pointer+" "+f.Code)
	}
	return strings.Join(parts, ", ")
}

// purchase compiles the forms of the catalogue's purchase, with the names a process would give them.
func purchase(t tester) map[string]*forms.Form {
	t.Helper()
	text, err := os.ReadFile("../processes/definitions/purchase.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ps := &source.Problems{File: "purchase.yaml"}
	m := source.MappingOf(source.Parse(text, ps), "process", ps)
	list := source.MappingOf(m.Get("forms"), "forms", ps)
	out := map[string]*forms.Form{}
	s := scope()
	for _, step := range []struct{ form, name string }{
		{"request", "start"}, {"quotes", "quote"}, {"minutes", "minutes"}, {"order", "buy"}, {"closing", ""},
	} {
		f := forms.Compile(step.form, list.Get(step.form), s, ps)
		if f == nil {
			t.Fatal(ps.Error())
		}
		out[step.form] = f
		if step.name != "" {
			s = s.With(step.name, f.Type())
		}
	}
	s = s.With("key", forms.TextType).With("rows", out["order"].Type().Fields["lines"])
	out["acceptance"] = forms.Compile("acceptance", list.Get("acceptance"), s, ps)
	if !ps.OK() {
		t.Fatal(ps.Error())
	}
	return out
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }
