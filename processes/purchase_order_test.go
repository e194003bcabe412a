package processes_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
)

// ordered orders the rows as asked, but at other prices and another item where they are named.
func (l *life) ordered(supplier string, prices map[string]int, items map[string]string) map[string]any {
	order := l.order(supplier)
	for _, r := range order["lines"].([]any) {
		line := r.(row)
		if price, ok := prices[line["line"].(string)]; ok {
			line["price"] = jsonInt(price)
		}
		if item, ok := items[line["line"].(string)]; ok {
			line["item"] = item
		}
	}
	return order
}

// approveAll takes the case through what has to be approved before it is ordered.
func (l *life) approveAll() {
	l.t.Helper()
	if slices.Contains(l.places(), "review") {
		l.do("director", "review", "approve", nil)
	}
	if slices.Contains(l.places(), "quote") {
		l.do("buyer", "quote", "contract", map[string]any{"contract": "s1"})
	}
	if slices.Contains(l.places(), "permit") {
		l.do("principal", "permit", "approve", nil)
	}
}

func TestOrdersBeyondWhatWasApproved(t *testing.T) {
	dearer := func(price int) map[string]int { return map[string]int{"1": price} }
	for _, c := range []struct {
		name    string
		starter string
		asked   row
		price   int
		item    string
		opens   string // behind the order
		kept    string // the reservation then, in yuan
	}{
		{"as asked", "head", line("paper", "10", 50_00), 50_00, "", "accept@general", "500"},
		{"cheaper", "head", line("paper", "10", 50_00), 40_00, "", "accept@general", "400"},
		{"at the tolerance", "head", line("paper", "10", 50_00), 52_50, "", "accept@general", "525"},
		{"a fen above it", "head", line("paper", "1", 500_00), 525_01, "", "review", "525.01"},
		{"8 % dearer below the principal's limit", "head", line("paper", "10", 50_00), 54_00, "", "review", "540"},
		{"to the limit within the tolerance", "head", line("paper", "10", 96_00), 100_00, "", "permit", "1000"},
		{"just below the limit", "head", line("paper", "10", 96_00), 99_99, "", "accept@general", "999.90"},
		{"8 % dearer above it", "head", line("paper", "10", 150_00), 162_00, "", "permit", "1620"},
		{"within the tolerance across the limit for quotes", "head", line("paper", "10", 196_00), 200_00, "", "permit", "2000"},
		{"within the tolerance across the limit for minutes", "head", line("desk", "10", 496_00), 500_00, "", "permit", "5000"},
		{"another item at the same price", "head", line("paper", "10", 50_00), 50_00, "desk", "review", "500"},
		{"8 % dearer, the director's own", "director", line("paper", "10", 50_00), 54_00, "", "permit", "540"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := purchase(t)
			l.begin(c.starter, request(c.asked))
			l.approveAll()
			items := map[string]string{}
			if c.item != "" {
				items["1"] = c.item
			}
			l.do("buyer", "buy", "done", l.ordered("s1", dearer(c.price), items))
			l.expect(processes.Open, c.opens)
			l.wantKept(c.kept)
			if c.opens == "accept@general" {
				return
			}
			who := map[string]string{"review": "director", "permit": "principal"}[c.opens]
			l.do(who, c.opens, "approve", nil)
			l.expect(processes.Open, "accept@general")
			l.wantKept(c.kept)
		})
	}
}

// wantKept looks at what the case holds of the budget.
func (l *life) wantKept(want string) {
	l.t.Helper()
	held := decimal.Zero
	for _, tr := range l.all {
		for _, p := range tr.Postings {
			amount, _ := p.Inputs["amount"].(forms.Money)
			switch {
			case p.Book != "budget":
			case p.Op == "reserve":
				held = held.Add(amount.Yuan())
			case p.Op == "release":
				held = held.Sub(amount.Yuan())
			case p.Op == "keep":
				held = amount.Yuan()
			case p.Op == "clear":
				held = decimal.Zero
			}
		}
	}
	if !held.Equal(decimal.RequireFromString(want)) {
		l.t.Fatalf("the case holds %s, wanted %s", held, want)
	}
}

