package store

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// refuse is a book's no, shown where the definition wants it.
func (p posting) refuse(code string, text forms.Text) error { return p.refuseInput("", code, text) }

// refuseInput is a book's no to one of its inputs, shown at the field that was filled in with it, or else where the
// definition wants it.
func (p posting) refuseInput(input, code string, text forms.Text) error {
	pointer := orElse(p.Places[input], p.Pointer)
	return &processes.Refusal{
		Reason: processes.Invalid, Detail: text,
		Failures: forms.Failures{{Pointer: pointer, Code: code, Detail: text.Zh, Text: text}},
	}
}

func overBudget(available, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("预算不足：可用 %s，需要 %s。请减少金额，或先调整预算",
			available.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("預算不足：可用 %s，需要 %s。請減少金額，或先調整預算",
			available.In(forms.Chinese), wanted.In(forms.Chinese)),
		En: fmt.Sprintf("Over budget: %s available, %s needed. Lower the amount, or have the budget adjusted first",
			available.In(forms.English), wanted.In(forms.English)),
	}
}

func noBudget(year int, department, subject string) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("%d 年度还没有%s“%s”的预算。请先编入预算", year, department, subject),
		ZhTW: fmt.Sprintf("%d 年度還沒有%s「%s」的預算。請先編入預算", year, department, subject),
		En: fmt.Sprintf("There is no budget of %[2]s for %[3]s in %[1]d yet. Have it planned first",
			year, department, subject),
	}
}

func beyondHeld(held, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("该单据的预算占用还有 %s，不足 %s", held.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("該單據的預算占用還有 %s，不足 %s", held.In(forms.Chinese), wanted.In(forms.Chinese)),
		En: fmt.Sprintf("The case has %s of the budget reserved, less than %s",
			held.In(forms.English), wanted.In(forms.English)),
	}
}

func beyondSpent(spent, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("该预算只支出过 %s，不能冲回 %s", spent.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("該預算只支出過 %s，不能沖回 %s", spent.In(forms.Chinese), wanted.In(forms.Chinese)),
		En: fmt.Sprintf("Only %s of this budget was spent: %s cannot be taken back",
			spent.In(forms.English), wanted.In(forms.English)),
	}
}

func beyondUndelivered(year int, most, wanted forms.Money) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("该单据 %d 年度未到货的占用还有 %s，不能结转 %s。请重新填写",
			year, most.In(forms.Chinese), wanted.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("該單據 %d 年度未到貨的占用還有 %s，不能結轉 %s。請重新填寫",
			year, most.In(forms.Chinese), wanted.In(forms.Chinese)),
		En: fmt.Sprintf("The case holds %[2]s of %[1]d for what is not delivered: %[3]s cannot be carried over. Fill in anew",
			year, most.In(forms.English), wanted.In(forms.English)),
	}
}

func yearNotClosed(year int) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("%d 年度还没有关账，不需要结转", year),
		ZhTW: fmt.Sprintf("%d 年度還沒有關帳，不需要結轉", year),
		En:   fmt.Sprintf("The year %d is not closed yet: nothing is carried over", year),
	}
}

func neverAccepted() forms.Text {
	return forms.Text{
		Zh:   "没有向该供应商验收过这一行，不能付款或退货",
		ZhTW: "沒有向該供應商驗收過這一行，不能付款或退貨",
		En:   "Nothing was accepted from this supplier on this line: it can be neither paid nor returned",
	}
}

// beyondOpen says how much of a line can still be claimed, and which payments have the rest.
func beyondOpen(most, asked goods, others []string) forms.Text {
	text := forms.Text{
		Zh: fmt.Sprintf("这一行可付数量 %s、金额 %s，不能付 %s、%s", most.quantity,
			most.amount.In(forms.Chinese), asked.quantity, asked.amount.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("這一行可付數量 %s、金額 %s，不能付 %s、%s", most.quantity,
			most.amount.In(forms.Chinese), asked.quantity, asked.amount.In(forms.Chinese)),
		En: fmt.Sprintf("This line can be paid for %s (%s), not for %s (%s)", most.quantity,
			most.amount.In(forms.English), asked.quantity, asked.amount.In(forms.English)),
	}
	if len(others) > 0 {
		list := strings.Join(others, "、")
		text.Zh += "（已列入 " + list + "）"
		text.ZhTW += "（已列入 " + list + "）"
		text.En += " (the rest is in " + strings.Join(others, ", ") + ")"
	}
	return text
}

func beyondKept(most, asked goods) forms.Text {
	return forms.Text{
		Zh: fmt.Sprintf("这一行验收未退的数量 %s、金额 %s，不能退 %s、%s", most.quantity,
			most.amount.In(forms.Chinese), asked.quantity, asked.amount.In(forms.Chinese)),
		ZhTW: fmt.Sprintf("這一行驗收未退的數量 %s、金額 %s，不能退 %s、%s", most.quantity,
			most.amount.In(forms.Chinese), asked.quantity, asked.amount.In(forms.Chinese)),
		En: fmt.Sprintf("On this line %s (%s) were accepted and not returned: %s (%s) cannot go back", most.quantity,
			most.amount.In(forms.English), asked.quantity, asked.amount.In(forms.English)),
	}
}

// tooLittle says how much of an item can be issued where more is wanted; kept is what lies there and may not be taken,
// taken what the same action has taken before, such as for other classes.
func tooLittle(item string, there, wanted, kept, taken decimal.Decimal) forms.Text {
	text := forms.Text{
		Zh:   fmt.Sprintf("“%s”库存不足：可发 %s，需要 %s。请减少数量", item, there, wanted),
		ZhTW: fmt.Sprintf("「%s」庫存不足：可發 %s，需要 %s。請減少數量", item, there, wanted),
		En:   fmt.Sprintf("Not enough “%s” in stock: %s can be issued, %s needed. Lower the quantity", item, there, wanted),
	}
	if taken.IsPositive() {
		text.Zh = fmt.Sprintf("“%s”库存不足：共可发 %s，发完前面的 %s 后还需要 %s。请减少数量", item, there.Add(taken), taken, wanted)
		text.ZhTW = fmt.Sprintf("「%s」庫存不足：共可發 %s，發完前面的 %s 後還需要 %s。請減少數量", item, there.Add(taken), taken, wanted)
		text.En = fmt.Sprintf("Not enough “%s” in stock: of %s in all %s are given already, and %s more are needed. "+
			"Lower the quantity", item, there.Add(taken), taken, wanted)
	}
	if kept.IsPositive() {
		text.Zh += fmt.Sprintf("（另有 %s 已过期或属其他批次）", kept)
		text.ZhTW += fmt.Sprintf("（另有 %s 已過期或屬其他批次）", kept)
		text.En += fmt.Sprintf(" (%s more have expired or belong to other lots)", kept)
	}
	return text
}

// cannotReturn says how much of a receipt can go back: what the lot still holds, and what was not returned before.
func cannotReturn(left, kept, wanted decimal.Decimal) forms.Text {
	return forms.Text{
		Zh:   fmt.Sprintf("该批次库存还有 %s，此次收货未退 %s，不能退 %s。请减少数量", left, kept, wanted),
		ZhTW: fmt.Sprintf("該批次庫存還有 %s，此次收貨未退 %s，不能退 %s。請減少數量", left, kept, wanted),
		En: fmt.Sprintf("The lot still holds %s, and %s of this receipt were not returned: %s cannot go back. "+
			"Lower the quantity", left, kept, wanted),
	}
}
