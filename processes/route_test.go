package processes_test

import (
	"fmt"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/definitions"
)

const narrated = `process: narrated
title: {zh: 讲述, en: Told}
number: JS-{seq}
settings:
  - {name: limit, type: money, default: 500.00, label: {zh: 起点, en: Limit}}
values:
  worth: {title: {zh: 值得办, en: worth it}, value: start.total > school.limit && start.urgent}
  lost: start.cause == 'lost'
forms:
  request:
    fields:
      - {name: asset, type: asset, label: {zh: 资产, en: Thing}}
      - {name: cause, type: choice, label: {zh: 原因, en: Cause}, options: [{value: wear, label: {zh: 磨损, en: wear}}, {value: lost, label: {zh: 遗失, en: lost}}]}
      - {name: total, type: money, label: {zh: 合计, en: Sum}}
      - {name: until, type: date, label: {zh: 归还日期, en: Due}}
      - {name: urgent, type: bool, label: {zh: 紧急, en: Urgent}}
      - {name: hint, type: text, label: 内部, hidden: true, formula: cause}
      - {name: rooms, type: room, label: {zh: 房间, en: Rooms}, many: true}
      - {name: lines, type: table, label: {zh: 明细, en: Rows}, fields: [{name: qty, type: decimal, label: {zh: 数量, en: Asked}}, {name: got, type: decimal, label: {zh: 实收, en: Got}}]}
start: {by: everyone, form: request}
steps:
  - {id: one, kind: approve, title: {zh: 批准, en: Permit}, by: {first: [{role: principal, when: start.total >= school.limit}, {role: director}]}, except: [starter], within: {until: start.until}}
  - {id: sign, kind: sign, title: 签字, by: {did: one}, when: CONDITION, expire: sign, within: 1 closing}
  - id: rooms
    kind: each
    rows: start.rooms
    as: room
    steps:
      - {id: look, kind: sign, title: 看房间, by: {field: room.head}}
  - {id: fork, kind: choose, options: [{when: passed.sign || worth && lost, then: one}, {then: done}]}
`

