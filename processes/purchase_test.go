package processes_test

import (
	"errors"
	"testing"

	"zongwu/processes"
)

func purchase(t *testing.T) *life {
	t.Helper()
	return newLife(t, compileFile(t, "definitions/purchase.yaml"), school())
}

func wantRefusal(t *testing.T, err error, reason processes.Reason, code string) {
	t.Helper()
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("wanted a refusal %s %s, got %v", reason, code, err)
	}
	if refusal.Reason != reason {
		t.Fatalf("refused as %s (%v), wanted %s", refusal.Reason, refusal.Failures, reason)
	}
	if code == "" {
		return
	}
	for _, f := range refusal.Failures {
		if f.Code == code || f.Pointer == code {
			return
		}
	}
	t.Fatalf("failures %+v have no %s", refusal.Failures, code)
}

func TestSmallPurchase(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("paper", "10", 22_50)))
	l.expect(processes.Open, "review")
	l.do("director", "review", "approve", nil)
	l.wantPosted("budget", "reserve", "amount", "225")
	l.do("buyer", "buy", "done", l.order("s1"))
	l.expect(processes.Open, "accept@general")
	l.do("keeper", "accept", "accept", delivery([3]string{"1", "10", "0"}))
	l.expect(processes.Done)
	l.wantPosted("stock", "receive", "quantity", "10")
	l.wantPosted("payables", "owe", "amount", "225")
	l.wantPosted("budget", "release", "amount", "0")
}

