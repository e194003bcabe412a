package forms_test

import (
	"context"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/source"
)

const inspection = `
fields:
  - {name: rooms, type: room, label: 房间, many: true, min: 1, max: 3}
  - {name: with, type: person, label: 陪同, many: true}
  - {name: own, type: integer, label: 本人负责, formula: "rooms.filter(r, r.head == starter).size()"}
  - name: lines
    type: table
    label: 明细
    fields:
      - {name: what, type: text, label: 内容}
      - {name: stores, type: store, label: 库房, many: true, default: "['office', 'canteen']"}
rules:
  - {if: "rooms.exists(r, r.head == starter)", at: rooms, message: 不是您的房间}
  - {if: "!('B209' in rooms)", at: rooms, message: 停用}
`

func roomed() *school {
	s := newSchool()
	for id, attrs := range map[string]forms.Data{
		"room/B201": {"name": "201 教室", "head": "head"}, "room/B202": {"name": "202 教室", "head": "other"},
		"room/B203": {"name": "203 教室"}, "room/B209": {"name": "209 教室"}, "room/B210": {"name": "210 教室"},
		"store/office": {"name": "办公用品库", "keeper": "head"}, "store/canteen": {"name": "食堂库"},
		"case/0197": {"number": "LY-1"}, "case/0198": {"number": "LY-2"},
	} {
		s.objects[id] = attrs
	}
	return s
}

func TestSeveralReferences(t *testing.T) {
	form := compile(t, inspection, scope())
	for sent, want := range map[string]string{
		`{"rooms":["B202","B201"]}`:               `{"own":1,"rooms":["B202","B201"]}`,
		`{"rooms":["B201"],"with":["head"]}`:      `{"own":1,"rooms":["B201"],"with":["head"]}`,
		`{"rooms":["B201"],"with":[]}`:            `{"own":1,"rooms":["B201"]}`,
		`{"rooms":["B202"]}`:                      "/rooms rule",
		`{"rooms":["B201","B209"]}`:               "/rooms rule",
		`{"rooms":["B201","X"]}`:                  "/rooms/1 reference",
		`{"rooms":["B201","B202","B201"]}`:        "/rooms/2 unique",
		`{"rooms":["B201",5]}`:                    "/rooms/1 type",
		`{"rooms":["B201",""]}`:                   "/rooms/1 reference",
		`{"rooms":["B201","B202","B203","B210"]}`: "/rooms max",
		`{"rooms":"B201"}`:                        "/rooms type",
		`{"rooms":{"0":"B201"}}`:                  "/rooms type",
		`{"rooms":[]}`:                            "/rooms min",
		`{}`:                                      "/rooms min",
		`{"rooms":["B201"],"with":["head","who"],"lines":[{"stores":["canteen","zz"]}]}`: "/with/1 reference, /lines/0/stores/1 reference",
	} {
		data, failures, err := form.Submit(env(roomed(), nil), object(t, sent), nil)
		got := outline(failures)
		if failures == nil {
			got = asJSON(t, data)
		}
		if err != nil || got != want {
			t.Errorf("%s: %s %v, wanted %s", sent, got, err, want)
		}
	}
}

// TestSeveralCases: a case is named by its number and kept by its id, each once.
func TestSeveralReferencesByID(t *testing.T) {
	world := numbered{roomed()}
	form := compile(t, `{fields: [{name: of, type: case, label: 单据, many: true, readonly: outcome == 'go'}]}`, scope())
	data, failures, err := form.Submit(env(world, nil), object(t, `{"of":["LY-2","0197"]}`), nil)
	if err != nil || asJSON(t, data) != `{"of":["0198","0197"]}` {
		t.Fatal(asJSON(t, data), failures, err)
	}
	again, failures, err := form.Submit(env(world, forms.Vars{"outcome": "go"}), object(t, `{"of":["0198","LY-1"]}`), data)
	if err != nil || failures != nil || !reflect.DeepEqual(again, data) {
		t.Fatal(asJSON(t, again), failures, err)
	}
}

// numbered is a world whose cases are found by number too.
type numbered struct{ *school }

func (n numbered) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	if o, ok, err := n.school.Object(ctx, kind, id); ok || err != nil {
		return o, ok, err
	}
	for _, known := range []string{"0197", "0198"} {
		if o, _, _ := n.school.Object(ctx, kind, known); kind == "case" && o.Attrs.Text("number") == id {
			o.ID = known
			return o, true, nil
		}
	}
	return forms.Object{}, false, nil
}

