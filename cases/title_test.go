package cases_test

import (
	"strings"
	"testing"

	"zongwu/processes"
)

// TestWhatWasDoneSumsTheCaseUp: of a choice of fields the one that was filled in last in the way counts, for the line
// and for the amount; until then the one before it.
func TestWhatWasDoneSumsTheCaseUp(t *testing.T) {
	s := newStage(t)
	fare := strings.NewReplacer("errand", "fare", "PT-", "CF-", "summary: [what]", "summary: [[settle.paid, cost], what]",
		"start:\n", `  paid:
    fields:
      - {name: paid, type: money, label: {zh: 实付, en: Paid}}
start:
`, "by: {role: buyer}\n", "by: {role: buyer}\n    form: paid\n").Replace(errand)
	s.publish(map[string]string{"fare": fare})
	result, err := s.startOf("fare", "head", `{"what":"取教材","cost":1250}`)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{stage: s, id: result.Case.ID}
	told := func(title string, amount int64) {
		t.Helper()
		if got := r.view("head").Title; got != title {
			t.Errorf("title %q, want %q", got, title)
		}
		if got := s.number(`SELECT amount FROM cases WHERE id = $1`, r.id); got != amount {
			t.Errorf("amount %d, want %d", got, amount)
		}
	}
	told("12.50元 · 取教材", 1250)
	r.do("buyer", "settle", "done", `{"paid":990}`)
	r.stands(processes.Done)
	told("9.90元 · 取教材", 990)
}