func TestWhoDecides(t *testing.T) {
	for _, c := range []struct {
		name, starter, price string
		total                int
		route                [][2]string // who, step
	}{
		{"below the principal's limit", "head", "", 999_99, [][2]string{{"director", "review"}}},
		{"from the principal's limit", "head", "", 1000_00, [][2]string{{"director", "review"}, {"principal", "permit"}}},
		{"the director's own goes to the principal", "director", "", 10_00, [][2]string{{"principal", "permit"}}},
		{"the principal's own goes to the deputy", "principal", "", 10_00, [][2]string{{"deputy", "permit"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := purchase(t)
			l.begin(c.starter, request(line("paper", "1", c.total)))
			for _, r := range c.route {
				l.expect(processes.Open, r[1])
				l.do(r[0], r[1], "approve", nil)
			}
			l.expect(processes.Open, "buy")
		})
	}
}

func TestQuotesMinutesAndSecondBuyer(t *testing.T) {
	l := purchase(t)
	l.begin("canteen", request(line("rice", "1000", 5_20)))
	l.do("director", "review", "approve", nil)
	l.expect(processes.Open, "quote")
	quote := func(supplier string, amount int) row {
		return row{"supplier": supplier, "amount": jsonInt(amount), "file": "f1"}
	}
	quotes := func(choice string, rows ...any) map[string]any {
		return map[string]any{"quotes": rows, "choice": choice}
	}
	wantRefusal(t, l.tryDo("buyer", "quote", "done", quotes("s1", quote("s1", 1), quote("s2", 2))), processes.Invalid, "min")
	wantRefusal(t, l.tryDo("buyer", "quote", "done", quotes("s1", quote("s1", 1), quote("s2", 2), quote("s2", 3))),
		processes.Invalid, "unique")
	wantRefusal(t, l.tryDo("buyer", "quote", "done", quotes("s2", quote("s1", 1), quote("s2", 2), quote("s3", 3))),
		processes.Invalid, "/why")
	wantRefusal(t, l.tryDo("buyer", "quote", "done", quotes("s4", quote("s1", 1), quote("s2", 2), quote("s3", 3))),
		processes.Invalid, "/choice")
	for _, none := range []string{"s5", "s6"} { // one that ran out, and none at all
		wantRefusal(t, l.tryDo("buyer", "quote", "contract", map[string]any{"contract": none}), processes.Invalid, "/contract")
	}
	l.do("buyer", "quote", "done", quotes("s1", quote("s1", 1), quote("s2", 2), quote("s3", 3)))
	l.do("director", "minutes", "done", map[string]any{"file": "f1"})
	l.do("principal", "permit", "approve", nil)
	wantRefusal(t, l.tryDo("buyer", "buy", "done", l.order("s2")), processes.Invalid, "/supplier")
	l.do("buyer", "buy", "done", l.order("s1"))
	l.expect(processes.Open, "buy_second")
	wantRefusal(t, l.tryDo("buyer", "buy_second", "sign", nil), processes.Duty, "")
	l.do("buyer2", "buy_second", "sign", nil)
	l.expect(processes.Open, "accept@canteen")
	l.do("keeper2", "accept", "accept", delivery([3]string{"1", "1000", "0"}))
	l.expect(processes.Open, "accept_second@canteen")
	wantRefusal(t, l.tryDo("keeper2", "accept_second", "sign", nil), processes.Duty, "")
	l.do("keeper", "accept_second", "object", nil)
	l.expect(processes.Open, "accept@canteen")
	l.wantPosted("stock", "receive", "quantity", "0")
	l.do("keeper2", "accept", "accept", delivery([3]string{"1", "1000", "0"}))
	l.do("keeper", "accept_second", "sign", nil)
	l.expect(processes.Done)
	l.wantPosted("stock", "receive", "value", "5200")
}

func TestDeliveriesInParts(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("paper", "10", 20_00), line("desk", "2", 100_00), line("service", "1", 300_00), line("rice", "3", 5_00)))
	l.do("director", "review", "approve", nil)
	l.do("buyer", "buy", "done", l.order("s1"))
	l.do("buyer2", "buy_second", "sign", nil)
	l.expect(processes.Open, "accept@general", "accept@canteen", "accept_service@service")
	for name, wrong := range map[string]struct {
		outcome string
		data    map[string]any
	}{
		"accept means everything": {"accept", delivery([3]string{"1", "9", "0"}, [3]string{"2", "2", "0"})},
		"accept forgets a line":   {"accept", delivery([3]string{"1", "10", "0"})},
		"part with nothing":       {"part", delivery([3]string{"1", "0", "0"})},
		"part with everything":    {"part", delivery([3]string{"1", "10", "0"}, [3]string{"2", "2", "0"})},
		"refuse accepts":          {"refuse", delivery([3]string{"1", "1", "9"})},
		"more than ordered":       {"part", delivery([3]string{"1", "11", "0"})},
		"accepted and refused":    {"part", delivery([3]string{"1", "6", "5"})},
		"another store's line":    {"part", delivery([3]string{"4", "1", "0"})},
		"the same line twice":     {"part", delivery([3]string{"1", "1", "0"}, [3]string{"1", "2", "0"})},
		"a line nobody ordered":   {"part", delivery([3]string{"77", "1", "0"})},
	} {
		t.Run(name, func(t *testing.T) {
			wantRefusal(t, l.tryDo("keeper", "accept@general", wrong.outcome, wrong.data), processes.Invalid, "")
		})
	}
	l.do("keeper", "accept@general", "part", delivery([3]string{"1", "6", "2"}))
	l.expect(processes.Open, "accept@general", "more@general", "accept@canteen", "accept_service@service")
	wantRefusal(t, l.try(processes.Action{Kind: processes.DoWithdraw, Actor: "head"}), processes.Sealed, "")
	wantRefusal(t, l.try(processes.Action{Kind: processes.DoCancel, Actor: "director"}), processes.Sealed, "")
	l.do("keeper3", "accept@general", "refuse", delivery([3]string{"1", "0", "4"}, [3]string{"2", "0", "2"}))
	l.expect(processes.Open, "more@general", "accept@canteen", "accept_service@service")
	l.do("buyer", "more@general", "again", nil)
	l.expect(processes.Open, "accept@general", "accept@canteen", "accept_service@service")
	l.do("keeper", "accept@general", "part", delivery([3]string{"2", "2", "0"}))
	l.do("buyer", "more@general", "close", map[string]any{"reason": "停产"})
	l.expect(processes.Open, "accept@canteen", "accept_service@service")
	l.wantPosted("budget", "release", "amount", "80")
	wantRefusal(t, l.tryDo("director", "accept_service", "accept", delivery([3]string{"3", "1", "0"})), processes.NotYours, "")
	l.do("head", "accept_service", "accept", map[string]any{"lines": []any{row{"line": "3", "accepted": "1"}}})
	l.do("keeper2", "accept@canteen", "refuse", delivery([3]string{"4", "0", "3"}))
	l.do("buyer2", "more@canteen", "close", map[string]any{"reason": "不合格"})
	l.expect(processes.Done)
	l.wantPosted("stock", "receive", "quantity", "6")
	l.wantPosted("payables", "owe", "amount", "620")
	l.wantPosted("budget", "release", "amount", "95")
}

