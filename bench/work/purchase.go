package work

import "fmt"

// Steps a purchase has: a start and three human steps.
const Steps = 4

// Purchase is one line of goods, below every limit of the school: who asks, for what, and from whom it is bought.
// All of it is the same for every contender.
type Purchase struct {
	N          int // of this round
	Department string
	Starter    string // the department's head
	Subject    string // of the budget
	Item       string
	Quantity   int64
	Price      int64 // fen
	Supplier   string
}

// Total in fen.
func (p Purchase) Total() int64 { return p.Quantity * p.Price }

// Reason is what the purchase is for.
func (p Purchase) Reason() string { return fmt.Sprintf("教学需要 %d", p.N) }

// The others who act on a purchase, and who settles by the month, so that a purchase ends with its acceptance.
const (
	Director    = "director"
	Buyer       = "buyer"
	Storekeeper = "storekeeper"
	subject     = "30201"
	supplier    = "s1"
)

// departments of the demonstration school whose heads ask a director for goods, and those heads; items are its goods
// without a special path. Purchases go round them, as a school's do: nobody orders the same thing a thousand times.
var (
	departments = []string{"jwc", "dyc", "gnj", "znj", "dnj", "tyz", "xxz", "st"}
	heads       = []string{"head", "wangll", "head2", "zhaoym", "sunxf", "maqiang", "admin", "canteen"}
	items       = []string{"g01", "g02", "g03", "g04", "g05", "g06", "g07", "g08", "g09", "g10"}
)

// Nth is the purchase number n of a round.
func Nth(n int) Purchase {
	return Purchase{
		N: n, Department: departments[n%len(departments)], Starter: heads[n%len(heads)], Subject: subject,
		Item: items[n%len(items)], Quantity: 2, Price: 2250, Supplier: supplier,
	}
}

// Subject of the budget every purchase is charged to.
func Subject() string { return subject }

// Departments lists who asks.
func Departments() []string { return departments }

// Heads lists who begins cases, in the order of Departments.
func Heads() []string { return heads }
