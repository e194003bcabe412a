package client

// Scenario is one way through a purchase. Script gives the moves of a step, one a visit; a step without moves left
// takes its plain outcome. A move is an outcome, or:
//
//	back:STEP:again, back:STEP:here   send back
//	withdraw, cancel                  by the starter, by the director, while the step is open
//	late-withdraw, late-cancel, late-back   tried after something was accepted: must answer 409, then the plain outcome
//	over-budget                       an approval that must answer 422 at /total and change nothing
//	part, part-refused                accept some, the rest to come or refused
//	less, all                         order three quarters of everything, all of it
//	leave                             leave the purchase open here
type Scenario struct {
	Name    string
	Starter string // head, director, principal, canteen, storekeeper
	Size    Size
	Goods   string // general, food, service, asset, mixed
	Script  map[string][]string
	Wild    bool   // every move by chance
	Ends    string // the state it must end in; "" when chance decides
}

// Size is a range of totals between the school's limits.
type Size int

// The sizes of a purchase.
const (
	Small  Size = iota // below 1,000.00
	Medium             // from 1,000.00
	Large              // from 2,000.00
	Huge               // from 5,000.00
	Over               // more than the budget has
)

type script = map[string][]string

// Scenarios are every branch of a purchase.
func Scenarios() []Scenario {
	all := append(approvals(), deliveries()...)
	all = append(all, ways()...)
	return append(all, endings()...)
}

func approvals() []Scenario {
	return []Scenario{
		{Name: "below 1,000", Starter: "head", Size: Small, Goods: "general", Ends: Done},
		{Name: "from 1,000", Starter: "head", Size: Medium, Goods: "general", Ends: Done},
		{Name: "from 2,000, quotes", Starter: "head", Size: Large, Goods: "general",
			Script: script{"quote": {"done"}}, Ends: Done},
		{Name: "from 2,000, contract", Starter: "head", Size: Large, Goods: "general",
			Script: script{"quote": {"contract"}}, Ends: Done},
		{Name: "from 5,000, minutes", Starter: "storekeeper", Size: Huge, Goods: "general", Ends: Done},
		{Name: "the director's own, small", Starter: "director", Size: Small, Goods: "general", Ends: Done},
		{Name: "the director's own, minutes", Starter: "director", Size: Huge, Goods: "general", Ends: Done},
		{Name: "the principal's own, small", Starter: "principal", Size: Small, Goods: "general", Ends: Done},
		{Name: "the principal's own, quotes", Starter: "principal", Size: Large, Goods: "general", Ends: Done},
		{Name: "the storekeeper's own", Starter: "storekeeper", Size: Medium, Goods: "general", Ends: Done},
		{Name: "over budget, rejected", Starter: "head", Size: Over, Goods: "general",
			Script: script{"approval": {"over-budget", "reject"}}, Ends: Rejected},
		{Name: "over budget, cancelled", Starter: "head", Size: Over, Goods: "general",
			Script: script{"approval": {"over-budget", "cancel"}}, Ends: Cancelled},
		{Name: "over budget, asked anew", Starter: "head", Size: Over, Goods: "general",
			Script: script{"approval": {"over-budget", "back:start:again"}}, Ends: Done},
	}
}

func deliveries() []Scenario {
	return []Scenario{
		{Name: "food", Starter: "canteen", Size: Small, Goods: "food", Ends: Done},
		{Name: "much food", Starter: "canteen", Size: Huge, Goods: "food", Ends: Done},
		{Name: "food, objected", Starter: "canteen", Size: Medium, Goods: "food",
			Script: script{"accept_second": {"object"}}, Ends: Done},
		{Name: "food in parts", Starter: "canteen", Size: Medium, Goods: "food",
			Script: script{"accept": {"part", "part-refused"}, "accept_second": {"sign", "object", "sign"}}, Ends: Done},
		{Name: "food refused, again", Starter: "canteen", Size: Small, Goods: "food",
			Script: script{"accept": {"refuse"}, "more": {"again"}}, Ends: Done},
		{Name: "two stores and a service", Starter: "canteen", Size: Medium, Goods: "mixed", Ends: Done},
		{Name: "two stores and a service, in parts", Starter: "canteen", Size: Large, Goods: "mixed",
			Script: script{"accept": {"part", "part"}, "more": {"close"}}, Ends: Done},
		{Name: "a service", Starter: "head", Size: Small, Goods: "service", Ends: Done},
		{Name: "a service refused, again", Starter: "head", Size: Small, Goods: "service",
			Script: script{"accept_service": {"refuse"}, "more": {"again"}}, Ends: Done},
		{Name: "a service refused, closed", Starter: "head", Size: Small, Goods: "service",
			Script: script{"accept_service": {"refuse"}, "more": {"close"}}, Ends: Cancelled},
		{Name: "assets", Starter: "director", Size: Medium, Goods: "asset", Ends: Done},
		{Name: "in two parts", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"accept": {"part"}}, Ends: Done},
		{Name: "in many parts", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"accept": {"part", "part-refused", "part"}}, Ends: Done},
		{Name: "part, the rest again", Starter: "head", Size: Small, Goods: "general",
			Script: script{"accept": {"part-refused"}, "more": {"again"}}, Ends: Done},
		{Name: "part, the rest closed", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"accept": {"part"}, "more": {"close"}}, Ends: Done},
		{Name: "refused, again", Starter: "head", Size: Small, Goods: "general",
			Script: script{"accept": {"refuse"}, "more": {"again"}}, Ends: Done},
		{Name: "refused, closed", Starter: "head", Size: Small, Goods: "general",
			Script: script{"accept": {"refuse"}, "more": {"close"}}, Ends: Cancelled},
	}
}

