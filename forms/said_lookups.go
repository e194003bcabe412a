package forms

import (
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
)

// lookupTitles are what conditions call what a lookup tells; A_, B_ … stand for what it is asked about. A lookup that
// is not here is said as the definition writes it.
var lookupTitles = map[string]Text{
	"budget_left":      {Zh: "B_的可用预算", ZhTW: "B_的可用預算", En: "what is left of the budget of B_"},
	"stock_on_hand":    {Zh: "A_的库存", ZhTW: "A_的庫存", En: "the stock of A_"},
	"quota_left":       {Zh: "B_的定额还剩", ZhTW: "B_的定額還剩", En: "what is left of the quota of B_"},
	"category_left":    {Zh: "B_同类物品的定额还剩", ZhTW: "B_同類物品的定額還剩", En: "what is left of the quota of the category of B_"},
	"last_price":       {Zh: "A_的最近成交价", ZhTW: "A_的最近成交價", En: "the last price of A_"},
	"month_total":      {Zh: "本部门本月合计", ZhTW: "本部門本月合計", En: "what the department has this month"},
	"unpaid":           {Zh: "欠A_的货款", ZhTW: "欠A_的貨款", En: "what is owed to A_"},
	"unpaid_suppliers": {Zh: "有货款未付的供应商", ZhTW: "有貨款未付的供應商", En: "the suppliers something is owed to"},
	"returnable":       {Zh: "A_中可以退的货", ZhTW: "A_中可以退的貨", En: "what can be returned of A_"},
	"return_value":     {Zh: "所退货物按原价的金额", ZhTW: "所退貨物按原價的金額", En: "what the returned goods were bought for"},
	"unclaimed":        {Zh: "还没有列入付款的货款", ZhTW: "還沒有列入付款的貨款", En: "what of it stands on no payment yet"},
	"issued_value":     {Zh: "领用材料的金额", ZhTW: "領用材料的金額", En: "what was taken out of stores"},
	"undelivered": {
		Zh: "旧年度订了货、没有到货的款项", ZhTW: "舊年度訂了貨、沒有到貨的款項",
		En: "what old years hold for goods ordered and not delivered",
	},
	"registered":  {Zh: "A_已经登记", ZhTW: "A_已經登記", En: "A_ is registered already"},
	"unlisted":    {Zh: "没有列入A_的年限表", ZhTW: "沒有列入A_的年限表", En: "the years of life, which do not name A_"},
	"places":      {Zh: "A_、B_", ZhTW: "A_、B_", En: "A_, B_"},
	"in_room":     {Zh: "A_里的资产", ZhTW: "A_裡的財產", En: "the assets in A_"},
	"counting":    {Zh: "盘点A_的单据", ZhTW: "盤點A_的單據", En: "a count of A_ under way"},
	"under_way":   {Zh: "B_正在办的同类单据", ZhTW: "B_正在辦的同類單據", En: "such case about B_ under way"},
	"expected":    {Zh: "账上应有的", ZhTW: "帳上應有的", En: "what the books expect"},
	"differences": {Zh: "清点和账上的差异", ZhTW: "清點和帳上的差異", En: "the differences from the books"},
}

// columnTitles are what conditions call what stands in a row a lookup tells.
var columnTitles = map[string]Text{
	"id": {Zh: "本行", ZhTW: "本列", En: "this row"}, "case": {Zh: "单据", ZhTW: "單據", En: "case"},
	"room": {Zh: "房间", ZhTW: "場地", En: "room"}, "store": {Zh: "仓库", ZhTW: "倉庫", En: "store"},
	"head": {Zh: "负责人", ZhTW: "負責人", En: "person in charge"}, "asset": {Zh: "资产", ZhTW: "財產", En: "asset"},
	"item": {Zh: "物品", ZhTW: "物品", En: "item"}, "supplier": {Zh: "供应商", ZhTW: "供應商", En: "supplier"},
	"qty": {Zh: "数量", ZhTW: "數量", En: "quantity"}, "amount": {Zh: "金额", ZhTW: "金額", En: "amount"},
	"department": {Zh: "部门", ZhTW: "部門", En: "department"}, "person": {Zh: "姓名", ZhTW: "姓名", En: "person"},
	"state": {Zh: "状态", ZhTW: "狀態", En: "state"}, "name": {Zh: "名称", ZhTW: "名稱", En: "name"},
}

