package cases

import (
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// What this package itself says to people; everything else comes from forms, processes and the books.

func nulText() forms.Text {
	return forms.Text{
		Zh: "文字中含有不可用的字符（NUL）", ZhTW: "文字中含有不可用的字元（NUL）", En: "The text holds a NUL character",
	}
}

func utf8Text() forms.Text {
	return forms.Text{
		Zh: "文字不是有效的 UTF-8", ZhTW: "文字不是有效的 UTF-8", En: "The text is not valid UTF-8",
	}
}

func longText() forms.Text {
	return forms.Text{
		Zh: "文字超过 2000 字", ZhTW: "文字超過 2000 字", En: "The text is longer than 2000 characters",
	}
}

func unreadableText() forms.Text {
	return forms.Text{
		Zh: "有内容无法接受，请改正后再提交", ZhTW: "有內容無法接受，請改正後再提交", En: "Something cannot be accepted; mend it and send again",
	}
}

func strangerText() forms.Text {
	return forms.Text{
		Zh: "这项操作须由人员本人进行", ZhTW: "這項操作須由人員本人進行", En: "This action needs a person",
	}
}

func dayText() forms.Text {
	return forms.Text{
		Zh: "请填写日期，例如 2026-09-01", ZhTW: "請填寫日期，例如 2026-09-01", En: "Give a date, such as 2026-09-01",
	}
}

func leaveOverText() forms.Text {
	return forms.Text{
		Zh: "结束日期不能早于开始日期或今天", ZhTW: "結束日期不能早於開始日期或今天", En: "It cannot end before it begins, nor before today",
	}
}

func noDeputyText() forms.Text {
	return forms.Text{Zh: "请指定代理人", ZhTW: "請指定代理人", En: "Name a deputy"}
}

func ownDeputyText() forms.Text {
	return forms.Text{Zh: "代理人不能是本人", ZhTW: "代理人不能是本人", En: "Nobody is their own deputy"}
}

// awayDeputyText says when a deputy is away too.
func awayDeputyText(name string, l processes.Leave) forms.Text {
	if l.To == "" {
		return forms.Text{
			Zh:   name + "从" + l.From + "起也请假，其间不能代理",
			ZhTW: name + "從" + l.From + "起也請假，其間不能代理",
			En:   name + " is on leave too, from " + l.From + ", and does not stand in meanwhile",
		}
	}
	return forms.Text{
		Zh:   name + "从" + l.From + "到" + l.To + "也请假，其间不能代理",
		ZhTW: name + "從" + l.From + "到" + l.To + "也請假，其間不能代理",
		En:   name + " is on leave too, from " + l.From + " to " + l.To + ", and does not stand in meanwhile",
	}
}

func strangeDeputyText() forms.Text {
	return forms.Text{
		Zh: "代理人须是本校在职人员", ZhTW: "代理人須是本校在職人員", En: "The deputy must be somebody of the school",
	}
}

func unpublishedText() forms.Text {
	return forms.Text{
		Zh: "学校尚未启用该流程", ZhTW: "學校尚未啟用該流程", En: "the school has no such process in force",
	}
}

func deepText() forms.Text {
	return forms.Text{
		Zh: "流程相互发起的层数过多，请联系管理员检查流程定义", ZhTW: "流程相互發起的層數過多，請聯絡管理員檢查流程定義",
		En: "Processes begin one another too deeply; ask the administrator to check the definitions",
	}
}

// cannotBegin says which process a case could not begin, and why.
func cannotBegin(process, why forms.Text) forms.Text {
	return forms.Text{
		Zh:   "无法发起后续的" + process.Zh + "：" + why.Zh,
		ZhTW: "無法發起後續的" + process.In(forms.Traditional) + "：" + why.In(forms.Traditional),
		En:   process.In(forms.English) + ", which follows, cannot begin: " + why.In(forms.English),
	}
}

func mayNotRunText() forms.Text {
	return forms.Text{
		Zh: "只有系统管理员和以其名义发起的人可以运行", ZhTW: "只有系統管理員和以其名義發起的人可以執行",
		En: "Only administrators, and those in whose name its cases begin, may run it",
	}
}

func farText() forms.Text {
	return forms.Text{
		Zh: "日期须在前后 400 天之内", ZhTW: "日期須在前後 400 天之內", En: "The date must lie within 400 days of today",
	}
}

// ranText says that the run of a month is done.
func ranText(month string, at time.Time) forms.Text {
	day := processes.Day(at)
	return forms.Text{
		Zh: month + " 的一次已于 " + day + " 运行过", ZhTW: month + " 的一次已於 " + day + " 執行過",
		En: "The run of " + month + " was made on " + day,
	}
}

// unbegunText says that a process's schedule could not begin a case, for which row, and why.
func unbegunText(process forms.Text, row store.RefusedRow) forms.Text {
	in := func(lang, colon string) string {
		if row.Title == "" {
			return process.In(lang) + colon + row.Words.In(lang)
		}
		return process.In(lang) + " · " + row.Title + colon + row.Words.In(lang)
	}
	return forms.Text{
		Zh: "未能按计划发起：" + in(forms.Chinese, "："), ZhTW: "未能按計畫發起：" + in(forms.Traditional, "："),
		En: "Did not begin as scheduled: " + in(forms.English, ": "),
	}
}
