package forms

import "strings"

// Why what people fill in cannot be computed; every other reason is the definition's fault.
const (
	tooLarge    = "the amount is too large"
	tooBig      = "the number is too large"
	tooManyDays = "too many days"
	outOfRange  = "the date is out of range"
	byZero      = "division by zero"
	tooLong     = "a text is too long"
	manyDigits  = "a number has too many digits"
)

// Codes lists the codes of failures with what a person reads; {words} stand for a failure's arguments. A rule's and a
// warning's words are the definition's own.
func messages() map[string]Text {
	return map[string]Text{
		"required":   {"此项必填", "此項必填", "This is needed"},
		"type":       {"格式不对，应为{type}", "格式不對，應為{type}", "This must be {type}"},
		"min":        {"不能小于 {min}", "不能小於 {min}", "At least {min}"},
		"max":        {"不能大于 {max}", "不能大於 {max}", "At most {max}"},
		"min/count":  {"至少 {min} 项", "至少 {min} 項", "At least {min} of these"},
		"min/rows":   {"应填 {min} 行，现在只有 {value} 行", "應填 {min} 列，現在只有 {value} 列", "All {min} of these are needed"},
		"max/count":  {"最多 {max} 项", "最多 {max} 項", "At most {max} of these"},
		"min/when":   {"不能早于 {min}", "不能早於 {min}", "Not before {min}"},
		"max/when":   {"不能晚于 {max}", "不能晚於 {max}", "Not after {max}"},
		"min/above":  {"必须大于 {above}", "必須大於 {above}", "This must be more than {above}"},
		"scale":      {"最多 {scale} 位小数", "最多 {scale} 位小數", "At most {scale} decimal places"},
		"length":     {"不能超过 {max} 个字", "不能超過 {max} 個字", "At most {max} characters"},
		"pattern":    {"格式不符合要求", "格式不符合要求", "This is not in the form that is asked for"},
		"choice":     {"不在可选范围内", "不在可選範圍內", "This is none of the options"},
		"unknown":    {"此处没有这一项", "此處沒有這一項", "Nobody asked for this here"},
		"reference":  {"找不到，或已停用", "找不到，或已停用", "There is none of this id, or it is no longer in use"},
		"unique":     {"不能重复", "不能重複", "This stands here twice"},
		"used":       {"「{value}」已在 {case} 使用过", "「{value}」已在 {case} 使用過", "“{value}” has been used in {case}"},
		"alone":      {"{case} 正在办理，请等它办完", "{case} 正在辦理，請等它辦完", "{case} is about it and still open; wait for it"},
		"readonly":   {"此项不能修改", "此項不能修改", "This cannot be changed"},
		"rule":       {"不符合规定", "不符合規定", "A rule refuses this"},
		"warning":    {"请留意", "請留意", "Please note"},
		"expression": {"无法计算：{reason}", "無法計算：{reason}", "This cannot be computed: {reason}"},
		"expression/other": {
			"按填写的内容无法计算，请核对", "按填寫的內容無法計算，請核對", "This cannot be computed: {reason}",
		},
		"reason/" + tooLarge:    {"金额太大，请核对", "金額太大，請核對", "the amount is too large; check it"},
		"reason/" + tooBig:      {"数字太大，请核对", "數字太大，請核對", "the number is too large; check it"},
		"reason/" + tooManyDays: {"天数太大，请核对", "天數太大，請核對", "there are too many days; check them"},
		"reason/" + outOfRange:  {"日期超出范围，请核对", "日期超出範圍，請核對", "the date is out of range; check it"},
		"reason/" + byZero:      {"除数为零，请核对", "除數為零，請核對", "something is divided by zero; check it"},
		"reason/" + tooLong:     {"文字太长，请缩短", "文字太長，請縮短", "the text is too long; shorten it"},
		"reason/" + manyDigits:  {"数字的位数太多，请核对", "數字的位數太多，請核對", "a number has too many digits; check it"},
		"nul":                   {"含有不能保存的字符", "含有不能保存的字元", "This holds a character that cannot be kept"},
		"rows": {
			"该行不存在、不可填或重复", "該行不存在、不可填或重複", "This row does not exist, is not open, or stands here twice",
		},
		"rows/again": {
			"前面所选已更改，明细已重新列出，请核对后再提交", "前面所選已變更，明細已重新列出，請核對後再提交",
			"What these rows are listed for has changed: they are listed anew, please check them",
		},
		"date":        {"不是有效的{type}", "不是有效的{type}", "This is no valid {type}"},
		"type/text":   {"文字", "文字", "text"},
		"type/list":   {"列表", "清單", "a list"},
		"type/row":    {"一行明细", "一行明細", "a row (a JSON object)"},
		"type/table":  {"明细表", "明細表", "a list of rows"},
		"type/bool":   {"是或否", "是或否", "true or false"},
		"type/image":  {"图片", "圖片", "a picture"},
		"type/money":  {"金额", "金額", "an amount (in JSON a whole number of fen)"},
		"type/date":   {"日期", "日期", "date (2026-09-01)"},
		"type/time":   {"时间", "時間", "time (08:30)"},
		"type/object": {"一份表单", "一份表單", "a form"},
		"type/datetime": {
			"日期时间", "日期時間", "date and time (2026-09-01T08:30:00+08:00)",
		},
		"type/integer": {"整数", "整數", "a whole number"},
		"type/decimal": {"数字", "數字", "a number (in JSON as text)"},
	}
}

// Codes lists the codes failures can have.
func Codes() []string {
	var codes []string
	for code := range messages() {
		if !strings.Contains(code, "/") {
			codes = append(codes, code)
		}
	}
	return codes
}

// Message renders a failure in a language; one that this package did not make keeps the detail it came with.
func Message(f Failure, lang string) string {
	if f.Text.Zh != "" {
		return f.Text.In(lang)
	}
	if said := message(f.Code, f.Args, lang); said != "" {
		return said
	}
	return f.Detail
}

func message(code string, args map[string]string, lang string) string {
	table := messages()
	text := table[code]
	switch {
	case code == "expression" && table["reason/"+args["reason"]].Zh == "":
		text = table["expression/other"]
	case args["rows"] != "":
		text = table[code+"/rows"]
	case args["count"] != "":
		text = table[code+"/count"]
	case args["when"] != "":
		text = table[code+"/when"]
	case args["again"] != "":
		text = table[code+"/again"]
	case args["above"] != "" && code == "min":
		text = table["min/above"]
	}
	out := text.In(lang)
	for name, value := range args {
		if words, ok := table[name+"/"+value]; ok {
			value = words.In(lang)
		}
		out = strings.ReplaceAll(out, "{"+name+"}", value)
	}
	return out
}
