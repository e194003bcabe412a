package processes

import (
	"encoding/json"

	"zongwu/forms"
)

// What people read when an action is refused: what is the matter, and what to do next.
var (
	textInvalid = forms.Text{
		Zh: "填写的内容有需要改正的地方", ZhTW: "填寫的內容有需要改正的地方", En: "Something in the form needs correcting",
	}
	textNotYours = forms.Text{
		Zh: "这项待办不由您办理", ZhTW: "這項待辦不由您辦理", En: "This is not yours to do",
	}
	textMayNotBegin = forms.Text{
		Zh: "您的角色不能发起这个流程", ZhTW: "您的角色不能發起這個流程", En: "None of your roles may begin this process",
	}
	textOnlyStarter = forms.Text{
		Zh: "只有申请人可以撤回", ZhTW: "只有申請人可以撤回", En: "Only the starter may withdraw",
	}
	textOnlyDirector = forms.Text{
		Zh: "只有总务主任可以这样做", ZhTW: "只有總務主任可以這樣做", En: "Only the director may do this",
	}
	textDuty = forms.Text{
		Zh:   "按职责分离的规定，您在本单中的其他环节已经办理，不能再办这一环节，请由他人办理",
		ZhTW: "按職責分離的規定，您在本單中的其他環節已經辦理，不能再辦這一環節，請由他人辦理",
		En:   "Separation of duties: your other part in this case keeps you from this step; someone else must do it",
	}
	textDeputySigns = forms.Text{
		Zh:   "您本人也在这一环节签字，不能再代他人签字，请由其本人办理",
		ZhTW: "您本人也在這一環節簽字，不能再代他人簽字，請由其本人辦理",
		En:   "You sign this step yourself and cannot sign it in another's place; they must do it",
	}
	textNotYoursToTell = forms.Text{
		Zh: "只有参与办理的人可以抄送", ZhTW: "只有參與辦理的人可以抄送", En: "Only those who take part may send copies",
	}
	textNobodyNamed = forms.Text{Zh: "请选择抄送给谁", ZhTW: "請選擇抄送給誰", En: "Say whom to send it to"}
	textTooMany     = forms.Text{Zh: "一次最多抄送 50 人", ZhTW: "一次最多抄送 50 人", En: "At most 50 persons at once"}
	textPlace       = forms.Text{Zh: "只能是 before 或 after", ZhTW: "只能是 before 或 after", En: "Either before or after"}
	textNotSelf     = forms.Text{Zh: "不能加签给自己", ZhTW: "不能加簽給自己", En: "You cannot add yourself"}
	textAddedTwice  = forms.Text{Zh: "此人已在加签人之中", ZhTW: "此人已在加簽人之中", En: "This person was added already"}
	textNoSigner    = forms.Text{
		Zh: "申请人填写申请时不能加签", ZhTW: "申請人填寫申請時不能加簽", En: "Nobody is added to who fills in the request",
	}
	textCaseOver = forms.Text{
		Zh: "单据已经结束，请刷新页面", ZhTW: "單據已經結束，請重新整理頁面", En: "The case is over; reload the page",
	}
	textTaskOver = forms.Text{
		Zh: "这项待办已经办结，请刷新页面", ZhTW: "這項待辦已經辦結，請重新整理頁面", En: "The task is no longer open; reload the page",
	}
	textSealed = forms.Text{
		Zh:   "已经入账（收货、付款等），不能再撤回、取消或退回；请用退货或更正",
		ZhTW: "已經入帳（收貨、付款等），不能再撤回、取消或退回；請用退貨或更正",
		En:   "Something was booked already: it cannot be withdrawn, cancelled or sent back; return or correct it instead",
	}
	textBegun = forms.Text{
		Zh:   "另一张单据已经由此开出，本单据要等它的结果，不能再退回；有不同意见请在待办中提出",
		ZhTW: "另一張單據已經由此開出，本單據要等它的結果，不能再退回；有不同意見請在待辦中提出",
		En: "Another case was begun on the way, whose result this one waits for: it cannot be sent back; " +
			"say what you object to in the task",
	}
	textBound = forms.Text{
		Zh:   "已经有了认定，不能再撤回；有不同意见请在待办中提出，或请总务主任取消",
		ZhTW: "已經有了認定，不能再撤回；有不同意見請在待辦中提出，或請總務主任取消",
		En:   "It was decided upon and can no longer be withdrawn; object in your task, or ask the director to cancel it",
	}
	textNotClaimed = forms.Text{
		Zh: "这项待办不是您认领的", ZhTW: "這項待辦不是您認領的", En: "You have not claimed this task",
	}
	textOutcome = forms.Text{Zh: "没有这个办理结果", ZhTW: "沒有這個辦理結果", En: "The step has no such outcome"}
	textResume  = forms.Text{Zh: "只能是 again 或 here", ZhTW: "只能是 again 或 here", En: "Either again or here"}
	textBackTo  = forms.Text{Zh: "不能退回到这个环节", ZhTW: "不能退回到這個環節", En: "It cannot be sent back to this step"}
	textOnward  = forms.Text{
		Zh:   "这个环节不能退回；有不同意见请在办理结果里提出",
		ZhTW: "這個環節不能退回；有不同意見請在辦理結果裡提出",
		En:   "This step cannot be sent back: say in its outcome what you disagree with",
	}
	textNothingAsked  = forms.Text{Zh: "这个环节没有要填的内容", ZhTW: "這個環節沒有要填的內容", En: "This step asks for nothing"}
	textNoComment     = forms.Text{Zh: "请写下要说的话", ZhTW: "請寫下要說的話", En: "Write what you want to say"}
	textNoPerson      = forms.Text{Zh: "没有这个人", ZhTW: "沒有這個人", En: "There is no such person"}
	textSignsAlready  = forms.Text{Zh: "此人已在签字人之中", ZhTW: "此人已在簽字人之中", En: "This person signs already"}
	textCannotCompute = forms.Text{
		Zh: "按填写的内容无法计算", ZhTW: "按填寫的內容無法計算", En: "This cannot be computed from what was filled in",
	}
)

