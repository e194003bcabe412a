package cases_test

import (
	"fmt"
	"strings"
	"testing"

	"zongwu/processes"
)

func TestPurchaseBelowEveryLimit(t *testing.T) {
	s := newStage(t)
	r := s.start("head", chalk)
	if !strings.HasPrefix(r.number, "CG-") || !strings.HasSuffix(r.number, "-0001") {
		t.Errorf("number %q", r.number)
	}
	r.stands(processes.Open, "review")
	r.do("director", "review", "approve", "")
	s.equal("reserved", s.reserved("jwc", "30201"), 35000)
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 340)))
	s.equal("reserved after a cheaper order", s.reserved("jwc", "30201"), 34000)
	r.do("storekeeper", "accept", "accept", takeAll)
	r.stands(processes.Done)
	s.equal("stock", s.inStock("general", "g02"), 100)
	s.equal("owed", s.owed("s6"), 34000)
}

func quotes(amounts ...int) string {
	suppliers := []string{"s1", "s5", "s6", "s2"}
	var rows []string
	for i, amount := range amounts {
		rows = append(rows, fmt.Sprintf(`{"supplier":%q,"amount":%d}`, suppliers[i], amount))
	}
	return `"quotes":[` + strings.Join(rows, ",") + `]`
}

func paper(qty string) string {
	return `{"subject":"30201","reason":"复印纸","lines":[{"item":"g01","qty":"` + qty + `","price":2250}]}`
}

func TestPurchaseWithQuotes(t *testing.T) {
	s := newStage(t)
	r := s.start("head", paper("100")) // 2,250.00
	r.do("director", "review", "approve", "")
	for _, c := range []struct{ data, failure string }{
		{`{` + quotes(200000, 210000) + `,"choice":"s1"}`, "min /quotes"},
		{`{` + quotes(200000, 210000, 220000) + `,"choice":"s5"}`, "required /why"},
		{`{` + quotes(200000, 210000, 220000) + `,"choice":"s2"}`, "rule /choice"},
		{`{` + quotes(200000, 210000, 220000) + `,"choice":"s1","contract":"s1"}`, "unknown /contract"},
		{`{"quotes":[{"supplier":"s1","amount":1},{"supplier":"s1","amount":2},{"supplier":"s5","amount":3}],
			"choice":"s1"}`, "unique /quotes/1/supplier"},
	} {
		s.refuses(r.try("buyer", "quote", "done", c.data), processes.Invalid, c.failure)
	}
	r.do("buyer", "quote", "done", `{`+quotes(200000, 210000, 220000)+`,"choice":"s1"}`)
	r.stands(processes.Open, "permit")
	r.do("principal", "permit", "approve", "")
	s.refuses(r.try("buyer", "buy", "done", order("s5", ordered("1", "100", 2000))), processes.Invalid, "rule /supplier")
	r.do("buyer", "buy", "done", order("s1", ordered("1", "100", 2000)))
	r.do("liangw", "accept", "accept", takeAll)
	r.stands(processes.Done)
	s.equal("reserved", s.reserved("jwc", "30201"), 200000)
	s.equal("stock", s.inStock("general", "g01"), 96+100)
}

func TestPurchaseUnderContractWithMinutes(t *testing.T) {
	s := newStage(t)
	r := s.start("head", paper("300")) // 6,750.00
	r.do("director", "review", "approve", "")
	s.refuses(r.try("buyer", "quote", "contract", `{"contract":"s2"}`), processes.Invalid, "rule /contract")
	r.do("buyer", "quote", "contract", `{"contract":"s1"}`)
	s.refuses(r.try("director", "minutes", "done", `{}`), processes.Invalid, "required /file")
	s.refuses(r.try("director", "minutes", "done", `{"file":"nosuch"}`), processes.Invalid, "reference /file")
	r.do("director", "minutes", "done", `{"file":"`+s.file("f1")+`"}`)
	s.equal("files of the case", s.number(`SELECT count(*) FROM file_cases WHERE case_id = $1`, r.id), 1)
	r.do("principal", "permit", "approve", "")
	if got := r.task("buy").Data.Text("supplier"); got != "s1" {
		t.Errorf("the order opens with supplier %q", got)
	}
	r.do("buyer", "buy", "done", order("s1", ordered("1", "300", 2250)))
	r.do("storekeeper", "accept", "accept", `{"lines":[{"line":"1","accepted":"300"}]}`)
	r.stands(processes.Done)
}

func TestFoodIsSignedByTwo(t *testing.T) {
	s := newStage(t)
	r := s.start("canteen", rice)
	r.do("director", "review", "approve", "")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 520)))
	s.refuses(r.try("buyer", "buy_second", "sign", ""), processes.Duty, "")
	r.do("buyer2", "buy_second", "sign", "")
	s.refuses(r.try("storekeeper2", "accept", "accept", takeAll), processes.Invalid, "required /lines/0/lot")
	food := `{"lines":[{"line":"1","accepted":"100","lot":"L1","expires":"2099-01-01","proof":"` + s.file("f1") + `"}]}`
	r.do("storekeeper2", "accept", "accept", food)
	s.equal("stock before the second signature", s.inStock("canteen", "g22"), 600)
	s.refuses(r.try("storekeeper2", "accept_second", "sign", ""), processes.Duty, "")
	r.do("storekeeper", "accept_second", "object", "")
	r.stands(processes.Open, "accept@canteen")
	if rows := r.task("accept").Data.Rows("lines"); len(rows) != 1 || rows[0].Text("lot") != "L1" {
		t.Errorf("accept opens again with %v", rows)
	}
	r.do("storekeeper2", "accept", "accept", food)
	r.do("storekeeper", "accept_second", "sign", "")
	r.stands(processes.Done)
	s.equal("stock", s.inStock("canteen", "g22"), 700)
}

