package processes_test

import (
	"strings"
	"testing"

	"zongwu/processes"
)

const labelled = `process: labelled
title: 报修
number: BX-{seq}
labels: [place, thing, what, pictures]
forms:
  request:
    fields:
      - {name: place, type: room, label: 场地}
      - {name: other, type: room, label: 场地}
      - {name: thing, type: asset, label: 设备}
      - {name: what, type: longtext, label: 情况}
      - {name: urgent, type: bool, label: 急}
      - {name: pictures, type: photo, label: 照片, many: true}
start: {by: everyone, form: request}
steps:
  - {id: one, kind: approve, by: {role: director}}
`

// TestLabelsSayWhatTheyFillIn proves that what a field holds says what of a label goes in, and that problems are
// located.
func TestLabelsSayWhatTheyFillIn(t *testing.T) {
	p, problems := processes.Compile("f", []byte(labelled), roles(t))
	if !problems.OK() {
		t.Fatal(problems.Error())
	}
	if want := (processes.Label{Room: "place", Asset: "thing", Words: "what", Photos: "pictures"}); p.Label != want {
		t.Errorf("the label fills in %+v", p.Label)
	}
	if !p.Label.OnRoom() || !p.Label.OnAsset() || (processes.Label{Room: "r"}).OnAsset() {
		t.Error("it is offered on rooms and on things")
	}
	for labels, want := range map[string]string{
		"[plase]":         `f:4:10: the start's form has no field "plase" (did you mean place?)`,
		"[place, urgent]": `f:4:17: a label fills in no field like "urgent"`,
		"[place, other]":  `f:4:17: "place" and "other" would be filled in with the same`,
		"[what]":          `f:4:10: labels stand on rooms and on things`,
	} {
		text := strings.Replace(labelled, "[place, thing, what, pictures]", labels, 1)
		p, problems := processes.Compile("f", []byte(text), roles(t))
		if p != nil || !strings.Contains(problems.Error(), want) {
			t.Errorf("problems of %s are\n%s\nwanted %s", labels, problems.Error(), want)
		}
	}
	text := strings.Replace(labelled, "{by: everyone, form: request}", "{by: everyone}", 1)
	if _, problems := processes.Compile("f", []byte(text), roles(t)); !strings.Contains(problems.Error(), "f:4:10: the start asks nothing") {
		t.Errorf("problems are\n%s", problems.Error())
	}
}
