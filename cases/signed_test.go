package cases_test

import (
	"context"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
)

// signed tells the paper of a case in words: who signed what, "!" behind what was sent back.
func (r *run) signed() string {
	r.Helper()
	all, err := r.service.Signed(context.Background(), r.school, cases.Viewer{Person: r.director()}, r.number)
	if err != nil {
		r.Fatal(err)
	}
	var told []string
	for _, one := range all {
		text := one.Step + " " + one.Person + " " + one.Outcome
		if one.Comment != "" {
			text += " “" + one.Comment + "”"
		}
		if one.View != nil {
			for _, f := range one.View.Fields {
				for _, row := range f.Rows {
					for _, cell := range row.Cells {
						if strings.HasSuffix(cell.Name, ".accepted") || strings.HasSuffix(cell.Name, ".received") {
							text += " " + cell.Label + " " + cell.Shown
						}
					}
				}
			}
		}
		if one.Void {
			text += " !"
		}
		told = append(told, text)
	}
	return strings.Join(told, "\n")
}

func (r *run) wantSigned(want ...string) {
	r.Helper()
	if got := r.signed(); got != strings.Join(want, "\n") {
		r.Errorf("signed:\n%s\nwanted:\n%s", got, strings.Join(want, "\n"))
	}
}

// TestThePaperKeepsWhatStands: every delivery has its own acceptance, counts are those of today, and what was sent back
// over is no signature any more, until it stands again.
func TestThePaperKeepsWhatStands(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	begun := "start head 提交"
	r.wantSigned(begun)
	r.do("director", "review", "approve", "")
	review := "review director 同意"
	r.wantSigned(begun, review)

	back := func(person, step, to, resume, why string) {
		t.Helper()
		if _, err := r.act(processes.Action{
			Kind: processes.DoSendBack, Actor: person, Task: r.task(step).ID, To: to, Resume: resume, Comment: why,
		}); err != nil {
			t.Fatal(err)
		}
	}
	back("buyer", "buy", "start", "here", "写明班级")
	r.wantSigned(begun + " !")
	r.do("head", "start", "submit", chalk)
	r.wantSigned(begun, review) // straight back to the buyer: the review stands, as it was signed

	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40"}]}`)
	r.do("storekeeper", "accept", "accept", `{"lines":[{"line":"1","accepted":"60"}]}`)
	r.stands(processes.Done)
	r.wantSigned(begun, review, "buy buyer 已订货 已收 100",
		"accept storekeeper 部分合格 合格 40", "accept storekeeper 全部合格 合格 60")
}
