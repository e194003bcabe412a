package forms_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
)

// told writes changes a line each.
func told(changes []forms.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s: %s → %s\n", c.Label, c.Before, c.After)
		for _, row := range c.Rows {
			fmt.Fprintf(&b, "  %s %s %s(%s %s)", row.What, row.ID, row.Title, row.Ref, row.RefID)
			for _, cell := range row.Cells {
				fmt.Fprintf(&b, " %s: %s → %s;", cell.Label, cell.Before, cell.After)
			}
			b.WriteString("\n")
		}
	}
	return strings.TrimSpace(b.String())
}

func TestWhatALaterSubmissionChanged(t *testing.T) {
	f := compile(t, `{fields: [
		{name: why, type: text, label: 用途}, {name: urgent, type: bool, label: 紧急}, {name: n, type: decimal, label: 数},
		{name: days, type: choices, label: 日子, options: [{value: mon, label: 周一}, {value: tue, label: 周二}]},
		{name: files, type: file, many: true, label: 附件},
		{name: lines, type: table, label: 明细, fields: [{name: item, type: item, label: 物品},
			{name: qty, type: decimal, label: 数量}, {name: price, type: money, label: 单价}]},
		{name: notes, type: table, label: 备注, fields: [{name: says, type: text, label: 话}]},
		{name: sums, type: money, many: true, label: 价, formula: "lines.map(l, l.price)"},
		{name: hint, type: note, label: 须知}]}`, scope())
	submit := func(text string) forms.Data {
		data, failures, err := f.Submit(env(newSchool(), nil), object(t, text), forms.Data{
			"lines": []forms.Data{{"id": "1"}, {"id": "2"}, {"id": "3"}},
		})
		if err != nil || failures != nil {
			t.Fatal(failures, err)
		}
		return data
	}
	before := submit(`{"why":"旧","n":"1.50","days":["mon"],"notes":[{"says":"好"}],"lines":[
		{"id":"1","item":"g01","qty":"1","price":100},{"id":"2","item":"g22","qty":"2.0","price":200},{"id":"3","qty":"3"}]}`)
	after := submit(`{"why":"新","n":"1.5","urgent":true,"days":["mon","tue"],"files":["f1"],"notes":[{"says":"好"}],"lines":[
		{"id":"2","item":"g22","qty":"2","price":250},{"id":"1","item":"g01","qty":"1","price":100},{"item":"g01","qty":"9"}]}`)
	e := env(newSchool(), nil)
	changes, err := f.Compare(e, before, after)
	want := strings.TrimSpace(`
Purpose: 旧 → 新
紧急:  → yes
日子: 周一 → 周一、周二
Attachments:  → a.pdf
Line:  → 
  changed 2 大米(item g22) Price: ¥2.00 → ¥2.50;
  added 4 A4复印纸(item g01) Item:  → A4复印纸; Quantity:  → 9;
  removed 3 ( ) Quantity: 3 → ;
价: ¥1.00、¥2.00 → ¥2.50、¥1.00`)
	if got := told(changes); err != nil || got != want {
		t.Errorf("%v\n%s\nwanted\n%s", err, got, want)
	}
	if changes, err := f.Compare(e, after, after); err != nil || len(changes) != 0 {
		t.Errorf("of the same: %v %v", changes, err)
	}
}

// Nothing is different in what is sent twice, and what is different one way is different the other way round.
func TestComparingIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := compile(t, "{fields: "+genForm(t, 0)+"}", scope())
		e := env(newSchool(), nil)
		var sent [2]forms.Data
		for i := range sent {
			data, _, err := f.Submit(e, genObject(t, 0), nil)
			if err != nil {
				t.Fatal(err)
			}
			sent[i] = data
		}
		there, err := f.Compare(e, sent[0], sent[1])
		back, err2 := f.Compare(e, sent[1], sent[0])
		none, err3 := f.Compare(e, sent[0], sent[0])
		if err != nil || err2 != nil || err3 != nil || len(none) > 0 || len(there) != len(back) {
			t.Fatalf("%v %v %v: %s and %s, %s", err, err2, err3, told(there), told(back), told(none))
		}
		for i := range there {
			if there[i].Before != back[i].After || len(there[i].Rows) != len(back[i].Rows) {
				t.Fatalf("%s and %s", told(there), told(back))
			}
		}
	})
}
