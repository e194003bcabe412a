package server

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFormAsItIsFilledIn: a form somebody is filling in shows what follows from it, warns of what holds already and who
// will have it, and complains of nothing that is only missing. A row that is just begun changes none of it.
func TestFormAsItIsFilledIn(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	for _, c := range []struct {
		name        string
		fields      map[string]string
		has, hasNot []string
		sure        []string // steps that come for certain
	}{
		{
			"nothing yet", nil,
			[]string{"零元整"}, []string{"is-invalid", `class="failures"`, "超出"}, []string{"总务主任审核", "采购"},
		},
		{
			"small", map[string]string{"lines.0.item": "g01", "lines.0.qty": "10", "subject": "30201"},
			[]string{"贰佰贰拾伍元整", `value="22.50"`}, []string{"is-invalid", `class="failures"`, "超出"},
			[]string{"总务主任审核", "采购"},
		},
		{
			"above a limit", map[string]string{"lines.0.qty": "60"},
			[]string{"壹仟叁佰伍拾元整"}, []string{"is-invalid", "超出"}, []string{"总务主任审核", "校长审批", "采购"},
		},
		{
			"a row begun", map[string]string{"lines.1.item": "g02"},
			[]string{"壹仟叁佰伍拾元整"}, []string{"is-invalid", `class="failures"`},
			[]string{"总务主任审核", "校长审批", "采购"},
		},
		{
			"above the budget", map[string]string{"lines.0.qty": "10000"},
			[]string{"超出本部门该科目的可用预算"}, []string{"is-invalid", `class="failures"`},
			[]string{"总务主任审核", "询价", "会议纪要", "校长审批", "采购"},
		},
		{
			"no number", map[string]string{"lines.0.qty": "x"},
			[]string{"is-invalid", "应为数字", `value="x"`}, nil, nil,
		},
	} {
		if c.name == "nothing yet" {
			head.get("/new/purchase")
		} else {
			form := head.form("/new/purchase")
			if c.name == "a row begun" {
				head.submit(form, "add", "lines")
				form = head.form("/new/purchase")
			}
			head.set(form, c.fields)
			head.submit(form, "refresh", "1")
		}
		head.want(200, c.has...)
		for _, text := range c.hasNot {
			if strings.Contains(head.text, text) {
				t.Errorf("%s: says %q", c.name, text)
			}
		}
		_, ahead, _ := strings.Cut(head.text, `class="ahead"`)
		ahead, _, _ = strings.Cut(ahead, `class="later"`)
		if c.sure != nil && strings.Join(between(ahead, "<strong>", "</strong>"), " ") != strings.Join(c.sure, " ") {
			t.Errorf("%s: will have it %v, want %v", c.name, between(ahead, "<strong>", "</strong>"), c.sure)
		}
	}
}

// TestWhatOneUsuallyChooses: who begins a process again finds chosen what people choose again and again, as long as it
// is to be had, and nothing else of the case before.
func TestWhatOneUsuallyChooses(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	opens := func(b *browser, subject string) {
		t.Helper()
		b.get("/new/purchase")
		form := b.form("/new/purchase")
		if got := form.values.Get("subject"); got != subject {
			t.Errorf("opens with subject %q, want %q", got, subject)
		}
		if form.values.Get("reason")+form.values.Get("lines.0.item") != "" {
			t.Errorf("opens with %v", form.values)
		}
		if strings.Contains(b.text, "is-invalid") {
			t.Error("complains of an untouched form")
		}
	}
	opens(head, "")
	askOnPages(t, head)
	opens(head, "30201")
	opens(s.browse(t, web, "storekeeper"), "")
	if _, err := s.db.Owner.Exec(`UPDATE subjects SET disabled = true WHERE school = 'main' AND id = '30201'`); err != nil {
		t.Fatal(err)
	}
	opens(head, "")
}

// between finds every text between two marks.
func between(text, from, to string) []string {
	var found []string
	for part := range strings.SplitSeq(text, from) {
		if what, _, ended := strings.Cut(part, to); ended {
			found = append(found, what)
		}
	}
	return found
}
