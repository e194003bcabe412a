package forms

import "maps"

// Called is what a field is called that a path of names leads to, or what a reference in it leads to is: "start.asset"
// as ["asset"], its state as ["asset", "state"]. False where the path leads to nothing people have a name for.
func (f *Form) Called(path []string) (Called, bool) {
	at, found := f.level, (*field)(nil)
	for i, name := range path {
		if at == nil {
			return found.attributes(path[i:])
		}
		if found = at.field(name); found == nil {
			return Called{}, false
		}
		at = found.table
	}
	if found == nil {
		return Called{}, false
	}
	return Called{Text: Quoted(found.label), Words: found.optionLabels()}, true
}

func (f *field) attributes(path []string) (Called, bool) {
	k, refers := f.kind.(referring)
	if !refers {
		return Called{}, false
	}
	return AttributeCalled(Quoted(f.label), k.refers(), path)
}

// AttributeCalled is what attributes of a reference of a kind are called, named as one's own: 资产的状态.
func AttributeCalled(of Text, kind string, path []string) (Called, bool) {
	c := Called{Text: of}
	for _, name := range path {
		named, known := attributes[kind][name]
		if !known {
			return Called{}, false
		}
		c.Text = Text{
			Zh: c.Text.Zh + "的" + named.Text.Zh, ZhTW: c.Text.In(Traditional) + "的" + named.Text.In(Traditional),
			En: named.Text.In(English) + " of " + c.Text.In(English),
		}
		c.Words = maps.Clone(named.Words)
		kind = ObjectTypes[kind][name].Ref
	}
	return c, true
}

// attributes are what conditions read of references, as people call it.
var attributes = map[string]map[string]Called{
	"asset": {
		"state": {Text: Text{Zh: "状态", ZhTW: "狀態", En: "the state"}, Words: map[string]Text{
			"in_use": {Zh: "在用", ZhTW: "使用中", En: "in use"}, "lent": {Zh: "借出", ZhTW: "借出", En: "lent"},
			"idle": {Zh: "闲置", ZhTW: "閒置", En: "idle"}, "repair": {Zh: "待修", ZhTW: "待修", En: "in repair"},
			"written_off": {Zh: "已核销", ZhTW: "已除帳", En: "written off"},
		}},
		"no":         {Text: Text{Zh: "编号", ZhTW: "編號", En: "the number"}},
		"price":      {Text: Text{Zh: "原价", ZhTW: "原價", En: "the price"}},
		"book_value": {Text: Text{Zh: "净值", ZhTW: "淨值", En: "the book value"}},
		"quantity":   {Text: Text{Zh: "数量", ZhTW: "數量", En: "the quantity"}},
		"room":       {Text: Text{Zh: "存放地点", ZhTW: "存置地點", En: "the place"}},
		"holder":     {Text: Text{Zh: "保管人", ZhTW: "保管人", En: "the holder"}},
		"lent_to":    {Text: Text{Zh: "借用人", ZhTW: "借用人", En: "the borrower"}},
		"lent_by":    {Text: Text{Zh: "借用单", ZhTW: "借用單", En: "the loan"}},
		"due":        {Text: Text{Zh: "应还日期", ZhTW: "應還日期", En: "the day it is due"}},
		"kept_by":    {Text: Text{Zh: "待修、待查的单据", ZhTW: "待修、待查的單據", En: "the repair or report"}},
	},
	"item": {
		"kind": {Text: Text{Zh: "类型", ZhTW: "類型", En: "the kind"}, Words: map[string]Text{
			"consumable": {Zh: "低值易耗品", ZhTW: "低值易耗品", En: "consumable"},
			"durable":    {Zh: "低值耐用品", ZhTW: "低值耐用品", En: "durable"},
			"food":       {Zh: "食品", ZhTW: "食品", En: "food"},
			"asset":      {Zh: "固定资产", ZhTW: "財產", En: "fixed asset"},
			"service":    {Zh: "服务", ZhTW: "服務", En: "service"},
		}},
		"food":  {Text: Text{Zh: "食品", ZhTW: "食品", En: "food"}},
		"store": {Text: Text{Zh: "仓库", ZhTW: "倉庫", En: "the store"}},
	},
	"room": {"head": {Text: Text{Zh: "负责人", ZhTW: "負責人", En: "the person in charge"}}},
	"store": {
		"keeper":     {Text: Text{Zh: "保管员", ZhTW: "保管員", En: "the keeper"}},
		"department": {Text: Text{Zh: "所属部门", ZhTW: "所屬部門", En: "the department"}},
	},
	"person": {
		"roles":      {Text: Text{Zh: "角色", ZhTW: "角色", En: "the roles"}},
		"department": {Text: Text{Zh: "部门", ZhTW: "部門", En: "the department"}},
		"pupil":      {Text: Text{Zh: "学生", ZhTW: "學生", En: "a pupil"}},
	},
	"category": {
		"size": {Text: Text{Zh: "大小", ZhTW: "大小", En: "the size"}, Words: map[string]Text{
			"minor": {Zh: "小修", ZhTW: "小修", En: "minor"}, "major": {Zh: "大修", ZhTW: "大修", En: "major"},
		}},
		"trade": {Text: Text{Zh: "工种", ZhTW: "工種", En: "the trade"}},
	},
	"supplier": {"settle": {Text: Text{Zh: "结算", ZhTW: "結算", En: "the settlement"}, Words: map[string]Text{
		"monthly": {Zh: "月结", ZhTW: "月結", En: "monthly"}, "single": {Zh: "单笔", ZhTW: "單筆", En: "each delivery"},
	}}},
}

// Continued is the expression whose rows a table of the form continues: what `line` of such a row is; nil where it
// continues none.
func (f *Form) Continued(table string) *Expr {
	if fd := f.level.field(table); fd != nil {
		return fd.source
	}
	return nil
}

// Labels are what the fields that pages draw are called, in the form's order; asked leaves out what is worked out and
// what is only there to be read.
func (f *Form) Labels(lang string, asked bool) []string {
	var labels []string
	for _, fd := range f.level.fields {
		if asked && (fd.formula != nil || fd.word == "note") {
			continue
		}
		if !fd.undrawn && fd.label.Zh != "" {
			labels = append(labels, fd.label.In(lang))
		}
	}
	return labels
}