func textClaimed(name string) forms.Text {
	return forms.Text{
		Zh: "已由" + name + "认领", ZhTW: "已由" + name + "認領", En: "Claimed by " + name,
	}
}

func textWaiting(names string) forms.Text {
	return forms.Text{
		Zh: "正在等加签人" + names + "签字", ZhTW: "正在等加簽人" + names + "簽字", En: "It waits for the signature of " + names,
	}
}

func textDutyTo(name string) forms.Text {
	return forms.Text{
		Zh:   "按职责分离的规定，" + name + "不能办理这一环节",
		ZhTW: "按職責分離的規定，" + name + "不能辦理這一環節",
		En:   "Separation of duties keeps " + name + " from this step",
	}
}

func textNoRole(name string) forms.Text {
	return forms.Text{
		Zh: name + "不是可以办理这一环节的人", ZhTW: name + "不是可以辦理這一環節的人", En: name + " is none of those who may do this step",
	}
}

func refuse(reason Reason, detail forms.Text) *Refusal {
	return &Refusal{Reason: reason, Detail: detail}
}

func invalid(pointer, code string, text forms.Text) *Refusal {
	return &Refusal{
		Reason: Invalid, Detail: textInvalid,
		Failures: forms.Failures{{Pointer: pointer, Code: code, Detail: text.Zh, Text: text}},
	}
}

// cannotEvaluate refuses what an expression of the definition cannot be computed from.
func cannotEvaluate(err *forms.EvalError) *Refusal {
	text := textCannotCompute
	text.Zh += "：" + err.Source
	text.ZhTW += "：" + err.Source
	text.En += ": " + err.Source
	return &Refusal{
		Reason: Invalid, Detail: textInvalid,
		Failures: forms.Failures{{Pointer: "", Code: "expression", Detail: text.Zh, Text: text}},
	}
}

// sameJSON compares data by what is stored of it, where 1 and 1.00 of a decimal are written alike.
func sameJSON(a, b forms.Data) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}
