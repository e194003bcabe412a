package processes

import (
	"slices"
	"strconv"
	"strings"

	"zongwu/forms"
)

// In says in a language who is meant, before there are persons: the role, the starter, whoever did a step. roles gives
// what people call a role.
func (w *Who) In(lang string, p *Process, roles func(id string) string) string {
	if w == nil {
		return ""
	}
	switch w.Way {
	case "role":
		return w.roleWords(roles(w.Role)).In(lang)
	case "did":
		title := p.titled(w.Step)
		return forms.Text{
			Zh: "办理“" + title.Zh + "”的人", ZhTW: "辦理「" + title.In(forms.Traditional) + "」的人",
			En: "whoever did " + title.In(forms.English),
		}.In(lang)
	case "has":
		title := p.titled(w.Step)
		return forms.Text{
			Zh: "手上有“" + title.Zh + "”的人", ZhTW: "手上有「" + title.In(forms.Traditional) + "」的人",
			En: "whoever has " + title.In(forms.English) + " to do",
		}.In(lang)
	case "any", "first":
		var names []string
		for _, one := range w.Among {
			if name := one.In(lang, p, roles); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if slices.ContainsFunc(w.Among, func(one *Who) bool { return one.When != nil }) { // which, the case will tell
			return strings.Join(names, told("or", lang))
		}
		between := phrases["or"]
		if w.Way == "first" {
			between = phrases["else who"]
		}
		return strings.Join(names, between.In(lang))
	}
	switch w.Way {
	case "field":
		if named, ok := w.Expr.Said(lang, p.names(nil, nil)); ok {
			if !labelled(named) { // the head of a room, the starter: a person in so many words
				return named
			}
			return told(w.Way, lang, named)
		}
	case "answers_for":
		if named, ok := p.answering(w.Expr, lang); ok {
			return told(w.Way, lang, named)
		}
	}
	return map[string]forms.Text{
		"starter":  {Zh: "发起人", ZhTW: "發起人", En: "the starter"},
		"everyone": {Zh: "任何人", ZhTW: "任何人", En: "anybody"},
		"did_in":   {Zh: "在相关单据中经办的人", ZhTW: "在相關單據中經辦的人", En: "whoever did it in the cases concerned"},
		"field":    {Zh: "表单中选定的人", ZhTW: "表單中選定的人", En: "the person named in the form"},
		"answers_for": {
			Zh: "表单中选定的人（学生为其班主任）", ZhTW: "表單中選定的人（學生為其導師）",
			En: "the person named in the form (for a pupil the class teacher)",
		},
		"head_of": {Zh: "部门负责人", ZhTW: "部門負責人", En: "the head of the department"},
	}[w.Way].In(lang)
}

// labelled says that a text is a field's label and nothing else.
func labelled(text string) bool {
	return strings.HasSuffix(text, "”") || strings.HasSuffix(text, "」") || strings.HasSuffix(text, `"`)
}

// answering names whom a matter is of: in an `each` with a branch for everybody in a table, what the table is called.
func (p *Process) answering(x *forms.Expr, lang string) (string, bool) {
	for _, owner := range p.steps() {
		if ea, is := owner.does.(*each); is && ea.rows != nil && ea.as == x.Source {
			return ea.rows.Said(lang, p.names(owner, nil))
		}
	}
	return x.Said(lang, p.names(nil, nil))
}

// roleWords says which of those who hold a role are meant.
func (w *Who) roleWords(role string) forms.Text {
	switch {
	case w.Store != nil:
		return forms.Text{Zh: "相应仓库的" + role, ZhTW: "相應倉庫的" + role, En: role + " of the store"}
	case w.Trade != nil:
		return forms.Text{Zh: "相应工种的" + role, ZhTW: "相應工種的" + role, En: role + " of the trade"}
	case w.Department != nil:
		return forms.Text{Zh: "相应部门的" + role, ZhTW: "相應部門的" + role, En: role + " of the department"}
	}
	return forms.Text{Zh: role}
}

// In says how many of a step's persons sign, "" where any one of them does.
func (h How) In(lang string) string {
	n := strconv.Itoa(h.Count)
	return map[string]forms.Text{
		"all":      {Zh: "全体会签", ZhTW: "全體會簽", En: "all of them"},
		"in_order": {Zh: "依次签字", ZhTW: "依次簽字", En: "in order"},
		"count":    {Zh: "其中" + n + "人", ZhTW: "其中 " + n + " 人", En: n + " of them"},
	}[h.Mode].In(lang)
}
