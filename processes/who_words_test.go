package processes_test

import (
	"testing"

	"zongwu/forms"
)

func TestWhoInWords(t *testing.T) {
	title := func(id string) string { return "<" + id + ">" }
	purchase := compileFile(t, "definitions/purchase.yaml")
	repair := compileFile(t, "../e2e/testdata/room_repair.yaml")
	for _, c := range []struct{ step, lang, want string }{
		{"review", forms.Chinese, "<director>"},
		{"permit", forms.Chinese, "<principal>，没有时为<deputy_principal>"},
		{"permit", forms.English, "<principal>, else <deputy_principal>"},
		{"accept_service", forms.Traditional, "發起人"},
		{"start", forms.English, "<head> or <storekeeper> or <canteen> or <principal>"},
	} {
		step, _ := purchase.Step(c.step)
		if got := step.Human.By.In(c.lang, purchase, title); got != c.want {
			t.Errorf("%s in %s: %s", c.step, c.lang, got)
		}
	}
	for step, want := range map[string]string{"department": "部门负责人", "checked": "发起人或<director>", "start": "任何人"} {
		found, _ := repair.Step(step)
		if got := found.Human.By.In(forms.Chinese, repair, title); got != want {
			t.Errorf("%s: %s", step, got)
		}
	}
	checked, _ := repair.Step("checked")
	if got := checked.Human.How.In(forms.English); got != "all of them" {
		t.Errorf("how: %s", got)
	}
}