// ways are the purchases that go back before they go on.
func ways() []Scenario {
	return []Scenario{
		{Name: "back to the start by the director", Starter: "head", Size: Small, Goods: "general",
			Script: script{"review": {"back:start:again"}}, Ends: Done},
		{Name: "back to the start by the principal, again", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"permit": {"back:start:again"}}, Ends: Done},
		{Name: "back to the start by the principal, here", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"permit": {"back:start:here"}}, Ends: Done},
		{Name: "back to the director, here", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"permit": {"back:review:here"}}, Ends: Done},
		{Name: "back to the quotes, again", Starter: "head", Size: Huge, Goods: "general",
			Script: script{"permit": {"back:quote:again"}}, Ends: Done},
		{Name: "back to the quotes, here", Starter: "storekeeper", Size: Large, Goods: "general",
			Script: script{"permit": {"back:quote:here"}}, Ends: Done},
		{Name: "back to the start by the buyer", Starter: "head", Size: Small, Goods: "general",
			Script: script{"buy": {"back:start:again"}}, Ends: Done},
		{Name: "back to the buyer by the second", Starter: "canteen", Size: Small, Goods: "food",
			Script: script{"buy_second": {"back:buy:again"}}, Ends: Done},
		{Name: "back to the buyer by the storekeeper", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"accept": {"back:buy:again"}}, Ends: Done},
		{Name: "ordered anew for more", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"buy": {"less", "all"}, "accept": {"back:buy:again"}}, Ends: Done},
		{Name: "ordered anew for less", Starter: "head", Size: Medium, Goods: "general",
			Script: script{"buy": {"all", "less"}, "accept": {"back:buy:again"}}, Ends: Done},
	}
}

func endings() []Scenario {
	var all []Scenario
	for _, step := range []string{"review", "permit"} {
		all = append(all, Scenario{Name: "rejected at " + step, Starter: "head", Size: Medium, Goods: "general",
			Script: script{step: {"reject"}}, Ends: Rejected})
	}
	for _, step := range []string{"review", "quote", "permit", "buy", "accept"} {
		all = append(all,
			Scenario{Name: "withdrawn at " + step, Starter: "head", Size: Large, Goods: "general",
				Script: script{step: {"withdraw"}}, Ends: Withdrawn},
			Scenario{Name: "cancelled at " + step, Starter: "head", Size: Large, Goods: "general",
				Script: script{step: {"cancel"}}, Ends: Cancelled})
	}
	for _, step := range []string{"review", "buy", "accept"} {
		all = append(all, Scenario{Name: "left open at " + step, Starter: "head", Size: Small, Goods: "general",
			Script: script{step: {"leave"}}, Ends: Open})
	}
	return append(all,
		Scenario{Name: "too late to stop", Starter: "head", Size: Small, Goods: "general",
			Script: script{"accept": {"part", "late-withdraw", "late-cancel", "late-back"}}, Ends: Done},
		Scenario{Name: "withdrawn after it was sent back", Starter: "head", Size: Small, Goods: "general",
			Script: script{"review": {"back:start:again"}, "start": {"withdraw"}}, Ends: Withdrawn},
	)
}

// Wild is a purchase whose every move is chance.
func Wild(starter string, size Size, goods string) Scenario {
	return Scenario{Name: "by chance", Starter: starter, Size: size, Goods: goods, Wild: true}
}