var asked = regexp.MustCompile(`^([a-z][a-z0-9_]*)\(`)

// ColumnCalled is what a path into a row is called, where the rows are what a lookup tells: of places(…) room, head.
func ColumnCalled(rows *Expr, path []string) (Called, bool) {
	if m := asked.FindStringSubmatch(rows.Source); m == nil || rows.Type.Kind != "list" {
		return Called{}, false
	} else if _, told := lookupTitles[m[1]]; !told {
		return Called{}, false
	}
	return columnCalled(*rows.Type.Of, path)
}

func columnCalled(row Type, path []string) (Called, bool) {
	if len(path) == 0 {
		return Called{}, false
	}
	title, known := columnTitles[path[0]]
	if !known {
		return Called{}, false
	}
	return AttributeCalled(Quoted(title), row.Fields[path[0]].Ref, path[1:])
}

// lookup says what a lookup tells; ok is false where the call is none that has a title.
func (s *speaker) lookup(e ast.Expr) (said string, ok bool) {
	if e.Kind() != ast.CallKind || e.AsCall().IsMemberFunction() {
		return "", false
	}
	call := e.AsCall()
	title, known := lookupTitles[call.FunctionName()]
	if !known {
		return "", false
	}
	said = title.In(s.lang)
	for i, arg := range call.Args() {
		if hole := string(rune('A'+i)) + "_"; strings.Contains(said, hole) {
			said = strings.ReplaceAll(said, hole, s.value(arg, nil))
		}
	}
	return said, true
}

// toldRow marks the path of a row that a lookup tells, behind it the lookup's name.
const toldRow = "()"

// toldColumn calls what a path into such a row leads to.
func toldColumn(way []string) (Called, bool) {
	i := slices.IndexFunc(Lookups, func(l Lookup) bool { return l.Name == way[1] })
	if i < 0 || Lookups[i].Out.Of == nil {
		return Called{}, false
	}
	return columnCalled(*Lookups[i].Out.Of, way[2:])
}

// among says that what a lookup tells holds a row that meets a condition.
func (s *speaker) among(name string, list ast.Expr, args []ast.Expr, holds bool) string {
	said, ok := s.lookup(list)
	if !ok || name != "exists" || len(args) != 2 || args[0].Kind() != ast.IdentKind {
		return s.lose()
	}
	s.locals[asWritten(args[0].AsIdent())] = []string{toldRow, list.AsCall().FunctionName()}
	each := s.clause(args[1], true)
	if holds {
		return s.say("A_中有一行B_", "A_中有一列B_", "B_ in some row of A_", said, each)
	}
	return s.say("A_中没有一行B_", "A_中沒有一列B_", "B_ in no row of A_", said, each)
}

// agreed says that two tables agree: each is called by the step that filled it in.
func (s *speaker) agreed(args []ast.Expr, holds bool) string {
	if len(args) < 2 {
		return s.lose()
	}
	var names [2]string
	for i := range names {
		way := s.path(args[i])
		if len(way) == 0 {
			return s.lose()
		}
		names[i] = s.name(way[:1]).Text.In(s.lang)
	}
	if holds {
		return s.say("A_和B_的结果一致", "A_和B_的結果一致", "A_ and B_ agree", names[0], names[1])
	}
	return s.say("A_和B_的结果不一致", "A_和B_的結果不一致", "A_ and B_ do not agree", names[0], names[1])
}

// belongs takes apart what an attribute of a reference is called: the thing, and what of it; ok is false for what is no
// attribute.
func (s *speaker) belongs(way []string) (of, what string, ok bool) {
	if len(way) < 2 {
		return "", "", false
	}
	whole, ok := s.called(way)
	thing, known := s.called(way[:len(way)-1])
	if !ok || !known || thing.Value != nil {
		return "", "", false
	}
	of = thing.Text.In(s.lang)
	if s.lang == English {
		what, ok = strings.CutSuffix(whole.Text.In(s.lang), " of "+of)
	} else {
		what, ok = strings.CutPrefix(whole.Text.In(s.lang), of+"的")
	}
	return of, what, ok
}
