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
		c, err := s.read(ctx, newWorld(tx), row)
		if err != nil {
			return err
		}
		return c.tell(ctx, []processes.Send{m})
	})
}

// tell writes messages to the persons they are for.
func (c *change) tell(ctx context.Context, messages []processes.Send) error {
	for _, m := range messages {
		of, err := c.branchOf(ctx, m.Task)
		if err != nil {
			return err
		}
		said, err := c.filledIn(ctx, words(c.process, c.row, c.state, m, of))
		if err != nil {
			return err
		}
		n := store.Notice{Case: c.row.ID, What: m.What, Task: m.Task, Words: said}
		if err := c.tx.InsertNotices(ctx, n, m.ID, m.To); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
	}
	return nil
}

// branchOf is what the branch of an open task is of: a room, a store, a person; "" where it is in none.
func (c *change) branchOf(ctx context.Context, task string) (string, error) {
	t, open := c.task(task)
	if !open || t.Branch == "" {
		return "", nil
	}
	named := c.branches()
	err := named.add(ctx, t.Step, t.Branch)
	return named.names[t.Branch], err
}

// filledIn writes what fields hold into a message that names them.
func (c *change) filledIn(ctx context.Context, message forms.Text) (forms.Text, error) {
	var failed error
	in := func(lang, text string) string {
		return processes.FillIn(text, func(of processes.Summing) string {
			form, ok := formOf(c.process, of.Step)
			if !ok {
				return ""
			}
			env := forms.Env{Ctx: ctx, World: c.world, Lang: lang}
			told, err := form.Summary(env, c.state.Data[of.Step], []string{of.Field})
			if err != nil {
				failed = fmt.Errorf("fill in message of %s: %w", c.row.Number, err)
			}
			return lineOf(told)
		})
	}
	said := forms.Text{
		Zh: in(forms.Chinese, message.Zh), ZhTW: in(forms.Traditional, message.ZhTW), En: in(forms.English, message.En),
	}
	return said, failed
}

// alarmRoles hear of what is held up.
func alarmRoles() []string { return []string{"director", "admin"} }

// office are those who run the office: they hear of what is held up.
func (w *world) office(ctx context.Context) ([]string, error) {
	people, err := w.People(ctx)
	var ids []string
	for _, p := range people {
		if slices.ContainsFunc(alarmRoles(), func(r string) bool { return slices.Contains(p.Roles, r) }) {
			ids = append(ids, p.ID)
		}
	}
	return ids, err
}

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
		office, err := newWorld(tx).office(ctx)
		if err != nil {
			return err
		}
		to := append([]string{row.Starter}, office...)
		reason := forms.Text{
			Zh: reasonIn(why, forms.Chinese), ZhTW: reasonIn(why, forms.Traditional), En: reasonIn(why, forms.English),
		}
		if err := tx.KeepHeld(ctx, row.ID, occasion, reason); err != nil {
			return err
		}
		lead := forms.Text{
			Zh: "暂时无法继续：" + reason.Zh, ZhTW: "暫時無法繼續：" + reason.ZhTW, En: "Held up: " + reason.En,
		}
		n := store.Notice{Case: row.ID, What: "blocked", Words: sentence(lead, forms.Text{}, p, row)}
		if err := tx.InsertNotices(ctx, n, "blocked/"+occasion, to); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		return nil
	})
}

// Unblocked notes that what was held up has had its consequence after all.
func (s *Service) Unblocked(ctx context.Context, school, caseID, occasion string) error {
	return s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		return tx.DropHeld(ctx, caseID, occasion)
	})
}

// reasonIn says why something was refused: the first failure says more than what all have in common.
func reasonIn(r *processes.Refusal, lang string) string {
	if len(r.Failures) > 0 {
		return forms.Message(r.Failures[0], lang)
	}
	return r.Detail.In(lang)
}

// words says a message in every language: what it is about, which step and what of, which case.
func words(p *processes.Process, row *store.Case, state processes.State, m processes.Send, of string) forms.Text {
	var step forms.Text
	for _, t := range state.Open {
		if t.ID == m.Task {
			if s, ok := p.Step(t.Step); ok {
				step = s.Title
			}
		}
	}
	what, at, _ := strings.Cut(m.What, ":")
	if s, ok := p.Step(at); ok {
		step = s.Title
		if what == "notify" {
			return sentence(forms.Text{}, s.Message(), p, row)
		}
	}
	if of != "" && step != (forms.Text{}) {
		step = forms.Text{
			Zh: step.Zh + " · " + of, ZhTW: step.In(forms.Traditional) + " · " + of, En: step.In(forms.English) + " · " + of,
		}
	}
	if what == "outcome" {
		return sentence(outcomeWords(row.Status), step, p, row)
	}
	lead, ok := leads()[what]
	if !ok {
		lead = forms.Text{Zh: "单据有变化", ZhTW: "單據有變化", En: "Something changed"}
	}
	return sentence(lead, step, p, row)
}

// leads are what messages begin with.
func leads() map[string]forms.Text {
	return map[string]forms.Text{
		"remind":   {Zh: "请尽快办理", ZhTW: "請盡快辦理", En: "Please see to it"},
		"overdue":  {Zh: "已超过期限", ZhTW: "已超過期限", En: "Overdue"},
		"report":   {Zh: "逾期未办，特此报告", ZhTW: "逾期未辦，特此報告", En: "For your attention: not done in time"},
		"urge":     {Zh: "催办", ZhTW: "催辦", En: "Urged"},
		"task":     {Zh: "转由您办理", ZhTW: "轉由您辦理", En: "Handed to you"},
		"done_for": {Zh: "已由代理人代您办理", ZhTW: "已由代理人代您辦理", En: "Done in your place"},
		"signer":   {Zh: "请您加签", ZhTW: "請您加簽", En: "Your signature is asked for"},
		"signed":   {Zh: "加签人已签字，请您办理", ZhTW: "加簽人已簽字，請您辦理", En: "The signature you asked for is given; it is your turn"},
		"objected": {Zh: "加签人有异议，请您再办", ZhTW: "加簽人有異議，請您再辦", En: "Whom you asked to sign objects; it is with you again"},
		"copy":     {Zh: "抄送您", ZhTW: "抄送您", En: "For your information"},
		"nobody":   {Zh: "没有可以办理的人，请指定人员", ZhTW: "沒有可以辦理的人，請指定人員", En: "Nobody is left to do it; appoint someone"},
		"absent": {
			Zh: "办理人都在请假，且无人代理", ZhTW: "辦理人都在請假，且無人代理", En: "All who may do it are on leave, and nobody stands in",
		},
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

// sentence says a message about a case, as people would: 催办：物资采购 CG-2026-0007（校长审批）. A message of the
// definition's own stands alone behind its case.
func sentence(lead, step forms.Text, p *processes.Process, row *store.Case) forms.Text {
	in := func(lang, colon, open, shut string) string {
		said, step := p.Title.In(lang)+" "+row.Number, step.In(lang)
		switch lead := lead.In(lang); {
		case lead == "" && step != "":
			return said + colon + step
		case lead == "":
			return said
		case step == "":
			return lead + colon + said
		default:
			return lead + colon + said + open + step + shut
		}
	}
	return forms.Text{
		Zh: in(forms.Chinese, "：", "（", "）"), ZhTW: in(forms.Traditional, "：", "（", "）"),
		En: in(forms.English, ": ", " (", ")"),
	}
}