func TestSeveralReferencesAreReadAgain(t *testing.T) {
	form, world := compile(t, inspection, scope()), roomed()
	posted := form.FromPost(url.Values{"rooms": {"B201", "", "B202"}, "lines.0.what": {"x"}})
	if got := asJSON(t, posted); got != `{"lines":[{"what":"x"}],"rooms":["B201","B202"]}` {
		t.Fatal(got)
	}
	whole, err := form.WithDefaults(env(world, nil), posted)
	if err != nil || asJSON(t, whole["lines"]) != `[{"stores":["office","canteen"],"what":"x"}]` {
		t.Fatal(asJSON(t, whole), err)
	}
	data, failures, err := form.Submit(env(world, nil), whole, nil)
	if err != nil || failures != nil {
		t.Fatal(failures, err)
	}
	stored, err := form.Restore([]byte(asJSON(t, data)))
	if err != nil || !reflect.DeepEqual(stored, data) {
		t.Fatalf("restored %v, was %v, %v", stored, data, err)
	}
	view, err := form.View(env(world, nil), stored, nil)
	if f := view.Fields[0]; err != nil || !f.Many || f.Ref != "room" || f.Shown != "201 教室、202 教室" || len(f.Values) != 2 {
		t.Errorf("%+v %v", view.Fields[0], err)
	}
	names, err := form.Named(env(world, nil), stored)
	if err != nil || strings.Join(names, ",") != "201 教室,202 教室,办公用品库,食堂库" {
		t.Errorf("named %v %v", names, err)
	}
	later := forms.Data{"rooms": []string{"B201"}, "own": int64(1), "lines": stored["lines"]}
	changes, err := form.Compare(env(world, nil), stored, later)
	if err != nil || len(changes) != 1 || changes[0].Before != "201 教室、202 教室" || changes[0].After != "201 教室" {
		t.Errorf("changes %+v %v", changes, err)
	}
	typed, err := form.Draft(env(world, nil), form.FromTyping(url.Values{"rooms": {"B201", "zz"}}), nil, nil)
	if f := typed.Fields[0]; err != nil || strings.Join(f.Values, " ") != "B201 zz" || len(f.Failures) != 1 {
		t.Errorf("while it is typed: %+v %v", f, err)
	}
}

func TestSeveralReferencesThatMakeNoSense(t *testing.T) {
	for field, want := range map[string]string{
		"type: room, many: true, min: 1, max: 9":                      "",
		"type: store, many: true, required: true":                     "",
		`type: room, many: true, default: "['B201']"`:                 "",
		"type: room, min: 1":                                          "write many: true",
		"type: room, many: true, above: 1":                            `"above"`,
		"type: text, many: true":                                      "cannot ask for several",
		"type: signature, many: true":                                 `"many"`,
		`type: room, many: true, min: 1, formula: "['B201']"`:         "which has no bounds",
		`type: room, many: true, default: "'B201'"`:                   "a list of a room is wanted",
		`type: room, many: true, default: "[starter]"`:                "a list of a room is wanted",
		`type: text, formula: "rooms.name"`:                           "is asked of a list",
		`type: text, formula: "rooms.map(r, r.hed)[0]"`:               `a room has no "hed"`,
		`type: person, many: true, formula: "rooms.map(r, r.head)"`:   "",
		`type: bool, formula: "rooms.exists(r, r.head.name == 'x')"`:  "",
		`type: bool, formula: "rooms.exists(r, r == starter)"`:        "does not go together",
		`type: person, formula: "first(rooms).head.store.keeper"`:     "",
		`type: integer, formula: "first(start_assets()).quantity"`:    "start_assets",
		`type: asset, many: true, min: "rooms.size()", help: rooms.x`: "is asked of a list",
	} {
		ps := &source.Problems{File: "t.yaml"}
		forms.Compile("t", node(t, "{fields: [{name: rooms, type: room, label: l, many: true}, {name: f, label: l, "+field+"}]}"),
			scope(), ps)
		if want == "" != ps.OK() || want != "" && !strings.Contains(ps.Error(), want) {
			t.Errorf("%s: %v, wanted %q", field, ps.Error(), want)
		}
	}
}

// TestPupils: a pupil stands where the field says so, and is nobody elsewhere.
func TestPupils(t *testing.T) {
	form := compile(t, `
fields:
  - {name: who, type: person, label: 谁, pupils: true}
  - {name: all, type: person, label: 谁们, many: true, pupils: true}
  - {name: by, type: person, label: 由谁, many: true}
  - {name: one, type: person, label: 一位}
  - {name: to, type: text, label: 寄给, formula: "who.pupil ? who.guardian : who.name"}
  - {name: answers, type: person, label: 答复, formula: who.class_teacher}
`, scope())
	world := roomed()
	world.objects["person/p1"] = forms.Data{"name": "许诺", "pupil": true, "guardian": "许先生", "class_teacher": "head"}
	world.objects["person/head"]["pupil"] = false
	for sent, want := range map[string]string{
		`{"who":"p1","all":["head","p1"]}`:   `{"all":["head","p1"],"answers":"head","to":"许先生","who":"p1"}`,
		`{"who":"head"}`:                     `{"to":"李玉梅","who":"head"}`,
		`{"one":"p1","by":["head","p1"]}`:    "/by/1 reference, /one reference",
		`{"who":"p2","all":["p1","nobody"]}`: "/who reference, /all/1 reference",
	} {
		data, failures, err := form.Submit(env(world, nil), object(t, sent), nil)
		got := outline(failures)
		if failures == nil {
			got = asJSON(t, data)
		}
		if err != nil || got != want {
			t.Errorf("%s: %s %v, wanted %s", sent, got, err, want)
		}
	}
	view, err := form.View(env(world, nil), forms.Data{"who": "p1"}, nil)
	if err != nil || !view.Fields[0].Pupils || view.Fields[3].Pupils || view.Fields[0].Shown != "许诺" {
		t.Errorf("%+v %v", view.Fields, err)
	}
}
