package processes_test

import (
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

func urgent(lines ...row) map[string]any {
	data := request(lines...)
	data["urgent"] = true
	return data
}

// TestUrgentPurchases goes every way on which something is bought before it is approved. A move is who, where, outcome;
// "=" looks at what is open, "back" sends back.
func TestUrgentPurchases(t *testing.T) {
	type moves [][]string
	for _, c := range []struct {
		name    string
		starter string
		asked   row
		price   int // ordered at
		moves   moves
		ends    processes.Status
	}{
		{"approved while it is bought", "head", line("paper", "10", 50_00), 50_00, moves{
			{"=", "buy", "review"}, {"director", "review", "approve"}, {"=", "buy"}, {"buyer", "buy", "done"},
			{"=", "accept@general"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"approved while goods come", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"=", "accept@general", "review"}, {"director", "review", "approve"},
			{"=", "accept@general"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"approved when all is there", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"keeper", "accept", "accept"}, {"=", "review"}, {"director", "review", "approve"},
		}, processes.Done},
		{"above the principal's limit", "head", line("paper", "10", 150_00), 150_00, moves{
			{"director", "review", "approve"}, {"=", "buy", "permit"}, {"buyer", "buy", "done"}, {"keeper", "accept", "accept"},
			{"=", "permit"}, {"principal", "permit", "approve"},
		}, processes.Done},
		{"with minutes and without quotes", "head", line("desk", "10", 550_00), 550_00, moves{
			{"=", "buy", "review"}, {"director", "review", "approve"}, {"=", "buy", "minutes"}, {"buyer", "buy", "done"},
			{"director", "minutes", "done"}, {"=", "accept@general", "permit"}, {"keeper", "accept", "accept"},
			{"principal", "permit", "approve"},
		}, processes.Done},
		{"the director's own", "director", line("paper", "10", 50_00), 50_00, moves{
			{"=", "buy", "permit"}, {"buyer", "buy", "done"}, {"keeper", "accept", "accept"}, {"=", "permit"},
			{"principal", "permit", "approve"},
		}, processes.Done},
		{"the principal's own", "principal", line("paper", "10", 50_00), 50_00, moves{
			{"=", "buy", "permit"}, {"deputy", "permit", "approve"}, {"buyer", "buy", "done"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"food", "head", line("rice", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"=", "buy_second", "review"}, {"director", "review", "approve"}, {"=", "buy_second"},
			{"buyer2", "buy_second", "sign"}, {"=", "accept@canteen"}, {"keeper2", "accept", "accept"},
			{"keeper", "accept_second", "sign"},
		}, processes.Done},
		{"dearer before it is approved: the goods wait", "head", line("paper", "10", 50_00), 60_00, moves{
			{"buyer", "buy", "done"}, {"=", "review"}, {"director", "review", "approve"}, {"=", "accept@general"},
			{"keeper", "accept", "accept"},
		}, processes.Done},
		{"across the limit before it is approved", "head", line("paper", "10", 96_00), 110_00, moves{
			{"buyer", "buy", "done"}, {"=", "review"}, {"director", "review", "approve"}, {"=", "permit"},
			{"principal", "permit", "approve"}, {"=", "accept@general"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"dearer after it was approved", "head", line("paper", "10", 50_00), 60_00, moves{
			{"director", "review", "approve"}, {"buyer", "buy", "done"}, {"=", "review"}, {"director", "review", "reject"},
			{"=", "buy"}, {"buyer", "buy", "done"}, {"director", "review", "approve"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"refused before it is bought", "head", line("paper", "10", 50_00), 50_00, moves{
			{"director", "review", "reject"},
		}, processes.Rejected},
		{"refused once it is ordered", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"director", "review", "reject"},
		}, processes.Rejected},
		{"refused when goods are there, then approved", "head", line("paper", "10", 150_00), 150_00, moves{
			{"director", "review", "approve"}, {"buyer", "buy", "done"}, {"keeper", "accept", "part"},
			{"principal", "permit", "reject"}, {"=", "accept@general", "more@general", "unapproved"},
			{"keeper", "accept", "accept"}, {"=", "unapproved"}, {"director", "unapproved", "again"}, {"=", "permit"},
			{"principal", "permit", "approve"},
		}, processes.Done},
		{"refused when goods are there, and they go back", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"keeper", "accept", "part"}, {"director", "review", "reject"},
			{"director", "unapproved", "returned"},
		}, processes.Rejected},
		{"nothing comes", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"keeper", "accept", "refuse"}, {"buyer", "more", "close"},
		}, processes.Cancelled},
		{"the principal asks the director again: the buying is not lost", "head", line("paper", "10", 150_00), 150_00, moves{
			{"director", "review", "approve"}, {"principal", "permit", "back", "review"}, {"=", "review"},
			{"director", "review", "approve"}, {"=", "permit"}, {"principal", "permit", "approve"}, {"=", "buy"},
			{"buyer", "buy", "done"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"sent back while goods come: neither is lost", "head", line("paper", "10", 150_00), 150_00, moves{
			{"buyer", "buy", "done"}, {"director", "review", "approve"}, {"=", "accept@general", "permit"},
			{"principal", "permit", "back", "review"}, {"director", "review", "approve"}, {"=", "permit"},
			{"principal", "permit", "approve"}, {"=", "accept@general"}, {"keeper", "accept", "accept"},
		}, processes.Done},
		{"the keeper sends the order back: it is still to be approved", "head", line("paper", "10", 50_00), 50_00, moves{
			{"buyer", "buy", "done"}, {"keeper", "accept", "back", "buy"}, {"=", "buy"}, {"buyer", "buy", "done"},
			{"keeper", "accept", "accept"}, {"=", "review"}, {"director", "review", "approve"},
		}, processes.Done},
		{"sent back to the starter", "head", line("paper", "10", 50_00), 50_00, moves{
			{"director", "review", "back", "start"}, {"=", "start"}, {"head", "start", "submit"}, {"=", "buy", "review"},
			{"buyer", "buy", "done"}, {"director", "review", "approve"}, {"keeper", "accept", "accept"},
		}, processes.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := purchase(t)
			l.begin(c.starter, urgent(c.asked))
			for _, m := range c.moves {
				l.move(m, urgent(c.asked), c.price)
			}
			l.expect(c.ends)
		})
	}
}

// move makes one move of an urgent purchase of one line.
func (l *life) move(m []string, request map[string]any, price int) {
	l.t.Helper()
	if m[0] == "=" {
		l.expect(processes.Open, m[1:]...)
		return
	}
	if m[2] == "back" {
		err := l.try(processes.Action{
			Kind: processes.DoSendBack, Actor: m[0], Task: l.open(m[1]).ID, To: m[3], Comment: "请改",
		})
		if err != nil {
			l.t.Fatalf("%v: %v", m, err)
		}
		return
	}
	open := "10"
	for _, r := range l.s.Data["buy"].Rows("lines") {
		open = decimalOf(r, "qty").Sub(decimalOf(r, "received")).String()
	}
	l.do(m[0], m[1], m[2], map[string]map[string]any{
		"start submit":        request,
		"buy done":            l.ordered("s1", map[string]int{"1": price}, nil),
		"minutes done":        {"file": "f1"},
		"accept accept":       delivery([3]string{"1", open, "0"}),
		"accept part":         delivery([3]string{"1", "4", "0"}),
		"accept refuse":       delivery([3]string{"1", "0", "10"}),
		"more close":          {"reason": "缺货"},
		"unapproved again":    {"reason": "漏水，等不及"},
		"unapproved returned": {},
	}[m[1]+" "+m[2]])
}

// TestUrgentIsDueFromItsStart: whatever has to approve it is due in the school's days from the request, and nobody
// has to wait for the budget: there must be some.
func TestUrgentIsDueFromItsStart(t *testing.T) {
	l := purchase(t)
	l.w.settings["urgent_days"] = "2"
	l.begin("head", urgent(line("paper", "10", 150_00)))
	began := l.now
	l.now = l.now.Add(20 * time.Hour)
	l.do("director", "review", "approve", nil)
	if due := l.open("permit").DueAt; !due.Equal(began.AddDate(0, 0, 2)) {
		t.Fatalf("due at %v, begun at %v", due, began)
	}
	l.wantKept("1500")
	l.now = began.AddDate(0, 0, 2)
	if err := l.try(processes.Action{Kind: processes.DoClock, Clock: "due/" + l.open("permit").ID}); err != nil {
		t.Fatal(err)
	}
	if told := l.all[len(l.all)-1].Persons; strings.Join(told, " ") != "auditor director principal" {
		t.Fatalf("it is reported to %v", told)
	}
	calm := purchase(t)
	calm.begin("head", request(line("paper", "10", 50_00)))
	if due := calm.open("review").DueAt; due.Sub(calm.now) > 48*time.Hour {
		t.Fatalf("what is not urgent is due at %v", due)
	}
	if err := calm.try(processes.Action{Kind: processes.DoClock, Clock: "due/" + calm.open("review").ID}); err != nil {
		t.Fatal(err)
	}
	if told := calm.all[len(calm.all)-1].Persons; len(told) > 0 {
		t.Fatalf("what is not urgent is reported to %v", told)
	}
}

// TestApprovalLeavesTheGoodsAsTheyCome: what one store has accepted whole is not asked of it again when the approval
// comes while another store is still waiting.
func TestApprovalLeavesTheGoodsAsTheyCome(t *testing.T) {
	l := purchase(t)
	l.begin("head", urgent(line("paper", "10", 20_00), line("rice", "3", 5_00)))
	l.do("buyer", "buy", "done", l.order("s1"))
	l.do("buyer2", "buy_second", "sign", nil)
	l.do("keeper", "accept@general", "accept", delivery([3]string{"1", "10", "0"}))
	l.expect(processes.Open, "accept@canteen", "review")
	l.do("director", "review", "approve", nil)
	l.expect(processes.Open, "accept@canteen")
	l.do("keeper2", "accept@canteen", "accept", delivery([3]string{"2", "3", "0"}))
	l.do("keeper", "accept_second", "sign", nil)
	l.expect(processes.Done)
	l.wantPosted("payables", "owe", "amount", "215")
}
