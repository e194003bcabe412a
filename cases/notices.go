package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Notify writes a case's message to the persons it is for, in words from the case's own definition; each gets it once,
// however often it is asked. store.ErrNotFound for an unknown case.
func (s *Service) Notify(ctx context.Context, school, caseID string, m processes.Send) error {
	return s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadCase(ctx, caseID)
		if err != nil {
			return err
		}
		p, err := s.version(ctx, tx, row.Process, row.Version)
		if err != nil {
			return err
		}
		state, err := decodeState(p, row.State)
		if err != nil {
			return fmt.Errorf("open case %s: %w", row.Number, err)
		}
		n := store.Notice{Case: row.ID, What: m.What, Task: m.Task, Words: words(p, row, state, m)}
		if err := tx.InsertNotices(ctx, n, m.ID, m.To); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		return nil
	})
}

// blockedRoles hear of cases that are held up, beside their starters.
func blockedRoles() []string { return []string{"director", "admin"} }

// Blocked tells the starter and those who run the office that a clock, or the end of another case, could not have its
// consequence, and why; once for each occasion.
func (s *Service) Blocked(ctx context.Context, school, caseID, occasion string, why *processes.Refusal) error {
	return s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadCase(ctx, caseID)
		if err != nil {
			return err
		}
		p, err := s.version(ctx, tx, row.Process, row.Version)
		if err != nil {
			return err
		}
		people, err := tx.People(ctx)
		if err != nil {
			return fmt.Errorf("read people: %w", err)
		}
		to := []string{row.Starter}
		for _, person := range people {
			runs := slices.ContainsFunc(blockedRoles(), func(r string) bool { return slices.Contains(person.Roles, r) })
			if runs && person.ID != row.Starter {
				to = append(to, person.ID)
			}
		}
		lead := forms.Text{
			Zh:   "暂时无法继续：" + reasonIn(why, forms.Chinese),
			ZhTW: "暫時無法繼續：" + reasonIn(why, forms.Traditional),
			En:   "Held up: " + reasonIn(why, forms.English),
		}
		n := store.Notice{Case: row.ID, What: "blocked", Words: sentence(lead, forms.Text{}, p, row)}
		if err := tx.InsertNotices(ctx, n, "blocked/"+occasion, to); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		return nil
	})
}

// reasonIn says why something was refused: the first failure says more than what all have in common.
func reasonIn(r *processes.Refusal, lang string) string {
	if len(r.Failures) > 0 {
		return forms.Message(r.Failures[0], lang)
	}
	return r.Detail.In(lang)
}

// words says a message in every language: what it is about, which step, which case.
func words(p *processes.Process, row *store.Case, state processes.State, m processes.Send) forms.Text {
	var step forms.Text
	for _, t := range state.Open {
		if t.ID == m.Task {
			if s, ok := p.Step(t.Step); ok {
				step = s.Title
			}
		}
	}
	what, at, _ := strings.Cut(m.What, ":")
	switch what {
	case "notify":
		if s, ok := p.Step(at); ok {
			step = s.Message()
		}
		return sentence(forms.Text{}, step, p, row)
	case "done_for":
		if s, ok := p.Step(at); ok {
			step = s.Title
		}
		return sentence(forms.Text{Zh: "已由代理人代您办理", ZhTW: "已由代理人代您辦理", En: "Done in your place"}, step, p, row)
	case "task":
		return sentence(forms.Text{Zh: "转由您办理", ZhTW: "轉由您辦理", En: "Handed to you"}, step, p, row)
	case "nobody":
		return sentence(forms.Text{
			Zh: "没有可以办理的人，请指定人员", ZhTW: "沒有可以辦理的人，請指定人員", En: "Nobody is left to do it; appoint someone",
		}, step, p, row)
	case "absent":
		return sentence(forms.Text{
			Zh: "办理人都在请假，且无人代理", ZhTW: "辦理人都在請假，且無人代理", En: "All who may do it are on leave, and nobody stands in",
		}, step, p, row)
	case "remind":
		return sentence(forms.Text{Zh: "请尽快办理", ZhTW: "請盡快辦理", En: "Please see to it"}, step, p, row)
	case "overdue":
		return sentence(forms.Text{Zh: "已超过期限", ZhTW: "已超過期限", En: "Overdue"}, step, p, row)
	case "urge":
		return sentence(forms.Text{Zh: "催办", ZhTW: "催辦", En: "Urged"}, step, p, row)
	case "outcome":
		return sentence(outcomeWords(row.Status), step, p, row)
	default:
		return sentence(forms.Text{Zh: "单据有变化", ZhTW: "單據有變化", En: "Something changed"}, step, p, row)
	}
}

// outcomeWords says what has become of a case.
func outcomeWords(s processes.Status) forms.Text {
	switch s {
	case processes.Done:
		return forms.Text{Zh: "已办结", ZhTW: "已辦結", En: "Done"}
	case processes.Rejected:
		return forms.Text{Zh: "未通过", ZhTW: "未通過", En: "Rejected"}
	case processes.Withdrawn:
		return forms.Text{Zh: "已撤回", ZhTW: "已撤回", En: "Withdrawn"}
	case processes.Cancelled:
		return forms.Text{Zh: "已取消", ZhTW: "已取消", En: "Cancelled"}
	default:
		return forms.Text{}
	}
}

// sentence puts the parts of a message together, leaving out what is empty.
func sentence(lead, step forms.Text, p *processes.Process, row *store.Case) forms.Text {
	in := func(lang string) string {
		parts := []string{lead.In(lang), step.In(lang), p.Title.In(lang) + " " + row.Number}
		var said []string
		for _, part := range parts {
			if part != "" {
				said = append(said, part)
			}
		}
		return strings.Join(said, " · ")
	}
	return forms.Text{Zh: in(forms.Chinese), ZhTW: in(forms.Traditional), En: in(forms.English)}
}
