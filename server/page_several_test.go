package server

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// inspection asks for several of several kinds, and opens a branch for every one.
const inspection = `process: inspection
title: {zh: 查房, en: Inspection}
number: CF-{year}-{seq}
summary: [rooms]
alike: [start.rooms]
forms:
  request:
    fields:
      - {name: rooms, type: room, label: 房间, many: true, min: 1, max: 3}
      - {name: items, type: item, label: 物品, many: true}
      - {name: stores, type: store, label: 库房, many: true}
      - {name: own, type: bool, label: 含本人负责的房间, formula: "rooms.exists(r, r.head == starter)"}
  found:
    fields:
      - {name: seats, type: integer, label: 座位, default: key.seats}
start: {by: everyone, form: request}
steps:
  - id: all
    kind: each
    rows: start.rooms
    steps:
      - {id: look, kind: task, title: {zh: 看房, en: Look}, by: {field: key.head}, form: found}
  - id: kept
    kind: each
    rows: start.stores
    steps:
      - {id: count, kind: sign, title: {zh: 点库, en: Count}, by: {role: storekeeper, store: key}}
`

// moreRooms gives the school a room of head's and one of nobody's.
func (s *site) moreRooms(t *testing.T) {
	t.Helper()
	s.owner(t, `INSERT INTO rooms (school, id, name, building, seats, head) VALUES
		('main', 'A201', '三(1)班教室', '教学楼', 44, 'head'), ('main', 'A209', '杂物间', '教学楼', 0, '')`)
}

// TestSeveralChosenWithoutScripts: several are chosen from a list, or typed where the list would be too long; what is
// not clear is asked back, what is none is refused and stays; the case, its paper and its history name them.
func TestSeveralChosenWithoutScripts(t *testing.T) {
	s := newSite(t)
	s.manyItems()
	s.moreRooms(t)
	s.publish(t, "inspection", inspection, "main")
	web := httptest.NewServer(s.engine)
	defer web.Close()
	who := s.browse(t, web, "teacher")
	who.get("/new/inspection")
	form := who.form("/new/inspection")
	if !slices.Contains(form.options["rooms"], "A101") || slices.Contains(form.options["rooms"], "") {
		t.Fatalf("rooms to choose from: %v", form.options["rooms"])
	}
	form.values["rooms"] = []string{"A101", "A201"}
	form.values["items"] = []string{"水泥钉，没有的、g01, 圆钉"}
	who.submit(form, "refresh", "1")
	who.want(200, "可能指以下几项")
	form = who.form("/new/inspection")
	if got := strings.Join(form.values["rooms"], " "); got != "A101 A201" {
		t.Errorf("chosen rooms are %q", got)
	}
	if !slices.Contains(form.options["items"], "x000") || !slices.Contains(form.options["items"], "x001") {
		t.Errorf("asked back with %v", form.options["items"])
	}
	form.values["items"] = []string{"x002", "g01", "x001", "没有的"}
	who.submit(form, "outcome", "submit")
	who.want(422, "没有的", "找不到，或已停用")
	form = who.form("/new/inspection")
	if got := strings.Join(form.values["items"], " "); got != "g01 x001 x002 没有的" && got != "x002 g01 x001 没有的" {
		t.Errorf("after the refusal items hold %q", got)
	}
	form.values["items"] = []string{"x002", "g01"}
	who.submit(form, "outcome", "submit")
	who.want(200, "一(1)班教室、三(1)班教室", "水泥钉、", "是")
	who.want(200, "看房（一(1)班教室）", "看房（三(1)班教室）")
	number := who.at[strings.LastIndex(who.at, "/")+1:]
	who.get("/cases/" + number + "/print")
	who.want(200, "一(1)班教室、三(1)班教室")
	who.get("/")
	who.want(200, "看房（一(1)班教室）")
	who.get("/cases?q=" + "三(1)班教室")
	who.want(200, number)
}

// TestSeveralByProgram: a list of ids, each once; what is wrong is located; the schema says so.
func TestSeveralByProgram(t *testing.T) {
	o := newBureau(t)
	o.moreRooms(t)
	o.publish(t, "inspection", inspection, "main")
	rooms := func(ids ...any) object { return object{"rooms": ids} }
	o.refusedStart("teacher", "inspection", rooms("A101", "X9"), "reference /rooms/1")
	o.refusedStart("teacher", "inspection", rooms("A101", "A201", "A101"), "unique /rooms/2")
	o.refusedStart("teacher", "inspection", rooms(), "min /rooms")
	o.refusedStart("teacher", "inspection", object{"rooms": []any{"A101"}, "stores": []any{"general", "A101"}}, "reference /stores/1")
	o.refusedStart("teacher", "inspection", rooms("A209"), "nobody")
	c := o.begins("teacher", "inspection", object{"rooms": []any{"A101", "A201"}, "stores": []any{"general"}})
	o.does("teacher", c.Number, "look done", object{"seats": 40})
	o.does("head", c.Number, "look done", nil)
	if c = o.does("storekeeper", c.Number, "count sign", nil); c.State != "done" {
		t.Fatalf("the inspection is %s", c.State)
	}
	o.check(t, scenario{name: "schema", as: "teacher", url: "/api/v1/processes/inspection", status: 200, has: []string{
		`"maxItems":3`, `"minItems":1`, `"uniqueItems":true`, `"maxItems":500`,
	}})
}