// TestAnOrderRefused: what was approved stays approved, the buyer orders again; what was quoted still binds.
func TestAnOrderRefused(t *testing.T) {
	l := purchase(t)
	l.begin("head", request(line("paper", "100", 25_00)))
	l.approveAll()
	l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": 27_00}, nil))
	l.expect(processes.Open, "permit")
	l.do("principal", "permit", "reject", nil)
	l.expect(processes.Open, "buy")
	l.wantKept("2500")
	wantRefusal(t, l.tryDo("buyer", "buy", "done", l.order("s2")), processes.Invalid, "/supplier")
	l.do("buyer2", "buy", "done", l.ordered("s1", map[string]int{"1": 26_50}, nil))
	l.expect(processes.Open, "permit")
	l.wantKept("2650")
	l.do("principal", "permit", "reject", nil)
	l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": 26_00}, nil))
	l.expect(processes.Open, "accept@general")
	l.wantKept("2600")
	l.do("keeper", "accept", "accept", delivery([3]string{"1", "100", "0"}))
	l.expect(processes.Done)
	l.wantPosted("payables", "owe", "amount", "2600")
	if begun := l.all[len(l.all)-1].Conduct.Begins; len(begun) != 1 || begun[0].Starter != "buyer" ||
		begun[0].Data["supplier"] != "s1" || begun[0].Data["case"] != "case" {
		t.Fatalf("the payment begins as %+v", begun)
	}
}

// TestAnOrderSentBackByThoseAsked: whoever is asked about an order may have it ordered anew; it is held against what
// was approved again, even where it was to go straight back.
func TestAnOrderSentBackByThoseAsked(t *testing.T) {
	for _, c := range []struct {
		resume string
		price  int
		opens  string
	}{{"again", 50_00, "accept@general"}, {"here", 50_00, "accept@general"}, {"here", 54_00, "review"}} {
		l := purchase(t)
		l.begin("head", request(line("paper", "10", 50_00)))
		l.approveAll()
		l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": 60_00}, nil))
		err := l.try(processes.Action{
			Kind: processes.DoSendBack, Actor: "director", Task: l.open("review").ID, To: "buy", Resume: c.resume, Comment: "太贵",
		})
		if err != nil {
			t.Fatal(err)
		}
		l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": c.price}, nil))
		l.expect(processes.Open, c.opens)
		l.wantKept(decimal.New(int64(c.price), -1).String())
	}
}

// TestFoodBeyondWhatWasApproved: the second buyer signs before those who approved are asked; a cook is neither.
func TestFoodBeyondWhatWasApproved(t *testing.T) {
	l := purchase(t)
	for i, p := range l.w.people {
		if p.ID == "buyer2" {
			l.w.people[i].Roles = []string{"buyer", "cook"}
		}
	}
	l.begin("head", request(line("rice", "100", 5_00)))
	l.approveAll()
	wantRefusal(t, l.tryDo("buyer2", "buy", "done", l.order("s1")), processes.Invalid, "/lines")
	l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": 6_00}, nil))
	l.expect(processes.Open, "buy_second")
	l.wantKept("600")
	wantRefusal(t, l.tryDo("buyer2", "buy_second", "sign", nil), processes.Invalid, "/check")
	for i, p := range l.w.people {
		if p.ID == "buyer2" {
			l.w.people[i].Roles = []string{"buyer"}
		}
	}
	l.do("buyer2", "buy_second", "sign", nil)
	l.expect(processes.Open, "review")
	l.do("director", "review", "approve", nil)
	l.expect(processes.Open, "accept@canteen")
}

// TestSettledOnceAMonth: what is bought from a monthly supplier waits for the month's payment.
func TestSettledOnceAMonth(t *testing.T) {
	l := purchase(t)
	s1 := l.w.objects["supplier/s1"]
	s1.Attrs["settle"] = "monthly"
	l.begin("head", request(line("paper", "1", 20_00)))
	l.approveAll()
	l.do("buyer", "buy", "done", l.order("s1"))
	l.do("keeper", "accept", "accept", delivery([3]string{"1", "1", "0"}))
	l.expect(processes.Done)
	if begun := l.all[len(l.all)-1].Conduct.Begins; len(begun) != 0 {
		t.Fatalf("a payment begins: %+v", begun)
	}
}

func decimalOf(r forms.Data, field string) decimal.Decimal { return r[field].(decimal.Decimal) }
