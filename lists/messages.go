package lists

import (
	"strings"

	"zongwu/forms"
)

// messages is everything this package itself says to people, in zh-CN, zh-TW and English; {words} are put in by say.
var messages = map[string][3]string{
	// what a change of people leaves undone
	"gap.so":      {"这样改动后，", "這樣變更後，", "After this change: "},
	"gap.without": {"去掉{name}的“{roles}”后，", "去掉{name}的「{roles}」後，", "Once {name} is no longer {roles}: "},
	"gap.disable": {"停用{name}后，", "停用{name}後，", "Once {name} is out of use: "},

	// a workbook as a whole
	"workbook": {"这不是可以读取的 Excel 工作簿（.xlsx）。请在 Excel 或 WPS 中另存为 .xlsx 后再导入",
		"這不是可以讀取的 Excel 活頁簿（.xlsx）。請在 Excel 或 WPS 中另存為 .xlsx 後再匯入",
		"This is no Excel workbook (.xlsx) that can be read. Save it as .xlsx in Excel or WPS and try again"},
	"locked": {"工作簿有密码，或是旧格式（.xls）。请去掉密码并另存为 .xlsx 后再导入",
		"活頁簿有密碼，或是舊格式（.xls）。請移除密碼並另存為 .xlsx 後再匯入",
		"The workbook has a password or is of the old format (.xls). Take the password off, save it as .xlsx and try again"},
	"large": {"工作簿太大（解压后超过 {limit} MB）。请只保留要导入的工作表，去掉图片后再导入",
		"活頁簿太大（解壓縮後超過 {limit} MB）。請只保留要匯入的工作表，移除圖片後再匯入",
		"The workbook is too large (more than {limit} MB unpacked). Keep only the sheet to import, without pictures"},
	"rows": {"行数太多（第 {where} 行），一次最多导入 {limit} 行。请删去下面的空行，或分成几个文件",
		"列數太多（第 {where} 列），一次最多匯入 {limit} 列。請刪去下面的空列，或分成幾個檔案",
		"Too many rows (row {where}): at most {limit} at once. Delete empty rows at the end, or split the file"},
	"columns": {"列数太多（{where}），最多 {limit} 列。请删去右边的空列",
		"欄數太多（{where}），最多 {limit} 欄。請刪去右邊的空欄",
		"Too many columns ({where}): at most {limit}. Delete the empty columns on the right"},
	"text": {"有单元格的文字超过 {limit} 个字，不能读取", "有儲存格的文字超過 {limit} 個字，不能讀取",
		"A cell has more than {limit} characters and cannot be read"},
	"empty.rows": {"工作表“{where}”只有栏目，下面没有内容。请填好再导入", "工作表「{where}」只有欄目，下面沒有內容。請填好再匯入",
		"The sheet “{where}” has its heads and nothing below them. Fill it in first"},
	"empty": {"工作表“{where}”是空的。请先下载模板，按第一行的栏目填写", "工作表「{where}」是空的。請先下載範本，按第一列的欄目填寫",
		"The sheet “{where}” is empty. Download the template and fill in the columns its first row names"},

	// the first row
	"head.none":          {"第一行没有“{list}”的栏目", "第一列沒有「{list}」的欄目", "The first row names no column of {list}"},
	"head.unknown":       {"“{list}”没有这一栏", "「{list}」沒有這一欄", "{list} has no such column"},
	"head.twice":         {"这一栏出现了两次", "這一欄出現了兩次", "This column stands here twice"},
	"head.missing":       {"缺少“{field}”一栏", "缺少「{field}」一欄", "The column “{field}” is missing"},
	"head.right":         {"可用的栏目：{columns}", "可用的欄目：{columns}", "Columns there are: {columns}"},
	"head.right.missing": {"在第一行加上“{field}”", "在第一列加上「{field}」", "Add “{field}” to the first row"},
	"head.right.twice":   {"删去其中一栏", "刪去其中一欄", "Delete one of them"},

	// cells
	"cell.formula":         {"是公式", "是公式", "This is a formula"},
	"cell.formula.right":   {"复制整栏，选择性粘贴为数值", "複製整欄，選擇性貼上為值", "Copy the column and paste it as values"},
	"cell.broken":          {"单元格出错（{found}）", "儲存格出錯（{found}）", "The cell holds an error ({found})"},
	"cell.broken.right":    {"直接填写内容", "直接填寫內容", "Type what it should be"},
	"cell.merged":          {"是合并的单元格", "是合併的儲存格", "These cells are merged"},
	"cell.merged.right":    {"取消合并，每格分别填写", "取消合併，每格分別填寫", "Unmerge them and fill in each"},
	"cell.date":            {"不是日期", "不是日期", "This is no date"},
	"cell.date.right":      {"写成 2026-09-01", "寫成 2026-09-01", "Write it as 2026-09-01"},
	"cell.bool":            {"应为“是”或“否”", "應為「是」或「否」", "This is yes or no"},
	"cell.bool.right":      {"填“是”或“否”", "填「是」或「否」", "Write yes or no"},
	"cell.choice":          {"不在可选范围内", "不在可選範圍內", "This is none of the options"},
	"cell.choice.right":    {"可填：{options}", "可填：{options}", "One of: {options}"},
	"cell.choice.none":     {"目前没有可选的内容", "目前沒有可選的內容", "There is nothing to choose from yet"},
	"cell.reference":       {"“{list}”中没有，或已停用", "「{list}」中沒有，或已停用", "{list} has none of this, or it is out of use"},
	"cell.reference.right": {"填名称或编号，如 {options}", "填名稱或編號，如 {options}", "Write a name or code, such as {options}"},
	"cell.reference.none":  {"请先在“{list}”中添加", "請先在「{list}」中新增", "Add it to {list} first"},
	"cell.row":             {"所填的第 {row} 行有错", "所填的第 {row} 列有錯", "Row {row}, which this names, has faults"},
	"cell.row.right":       {"先改好第 {row} 行", "先改好第 {row} 列", "Put row {row} right first"},
	"notes.zero":           {"0 即{zero}，也可以这样写", "0 即{zero}，也可以這樣寫", "0 is {zero}, and may be written so"},
	"cell.several":         {"有几个同名", "有幾個同名", "Several are called so"},
	"cell.several.right": {
		"写清是哪一个：名称后加编号，人员加登录名；只写编号或登录名也行。这里有 {options}",
		"寫清是哪一個：名稱後加編號，人員加登入名；只寫編號或登入名也行。這裡有 {options}",
		"Say which: the name and its code, of a person the login, or that alone. There are {options}",
	},
	"cell.table":          {"不是“{field}”的写法", "不是「{field}」的寫法", "This is not how {field} is written"},
	"cell.table.right":    {"写成 {example}", "寫成 {example}", "Write it as {example}"},
	"cell.number.right":   {"填数字，如 {example}", "填數字，如 {example}", "Write a number, such as {example}"},
	"cell.required.right": {"请填写", "請填寫", "Fill it in"},
	"cell.key.right": {"小写字母或数字开头；可用的字符见模板的说明", "小寫字母或數字開頭；可用的字元見範本的說明",
		"See the template's notes for the characters it may have"},

	// records
	"record.twice":          {"与第 {row} 行重复", "與第 {row} 列重複", "This stands in row {row} already"},
	"record.twice.right":    {"每条只写一行", "每筆只寫一列", "Keep one of the two rows"},
	"record.disabled":       {"已停用", "已停用", "This is out of use"},
	"record.disabled.right": {"先在页面上恢复使用，再导入", "先在頁面上恢復使用，再匯入", "Put it back into use on its page first"},
	"record.grows":          {"卡片已有，写的是：{was}", "卡片已有，寫的是：{was}", "There is a card, which says: {was}"},
	"record.grows.right": {"已有的卡片不能导入修改：请改回原样，或用“资产登记与变动”办理",
		"已有的卡片不能匯入修改：請改回原樣，或用「財產登記與異動」辦理",
		"A card that is there is not changed by a workbook: put it back, or begin a case of its change"},
	"record.counting":       {"这个房间正在盘点（{number}）", "這個場地正在盤點（{number}）", "This room is being counted ({number})"},
	"record.counting.right": {"盘点结束以后再导入", "盤點結束以後再匯入", "Bring it in once the count is over"},
	"record.exists":         {"已有这个编号", "已有這個編號", "There is one of this code already"},
	"record.alike":          {"已有 {no}，只差大小写", "已有 {no}，只差大小寫", "There is {no}: only small letters and capitals differ"},
	"record.alike.right":    {"照卡片的写法填，或换一个编号", "照卡片的寫法填，或換一個編號", "Write it as the card does, or choose another number"},
	"remark.unlisted": {"折旧年限表里没有类别“{category}”，它的卡片不提折旧。表里有：{listed}",
		"折舊年限表裡沒有類別「{category}」，它的卡片不提折舊。表裡有：{listed}",
		"No years of life are listed for “{category}”: its cards are not written down. Listed are: {listed}"},
	"record.login":          {"这个登录名已被占用", "這個登入名稱已被占用", "This login is taken"},
	"record.login.right":    {"换一个，如加上学校简称", "換一個，如加上學校簡稱", "Take another one, such as with the school's name"},
	"record.namesake":       {"已有人员或学生用了这个编号", "已有人員或學生用了這個編號", "Somebody of the school has this id"},
	"record.namesake.right": {"换一个，如加上年级", "換一個，如加上年級", "Take another one, such as with the grade"},
	"record.unit":           {"账上已有数，计量单位不能改", "帳上已有數，計量單位不能改", "A book has entries in this unit: it stays"},
	"record.unit.right":     {"保持原来的单位，或另建一种物品", "保持原來的單位，或另建一種物品", "Keep the unit, or make another item"},
	"record.admin":          {"至少要有一位系统管理员", "至少要有一位系統管理員", "Somebody must stay administrator"},
	"record.admin.right":    {"先给另一位加上系统管理员角色", "先給另一位加上系統管理員角色", "Make somebody else administrator first"},
	"record.self":           {"不能停用自己", "不能停用自己", "Nobody takes themselves out of use"},
	"record.calendar":       {"校历不成立：{reason}", "校曆不成立：{reason}", "The calendar does not hold: {reason}"},
	"record.day":            {"同一天既放假又上班", "同一天既放假又上班", "This day is both off and a workday"},
	"record.hours":          {"与上一段时间重叠或次序不对", "與上一段時間重疊或次序不對", "It overlaps the stretch above, or comes before it"},

	"day.date":   {"请填写日期", "請填寫日期", "Name a day"},
	"day.order":  {"结束不能早于开始", "結束不能早於開始", "It ends before it begins"},
	"day.many":   {"一次最多 {n} 天；更长的请填“停止办公”", "一次最多 {n} 天；更長的請填「停止辦公」", "Up to {n} days at once; enter a closure for more"},
	"day.closed": {"{day} 在停止办公期间内，不能改为上班", "{day} 在停止辦公期間內，不能改為上班", "{day} is within a closure"},

	"hold.members": {"还有在用的人员属于这个部门：{names}", "還有在用的人員屬於這個部門：{names}", "People belong to it: {names}"},
	"hold.heads": {"是这些部门的负责人：{names}。请先换人", "是這些部門的負責人：{names}。請先換人",
		"Heads {names}: name another head first"},
	"hold.book": {"这些仓库为它单独建账：{names}。请先改仓库", "這些倉庫為它單獨建帳：{names}。請先改倉庫",
		"These stores keep its own book: {names}. Change them first"},
	"hold.keeps": {"是这些仓库的保管员：{names}。请先换人", "是這些倉庫的保管員：{names}。請先換人",
		"Keeps {names}: name another keeper first"},
	"hold.class": {"是这些班级的班主任：{names}。请先换人", "是這些班級的導師：{names}。請先換人",
		"Class teacher of: {names}. Name another one first"},
	"hold.stock":  {"还有库存：{names}", "還有庫存：{names}", "There is stock: {names}"},
	"hold.home":   {"这些物品还在用它：{names}", "這些物品還在用它：{names}", "Goods name it: {names}"},
	"hold.plans":  {"这些预算还有占用：{names}", "這些預算還有占用：{names}", "Budgets have it reserved: {names}"},
	"hold.assets": {"还有资产在此：{names}", "還有財產在此：{names}", "Assets are there: {names}"},

	"out of use": {"{name}（已停用）", "{name}（已停用）", "{name} (out of use)"},
	"yes":        {"是", "是", "yes"}, "no": {"否", "否", "no"},
	"settings.default": {"默认 {default}", "預設 {default}", "{default} by default"},
	"settings.default.of": {
		"默认 {default}（{processes}）", "預設 {default}（{processes}）", "{default} by default ({processes})",
	},

	// workbooks we write
	"sheet.notes":  {"说明", "說明", "Notes"},
	"notes.column": {"栏目", "欄目", "Column"}, "notes.required": {"必填", "必填", "Needed"},
	"notes.content": {"填写内容", "填寫內容", "What to write"}, "notes.readonly": {"只供查看，导入时不读取", "只供查看，匯入時不讀取",
		"For reading: it is not taken in"},
	"notes.text": {"文字", "文字", "Text"}, "notes.money": {"金额，单位元，如 12.50", "金額，單位元，如 12.50",
		"An amount in yuan, such as 12.50"},
	"notes.integer": {"整数，如 {example}", "整數，如 {example}", "A whole number, such as {example}"},
	"notes.decimal": {"数字，如 2.5", "數字，如 2.5", "A number, such as 2.5"},
	"notes.date":    {"日期，如 2026-09-01", "日期，如 2026-09-01", "A date, such as 2026-09-01"},
	"notes.choices": {"可填几项，用顿号隔开：{options}", "可填幾項，用頓號隔開：{options}", "Any of these, parted by 、: {options}"},
	"notes.choice":  {"其中一项：{options}", "其中一項：{options}", "One of: {options}"},
	"notes.refers":  {"“{list}”中的名称或编号", "「{list}」中的名稱或編號", "A name or code of {list}"},
	"yuan":          {"（元）", "（元）", " (yuan)"},
}

// say is a message in a language, with its words put in: name, value, name, value …
func say(lang, key string, args ...string) string {
	return message(key, args...).In(lang)
}

// message is a message in all languages, with its words put in.
func message(key string, args ...string) forms.Text {
	said := messages[key]
	for i := 0; i+1 < len(args); i += 2 {
		for n := range said {
			said[n] = strings.ReplaceAll(said[n], "{"+args[i]+"}", args[i+1])
		}
	}
	return forms.Text{Zh: said[0], ZhTW: said[1], En: said[2]}
}

// gone is the label of something that is no longer offered, by its id.
func gone(name string) forms.Text { return message("out of use", "name", name) }
