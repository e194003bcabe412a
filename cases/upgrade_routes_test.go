package cases_test

// turn is one thing somebody does to a case: takes an outcome of a step, or sends it back to another.
type turn struct {
	By   string `json:"by"`
	At   string `json:"at"`             // "step", or "step@branch"
	Out  string `json:"out,omitempty"`  // an outcome
	Data string `json:"data,omitempty"` // JSON
	To   string `json:"to,omitempty"`   // the step it is sent back to, instead of an outcome
}

// passage is the life of a case from its start to its end.
type passage struct {
	process, by, data string
	// after says what must have happened first, and which open case, begun by that, the moves are of.
	after string
	moves []turn
}

const (
	chalkAsked = `{"subject":"30201","reason":"粉笔","lines":[{"item":"g02","qty":"100","price":350}]}`
	paperAsked = `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"300","price":2250}]}`
	riceAsked  = `{"subject":"CT01","reason":"大米","lines":[{"item":"g22","qty":"100","price":520}]}`
	cleanAsked = `{"subject":"CT01","reason":"保洁","lines":[{"item":"v01","qty":"1","price":38000}]}`
	urgently   = `{"subject":"30201","reason":"粉笔","urgent":true,"lines":[{"item":"g02","qty":"100","price":350}]}`
	chalkAnew  = `{"subject":"30201","reason":"粉笔","lines":[{"id":"1","item":"g02","qty":"100","price":350}]}`
	allQuotes  = `{"quotes":[{"supplier":"s1","amount":670000},{"supplier":"s5","amount":675000},{"supplier":"s6","amount":680000}],"choice":"s1"}`
	oneLot     = `{"lines":[{"line":"1","accepted":"100","lot":"L1","expires":"2099-01-01","proof":"f1"}]}`
	onePetty   = `{"subject":"30201","supplier":"s6","reason":"插座","amount":12345,"invoice_no":"044002699999","file":"f1","photo":"f2"}`
)

func ordering(supplier, qty, price string) string {
	return `{"supplier":"` + supplier + `","lines":[{"line":"1","qty":"` + qty + `","price":` + price + `}]}`
}

// waitingRoutes lead by every step people do, of every process of the catalogue.
func waitingRoutes() []passage {
	review := turn{By: "director", At: "review", Out: "approve"}
	buy := turn{By: "buyer", At: "buy", Out: "done", Data: ordering("s6", "100", "350")}
	accept := turn{By: "storekeeper", At: "accept", Out: "accept", Data: `{"lines":[{"line":"1","accepted":"100"}]}`}
	return []passage{
		{process: "purchase", by: "head", data: chalkAsked, moves: []turn{
			review, {By: "buyer", At: "buy", To: "start"}, {By: "head", At: "start", Out: "submit", Data: chalkAnew},
			review, buy,
			{By: "storekeeper", At: "accept", Out: "part", Data: `{"lines":[{"line":"1","accepted":"40"}]}`},
			{By: "storekeeper", At: "accept", Out: "refuse", Data: `{"lines":[{"line":"1","accepted":"0","refused":"60","reason":"受潮"}]}`},
			{By: "buyer", At: "more", Out: "close", Data: `{"reason":"缺货"}`},
		}},
		{process: "purchase", by: "head", data: paperAsked, moves: []turn{
			review, {By: "buyer", At: "quote", Out: "done", Data: allQuotes},
			{By: "director", At: "minutes", Out: "done", Data: `{"file":"f1"}`},
			{By: "principal", At: "permit", Out: "approve"},
			{By: "buyer", At: "buy", Out: "done", Data: ordering("s1", "300", "2230")},
			{By: "storekeeper", At: "accept", Out: "accept", Data: `{"lines":[{"line":"1","accepted":"300"}]}`},
		}},
		{process: "purchase", by: "canteen", data: riceAsked, moves: []turn{
			review, {By: "buyer", At: "buy", Out: "done", Data: ordering("s6", "100", "520")},
			{By: "buyer2", At: "buy_second", Out: "sign"},
			{By: "storekeeper2", At: "accept", Out: "accept", Data: oneLot},
			{By: "storekeeper", At: "accept_second", Out: "sign"},
		}},
		{process: "purchase", by: "canteen", data: cleanAsked, moves: []turn{
			review, {By: "buyer", At: "buy", Out: "done", Data: ordering("s6", "1", "38000")},
			{By: "canteen", At: "accept_service", Out: "accept", Data: `{"lines":[{"line":"1","accepted":"1"}]}`},
		}},
		{process: "purchase", by: "head", data: urgently, moves: []turn{
			buy, accept, {By: "director", At: "review", Out: "reject"},
			{By: "director", At: "unapproved", Out: "again", Data: `{"reason":"当天要用"}`}, review,
		}},
		{process: "payment", after: "bought", moves: []turn{
			{By: "buyer", At: "handle", Out: "sign", Data: "invoice"},
			{By: "storekeeper", At: "sign_acceptor", Out: "sign"}, {By: "auditor", At: "sign_auditor", Out: "sign"},
			{By: "principal", At: "release", Out: "approve"},
			{By: "cashier", At: "pay", Out: "done", Data: `{"method":"transfer","paid_on":"2026-09-01"}`},
			{By: "accountant", At: "book", Out: "done", Data: `{"voucher_no":"记-0901"}`},
		}},
		{process: "petty", by: "head", data: onePetty, moves: []turn{
			{By: "liangw", At: "accept", Out: "sign"}, review,
			{By: "cashier", At: "pay", Out: "done", Data: `{"method":"cash","paid_on":"2026-09-01"}`},
			{By: "accountant", At: "book", Out: "done", Data: `{"voucher_no":"记-0902"}`},
		}},
		{process: "goods_return", by: "storekeeper", after: "received", moves: []turn{review}},
		{process: "carry_over", by: "accountant", after: "closed", data: `{}`, moves: []turn{review}},
	}
}