func narratedWith(t *testing.T, condition string) *processes.Process {
	t.Helper()
	p, problems := processes.Compile("narrated", []byte(strings.Replace(narrated, "CONDITION", condition, 1)), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	return p
}

// TestConditionsInWords says conditions as people read them, and as they are written where there are no words.
func TestConditionsInWords(t *testing.T) {
	for condition, want := range map[string][2]string{
		"start.asset != null":                                   {"填了“资产”", `"Thing" is filled in`},
		"start.lines.size() == 0":                               {"没有填“明细”", `"Rows" is empty`},
		"start.cause == 'wear'":                                 {"“原因”是“磨损”", `"Cause" is "wear"`},
		`"!(start.cause in ['wear', 'lost'])"`:                  {"“原因”不是“磨损”或“遗失”", `"Cause" is not "wear" or "lost"`},
		"start.asset.state == 'lent'":                           {"“资产”的状态是“借出”", `the state of "Thing" is "lent"`},
		"start.total < school.limit":                            {"“合计”低于“起点”", `"Sum" is less than "Limit"`},
		"start.until > today":                                   {"“归还日期”在今天以后", `"Due" is after today`},
		`"!start.urgent && passed.one"`:                         {"“紧急”没有选“是”，并且办过“批准”", `"Urgent" is not yes and "Permit" was done`},
		`"!(start.urgent && passed.one)"`:                       {"“紧急”没有选“是”，或者没有办过“批准”", `"Urgent" is not yes or "Permit" was not done`},
		`"start.urgent || (passed.one && start.asset == null)"`: {"“紧急”选了“是”，或者（办过“批准”，并且没有填“资产”）", `"Urgent" is yes or ("Permit" was done and "Thing" is empty)`},
		`"sum(start.lines, got) < sum(start.lines, qty)"`:       {"“实收”的合计低于“数量”的合计", `all "Got" is less than all "Asked"`},
		`"start.lines.exists(l, l.got < l.qty)"`:                {"有一行“实收”低于“数量”", `in some row "Got" is less than "Asked"`},
		`"'director' in starter.roles"`:                         {"发起人是“总务主任”", `the starter is "Director of general affairs"`},
		"start.asset.room == null":                              {"“资产”没有存放地点", `there is no place of "Thing"`},
		`"under_way('off', start.asset) == null"`:               {"没有“资产”正在办的同类单据", `there is no such case about "Thing" under way`},
		"start.asset.kept_by == null":                           {"“资产”没有待修、待查的单据", `there is no repair or report of "Thing"`},
		`"registered(start.asset.no)"`:                          {"“资产”的编号已经登记", `the number of "Thing" is registered already`},
		`"!agree(start.lines, start.lines, qty, got)"`:          {"“提交申请”和“提交申请”的结果不一致", `"Request" and "Request" do not agree`},
		`"others_with('cook', starter) > 1"`:                    {"符合条件（others_with('cook', starter) > 1）", "a condition holds (others_with('cook', starter) > 1)"},
	} {
		p := narratedWith(t, condition)
		step, _ := p.Step("sign")
		if got := p.Tells(step, forms.Chinese, nil)[0]; got != "只在"+want[0]+"时才有" {
			t.Errorf("%s: %s", condition, got)
		}
		if got := p.Tells(step, forms.English, nil)[0]; got != "only where "+want[1] {
			t.Errorf("%s: %s", condition, got)
		}
	}
}

// TestRouteInWords: who, by when, what is filled in, what follows, step by step.
func TestRouteInWords(t *testing.T) {
	route := narratedWith(t, "start.urgent").Route(forms.Chinese, nil)
	for _, want := range []string{
		"0  提交申请  start\n   任何人发起\n   填写：资产、原因、合计、归还日期、紧急、房间、明细\n",
		"1  批准  one\n   校长（“合计”不低于“起点”时）或总务主任办理；“归还日期”当天下班前；不能是发起人\n   可选：同意；不同意：不同意，结束\n",
		"2  签字  sign\n   只在“紧急”选了“是”时才有\n   办理“批准”的人办理；当天下班前\n   到期不办，视为“签字”\n",
		"3  逐项办理  rooms\n   “房间”逐项各办一遍，都办完再往下\n    3.1  看房间  look\n         “房间”的负责人办理\n",
		"4  分支  fork\n   办过“签字”，或者（“值得办”，并且“原因”是“遗失”）的，转“批准”（1）\n   其余办结\n",
	} {
		if !strings.Contains(route, want) {
			t.Errorf("not told: %s\n%s", want, route)
		}
	}
}

// TestValuesInWordsAreBounded: values that read each other twice over are said as they are written.
func TestValuesInWordsAreBounded(t *testing.T) {
	named := "values:\n  v0: start.a\n"
	for i := 1; i <= 30; i++ {
		named += fmt.Sprintf("  v%d: v%d + v%d\n", i, i-1, i-1)
	}
	text := strings.Replace(sound, "number:", named+"number:", 1)
	text += "  - {id: three, kind: sign, by: {role: buyer}, when: v30 > 1}\n"
	p, problems := processes.Compile("f", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems)
	}
	step, _ := p.Step("three")
	if said := p.Tells(step, forms.English, nil)[0]; said != "only where a condition holds (v30 > 1)" {
		t.Error(said)
	}
}

// TestEveryOperationHasATitle: what a book does has words in each language.
func TestEveryOperationHasATitle(t *testing.T) {
	for _, op := range processes.Books {
		if title := op.Title(); title.Zh == "" || title.ZhTW == "" || title.En == "" {
			t.Errorf("%s has no title in some language: %+v", op.Name(), title)
		}
	}
}

// TestRoutesOfTheCatalogueHaveWords: what a director reads of these processes is no expression in any language, calls
// other processes by their titles, and tells fields of one name apart.
func TestRoutesOfTheCatalogueHaveWords(t *testing.T) {
	others := map[string]forms.Text{"payment": {Zh: "付款报销"}}
	for _, id := range []string{
		"purchase", "payment", "petty", "goods_return", "carry_over", "stocktake", "issue", "supplies", "room_list",
	} {
		text, err := definitions.Text(id + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		p, problems := processes.Compile(id, text, roles(t))
		if p == nil {
			t.Fatal(problems)
		}
		for lang, unsaid := range map[string]string{
			forms.Chinese: "符合条件", forms.Traditional: "符合條件", forms.English: "a condition holds",
		} {
			for _, line := range strings.Split(p.Route(lang, others), "\n") {
				if strings.Contains(line, unsaid) {
					t.Errorf("%s in %s: %s", id, lang, line)
				}
			}
		}
		if id != "purchase" {
			continue
		}
		for _, want := range []string{"只在“采购”时的“合计”超过“提交申请”时的“合计”时才有", "另开一张“付款报销”单", "经过“收货之后”的"} {
			if !strings.Contains(p.Route(forms.Chinese, others), want) {
				t.Errorf("not told: %s", want)
			}
		}
	}
}