func TestTwoStoresAndAService(t *testing.T) {
	s := newStage(t)
	r := s.start("canteen", `{"subject":"CT01","reason":"杂项","lines":[{"item":"g22","qty":"10","price":520},
		{"item":"g02","qty":"10","price":350},{"item":"v01","qty":"1","price":38000}]}`)
	r.do("director", "review", "approve", "")
	r.do("buyer", "buy", "done", order("s6", strings.Join([]string{
		ordered("1", "10", 520), ordered("2", "10", 350), ordered("3", "1", 38000)}, ",")))
	r.do("buyer2", "buy_second", "sign", "")
	r.stands(processes.Open, "accept@canteen", "accept@general", "accept_service@service")
	s.refuses(r.try("storekeeper", "accept@canteen", "accept", takeAll), processes.NotYours, "")
	s.refuses(r.try("storekeeper", "accept@general", "accept", `{"lines":[{"line":"1","accepted":"10"}]}`),
		processes.Invalid, "rows /lines/0/line")
	r.do("storekeeper", "accept@general", "accept", `{"lines":[{"line":"2","accepted":"10"}]}`)
	s.refuses(r.try("director", "accept_service", "accept", `{"lines":[{"line":"3","accepted":"1"}]}`),
		processes.NotYours, "")
	r.do("canteen", "accept_service", "accept", `{"lines":[{"line":"3","accepted":"1"}]}`)
	r.stands(processes.Open, "accept@canteen")
	r.do("storekeeper2", "accept@canteen", "accept", `{"lines":[{"line":"1","accepted":"10","lot":"L9",
		"expires":"2099-01-01","proof":"`+s.file("f1")+`"}]}`)
	r.do("liangw", "accept_second", "sign", "")
	r.stands(processes.Done)
	s.equal("owed", s.owed("s6"), 5200+3500+38000)
	s.equal("rice", s.inStock("canteen", "g22"), 610)
	s.equal("chalk", s.inStock("general", "g02"), 10)
}

func TestDeliveriesInParts(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40","refused":"10","reason":"受潮"}]}`)
	r.stands(processes.Open, "accept@general", "more@general")
	s.equal("owed", s.owed("s6"), 14000)
	r.do("storekeeper", "accept", "refuse", `{"lines":[{"line":"1","accepted":"0","refused":"60","reason":"受潮"}]}`)
	r.stands(processes.Open, "more@general")
	r.do("buyer", "more", "again", `{}`)
	r.stands(processes.Open, "accept@general")
	r.do("liangw", "accept", "part", `{"lines":[{"line":"1","accepted":"20"}]}`)
	s.refuses(r.try("buyer", "more", "close", `{}`), processes.Invalid, "required /reason")
	r.do("buyer", "more", "close", `{"reason":"供应商缺货"}`)
	r.stands(processes.Done)
	s.equal("stock", s.inStock("general", "g02"), 60)
	s.equal("owed", s.owed("s6"), 21000)
	s.equal("reserved", s.reserved("jwc", "30201"), 21000)
}

func TestNothingWasAccepted(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	r.do("storekeeper", "accept", "refuse", `{"lines":[{"line":"1","accepted":"0","refused":"100","reason":"假货"}]}`)
	r.do("buyer", "more", "close", `{"reason":"不再采购"}`)
	r.stands(processes.Cancelled)
	s.equal("reserved", s.reserved("jwc", "30201"), 0)
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, person, step string }{
		{"at the review", "director", "review"}, {"at the permit", "principal", "permit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			r := s.start("head", copier)
			if c.step == "permit" {
				r.do("director", "review", "approve", "")
			}
			r.do(c.person, c.step, "reject", "")
			r.stands(processes.Rejected)
			s.equal("reserved", s.reserved("jwc", "30201"), 0)
		})
	}
}

func TestWithdrawAndCancelReleaseTheBudget(t *testing.T) {
	for _, c := range []struct {
		kind   processes.Kind
		by     string
		not    string
		status processes.Status
	}{
		{processes.DoWithdraw, "head", "director", processes.Withdrawn},
		{processes.DoCancel, "director", "head", processes.Cancelled},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s := newStage(t)
			r := s.start("head", chalk)
			r.do("director", "review", "approve", "")
			s.equal("reserved", s.reserved("jwc", "30201"), 35000)
			_, err := r.act(processes.Action{Kind: c.kind, Actor: c.not})
			s.refuses(err, processes.NotYours, "")
			if _, err := r.act(processes.Action{Kind: c.kind, Actor: c.by}); err != nil {
				t.Fatal(err)
			}
			r.stands(c.status)
			s.equal("reserved", s.reserved("jwc", "30201"), 0)
			_, err = r.act(processes.Action{Kind: c.kind, Actor: c.by})
			s.refuses(err, processes.Closed, "")
		})
	}
}

func TestAfterAcceptanceThereIsNoWayBack(t *testing.T) {
	s := newStage(t)
	r := s.toAccept()
	r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40"}]}`)
	for kind, by := range map[processes.Kind]string{processes.DoWithdraw: "head", processes.DoCancel: "director"} {
		_, err := r.act(processes.Action{Kind: kind, Actor: by})
		s.refuses(err, processes.Sealed, "")
	}
	for _, offered := range r.view("head").Actions {
		if offered == "withdraw" {
			t.Error("withdraw is offered after something was accepted")
		}
	}
}
