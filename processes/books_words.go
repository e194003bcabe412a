package processes

import "zongwu/forms"

// Title is what an operation does, in words: 核销资产.
func (o Operation) Title() forms.Text { return operationTitles[o.Name()] }

var operationTitles = map[string]forms.Text{
	"budget.reserve": {Zh: "占用预算", ZhTW: "占用預算", En: "reserve of the budget"},
	"budget.release": {Zh: "释放一部分预算", ZhTW: "釋放一部分預算", En: "release part of the budget"},
	"budget.keep":    {Zh: "把占用的预算调到这个数", ZhTW: "把占用的預算調到這個數", En: "set what is reserved of the budget"},
	"budget.clear":   {Zh: "释放占用的预算", ZhTW: "釋放占用的預算", En: "release the budget"},
	"budget.spend":   {Zh: "预算列支", ZhTW: "預算列支", En: "spend of the budget"},
	"budget.refund":  {Zh: "退回预算支出", ZhTW: "退回預算支出", En: "take back what was spent"},
	"budget.carry":   {Zh: "结转到新年度", ZhTW: "結轉到新年度", En: "carry over to the new year"},

	"stock.receive":   {Zh: "入库", ZhTW: "入庫", En: "receive into the store"},
	"stock.issue":     {Zh: "出库", ZhTW: "出庫", En: "issue from the store"},
	"stock.take_back": {Zh: "退回库存", ZhTW: "退回庫存", En: "put back into the store"},
	"stock.adjust":    {Zh: "按盘点调整库存", ZhTW: "按盤點調整庫存", En: "adjust the stock to what was counted"},
	"stock.return":    {Zh: "退货出库（红字）", ZhTW: "退貨出庫（紅字）", En: "return out of the store"},

	"payables.owe":       {Zh: "记应付款", ZhTW: "記應付款", En: "owe the supplier"},
	"payables.invoice":   {Zh: "列入付款", ZhTW: "列入付款", En: "put on this payment"},
	"payables.uninvoice": {Zh: "不再列入付款", ZhTW: "不再列入付款", En: "take off this payment"},
	"payables.pay":       {Zh: "冲减应付款", ZhTW: "沖減應付款", En: "pay the supplier"},
	"payables.return":    {Zh: "退货，减少应付款", ZhTW: "退貨，減少應付款", En: "owe less for returned goods"},

	"assets.register":     {Zh: "登记资产卡片", ZhTW: "登記財產卡", En: "make a card in the register"},
	"assets.change":       {Zh: "更正资产卡片", ZhTW: "更正財產卡", En: "correct the card"},
	"assets.place":        {Zh: "改记存放地点、保管人", ZhTW: "改記存置地點、保管人", En: "book the new place and holder"},
	"assets.mark":         {Zh: "改记资产状态", ZhTW: "改記財產狀態", En: "book the asset's state"},
	"assets.unmark":       {Zh: "恢复资产原来的状态", ZhTW: "恢復財產原來的狀態", En: "book the state it had before"},
	"assets.mend":         {Zh: "记资产修复", ZhTW: "記財產修復", En: "book it as mended"},
	"assets.compensate":   {Zh: "登记照价赔偿，一物只赔一次", ZhTW: "登記照價賠償，一物只賠一次", En: "book that its price is owed, once only"},
	"assets.uncompensate": {Zh: "撤销照价赔偿", ZhTW: "撤銷照價賠償", En: "take back that its price is owed"},
	"assets.promise":      {Zh: "预约这几天", ZhTW: "預約這幾天", En: "promise it for these days"},
	"assets.unpromise":    {Zh: "取消预约", ZhTW: "取消預約", En: "take back the promise"},
	"assets.lend":         {Zh: "记借出", ZhTW: "記借出", En: "book it as lent"},
	"assets.give_back":    {Zh: "记归还", ZhTW: "記歸還", En: "book it as given back"},
	"assets.cost":         {Zh: "维修费用记入卡片", ZhTW: "維修費用記入財產卡", En: "book the cost to the card"},
	"assets.write_off":    {Zh: "核销资产", ZhTW: "財產除帳", En: "take it off the register"},

	"receivables.owe":   {Zh: "记应收款", ZhTW: "記應收款", En: "book what is owed"},
	"receivables.pay":   {Zh: "记收款", ZhTW: "記收款", En: "book the payment"},
	"receivables.waive": {Zh: "记免除", ZhTW: "記免除", En: "book the waiver"},

	"counts.freeze": {Zh: "封账：盘点期间不能搬动、出入库", ZhTW: "封帳：盤點期間不能搬動、出入庫", En: "freeze: nothing moves while it is counted"},
	"counts.thaw":   {Zh: "解除封账", ZhTW: "解除封帳", En: "let things move again"},
	"counts.find":   {Zh: "记入盘点表", ZhTW: "記入盤點表", En: "write down what was found"},
	"counts.settle": {Zh: "记入处理结果", ZhTW: "記入處理結果", En: "write down what was decided on it"},

	"quotas.draw":  {Zh: "扣减领用定额", ZhTW: "扣減領用定額", En: "count against the quota"},
	"quotas.free":  {Zh: "退回领用定额", ZhTW: "退回領用定額", En: "give back to the quota"},
	"quotas.clear": {Zh: "全部退回领用定额", ZhTW: "全部退回領用定額", En: "give all back to the quota"},
}