// TestMoreWaitsForTheSecondSignature: what was accepted and not yet signed by the second person can neither be accepted
// again nor closed; after an objection the buyer is asked again.
func TestMoreWaitsForTheSecondSignature(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("water", "10", 7_00), line("paper", "10", 4_00)))
	l.do("director", "review", "approve", nil)
	l.do("buyer", "buy", "done", l.order("s1"))
	l.do("buyer2", "buy_second", "sign", nil)
	l.do("keeper", "accept", "part", delivery([3]string{"1", "0", "0"}, [3]string{"2", "1", "0"}))
	l.expect(processes.Open, "accept@general", "more@general")
	l.do("keeper", "accept", "part", delivery([3]string{"1", "5", "0"}, [3]string{"2", "2", "0"}))
	l.expect(processes.Open, "accept_second@general")
	l.do("keeper3", "accept_second", "object", nil)
	l.expect(processes.Open, "accept@general", "more@general")
	l.do("keeper", "accept", "part", delivery([3]string{"1", "5", "0"}, [3]string{"2", "2", "0"}))
	l.do("keeper3", "accept_second", "sign", nil)
	l.expect(processes.Open, "accept@general", "more@general")
	l.do("buyer", "more", "again", nil)
	l.do("keeper", "accept", "part", delivery([3]string{"1", "0", "0"}, [3]string{"2", "3", "0"}))
	l.do("buyer", "more", "close", map[string]any{"reason": "缺货"})
	l.expect(processes.Done)
	l.wantPosted("stock", "receive", "quantity", "11")
	l.wantPosted("payables", "owe", "amount", "59")
	l.wantPosted("budget", "release", "amount", "51")
}

func TestFoodNeedsTwoOtherStorekeepers(t *testing.T) {
	l := purchase(t)
	gone("keeper3")(l.w)
	err := l.try(processes.Action{Kind: processes.DoStart, Actor: "keeper", Data: request(line("rice", "1", 5_00))})
	wantRefusal(t, err, processes.Invalid, "/lines")
	l.begin("keeper", request(line("paper", "1", 5_00)))
}

func TestNothingComes(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("paper", "1", 20_00)))
	l.do("director", "review", "approve", nil)
	l.do("buyer", "buy", "done", l.order("s1"))
	l.do("keeper", "accept", "refuse", delivery([3]string{"1", "0", "1"}))
	l.expect(processes.Open, "more@general")
	l.do("buyer", "more", "close", map[string]any{"reason": "缺货"})
	l.expect(processes.Cancelled)
}

func TestEndings(t *testing.T) {
	for _, c := range []struct {
		name   string
		end    processes.Action
		status processes.Status
		undone bool
	}{
		{"withdraw", processes.Action{Kind: processes.DoWithdraw, Actor: "head"}, processes.Withdrawn, true},
		{"cancel", processes.Action{Kind: processes.DoCancel, Actor: "director"}, processes.Cancelled, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := purchase(t)
			l.begin("head", request(line("paper", "1", 20_00)))
			l.do("director", "review", "approve", nil)
			if err := l.try(c.end); err != nil {
				t.Fatal(err)
			}
			l.expect(c.status)
			last := l.all[len(l.all)-1].Postings
			if len(last) != 1 || last[0].Op != "clear" {
				t.Fatalf("the reservation was not given back: %+v", last)
			}
			wantRefusal(t, l.try(c.end), processes.Closed, "")
		})
	}
	l := purchase(t)
	l.begin("head", request(line("paper", "1", 20_00)))
	l.do("director", "review", "reject", nil)
	l.expect(processes.Rejected)
}

func TestSendBack(t *testing.T) {
	back := func(l *life, actor, place, to, resume string) {
		l.t.Helper()
		if err := l.try(processes.Action{
			Kind: processes.DoSendBack, Actor: actor, Task: l.open(place).ID, To: to, Resume: resume, Comment: "请改",
		}); err != nil {
			l.t.Fatal(err)
		}
	}
	t.Run("straight back to an approver", func(t *testing.T) {
		l := purchase(t)
		l.begin("head", request(line("paper", "1", 1500_00)))
		l.do("director", "review", "approve", nil)
		back(l, "principal", "permit", "start", "here")
		l.expect(processes.Open, "start")
		l.do("head", "start", "submit", request(line("paper", "1", 1400_00)))
		l.expect(processes.Open, "permit")
		l.do("principal", "permit", "approve", nil)
		l.wantPosted("budget", "reserve", "amount", "1400")
	})
	t.Run("straight back is not possible when quotes are needed now", func(t *testing.T) {
		l := purchase(t)
		l.begin("head", request(line("paper", "1", 1500_00)))
		l.do("director", "review", "approve", nil)
		back(l, "principal", "permit", "start", "here")
		l.do("head", "start", "submit", request(line("paper", "1", 2400_00)))
		l.expect(processes.Open, "review")
	})
	t.Run("from behind the reservation", func(t *testing.T) {
		l := purchase(t)
		l.begin("head", request(line("paper", "1", 500_00)))
		l.do("director", "review", "approve", nil)
		back(l, "buyer", "buy", "start", "here")
		l.do("head", "start", "submit", request(line("paper", "1", 500_00)))
		l.expect(processes.Open, "buy")
		l.wantPosted("budget", "reserve", "amount", "1000")
		back(l, "buyer", "buy", "start", "here")
		l.do("head", "start", "submit", request(line("desk", "1", 500_00)))
		l.expect(processes.Open, "review")
	})
	t.Run("again", func(t *testing.T) {
		l := purchase(t)
		l.begin("head", request(line("paper", "1", 1500_00)))
		l.do("director", "review", "approve", nil)
		back(l, "principal", "permit", "review", "again")
		l.expect(processes.Open, "review")
		l.do("director", "review", "approve", nil)
		l.expect(processes.Open, "permit")
	})
	t.Run("not over what was accepted", func(t *testing.T) {
		l := purchase(t)
		l.begin("head", request(line("paper", "2", 500_00)))
		l.do("director", "review", "approve", nil)
		l.do("principal", "permit", "approve", nil)
		l.do("buyer", "buy", "done", l.order("s1"))
		l.do("keeper", "accept", "part", delivery([3]string{"1", "1", "0"}))
		err := l.try(processes.Action{Kind: processes.DoSendBack, Actor: "keeper", Task: l.open("accept").ID, To: "buy"})
		wantRefusal(t, err, processes.Sealed, "")
	})
}

func TestHandOver(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("paper", "2", 50_00)))
	l.do("director", "review", "approve", nil)
	task := l.open("buy").ID
	for _, c := range []struct {
		name   string
		a      processes.Action
		reason processes.Reason
		code   string
	}{
		{"not mine", processes.Action{Kind: processes.DoTransfer, Actor: "head", To: "buyer"}, processes.NotYours, ""},
		{"to nobody", processes.Action{Kind: processes.DoTransfer, Actor: "buyer", To: "ghost"}, processes.Invalid, "/to"},
		{"without the role", processes.Action{Kind: processes.DoTransfer, Actor: "buyer", To: "head"}, processes.Invalid, "role"},
		{"not the director", processes.Action{Kind: processes.DoReassign, Actor: "buyer", To: "buyer2"}, processes.NotYours, ""},
		{"release what is not claimed", processes.Action{Kind: processes.DoRelease, Actor: "buyer"}, processes.NotYours, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.a.Task = task
			wantRefusal(t, l.try(c.a), c.reason, c.code)
		})
	}
	own := purchase(t)
	own.begin("director", request(line("paper", "2", 50_00)))
	wantRefusal(t, own.try(processes.Action{
		Kind: processes.DoReassign, Actor: "director", To: "deputy", Task: own.open("permit").ID,
	}), processes.Invalid, "role")
	steps := []processes.Action{
		{Kind: processes.DoClaim, Actor: "buyer"}, {Kind: processes.DoRelease, Actor: "buyer"},
		{Kind: processes.DoTransfer, Actor: "buyer", To: "buyer2"},
	}
	for _, a := range steps {
		a.Task = task
		if err := l.try(a); err != nil {
			t.Fatal(a, err)
		}
	}
	wantRefusal(t, l.tryDo("buyer", "buy", "done", l.order("s1")), processes.NotYours, "")
	l.do("buyer2", "buy", "done", l.order("s1"))
}
