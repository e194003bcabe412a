package things

import (
	"context"
	"fmt"
	"net/url"
	"sync"

	"github.com/shopspring/decimal"

	"zongwu/e2e/client"
)

// Thing is a card of the register as the contract shows it.
type Thing struct {
	ID     string    `json:"id"`
	No     string    `json:"no"`
	Room   client.ID `json:"room"`
	Holder client.ID `json:"holder"`
	State  string    `json:"state"`
	Price  int64     `json:"price"`
	Worth  int64     `json:"book_value"`
}

// Debt is what somebody owes for a case, as the contract shows it.
type Debt struct {
	ID     string    `json:"id"`
	Person client.ID `json:"person"`
	Case   string    `json:"case"`
	Owed   int64     `json:"owed"`
	Paid   int64     `json:"paid"`
	Waived int64     `json:"waived"`
}

// Hall is a school, what it owns by our own account, and the cases that are under way.
type Hall struct {
	School *client.School
	Rooms  []string
	// Category is one of repairs that the school's repairers can do.
	Category string

	stock map[string]decimal.Decimal // "store/item" as it stood at first

	// Whoever begins a case reads; whoever looks for cases nobody carries writes: what is being begun is no orphan.
	begins sync.RWMutex
	hands  sync.WaitGroup

	mu      sync.Mutex
	things  map[string]*Thing          // by id: what was registered by us, as it must stand
	fates   map[client.ID]fate         // by thing
	needs   map[client.ID]int64        // by thing: how many lamps its repair takes
	costs   map[client.ID]int64        // by thing: what its last repair cost
	plans   map[client.ID]finding      // by thing: what is to be established of its damage
	damages map[string]client.ID       // by case: the thing
	paid    map[string]int64           // by case: what was paid of all its shares
	taken   map[string]decimal.Decimal // "store/item": taken out for our cases, less what came back
	carried map[string]bool            // cases that somebody carries or has carried, by id
	refused map[string]int             // refusals by the rules, by code
	ended   map[string]map[string]int  // process, state
	wrong   []error
	acts    int // acknowledged
}

// Open reads the school's stock and rooms.
func Open(ctx context.Context, school *client.School) (*Hall, error) {
	h := &Hall{
		School: school, things: map[string]*Thing{}, costs: map[client.ID]int64{}, needs: map[client.ID]int64{},
		fates: map[client.ID]fate{},
		plans: map[client.ID]finding{}, damages: map[string]client.ID{}, paid: map[string]int64{},
		taken:   map[string]decimal.Decimal{},
		carried: map[string]bool{}, refused: map[string]int{}, ended: map[string]map[string]int{},
	}
	director, err := h.as(ctx, "director")
	if err != nil {
		return nil, err
	}
	rooms, err := client.List[struct{ ID string }](ctx, director, "/api/v1/rooms")
	if err != nil {
		return nil, fmt.Errorf("list rooms: %w", err)
	}
	for _, r := range rooms {
		h.Rooms = append(h.Rooms, r.ID)
	}
	categories, err := client.List[struct{ ID string }](ctx, director, "/api/v1/categories")
	if err != nil || len(categories) == 0 {
		return nil, fmt.Errorf("list categories of repairs: %d, %w", len(categories), err)
	}
	h.Category = categories[0].ID
	h.stock, err = h.readStock(ctx)
	return h, err
}

func (h *Hall) as(ctx context.Context, login string) (*client.Session, error) {
	return h.School.As(ctx, login+h.School.Suffix)
}

func (h *Hall) readStock(ctx context.Context) (map[string]decimal.Decimal, error) {
	office, err := h.as(ctx, "accountant")
	if err != nil {
		return nil, err
	}
	lines, err := client.List[client.Stock](ctx, office, "/api/v1/stock")
	if err != nil {
		return nil, fmt.Errorf("list stock: %w", err)
	}
	all := map[string]decimal.Decimal{}
	for _, l := range lines {
		all[l.Store+"/"+l.Item] = l.Quantity
	}
	return all, nil
}

// claim takes a case to carry it; false when somebody else does or did.
func (h *Hall) claim(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.carried[id] {
		return false
	}
	h.carried[id] = true
	return true
}

// fail notes a case that did not come to its end.
func (h *Hall) fail(err error) {
	if err != nil {
		h.learn(func() { h.wrong = append(h.wrong, err) })
	}
}

// learn changes our account.
func (h *Hall) learn(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// take notes goods that left a store, or came back when the quantity is negative.
func (h *Hall) take(store, item string, quantity decimal.Decimal) {
	h.learn(func() { h.taken[store+"/"+item] = h.taken[store+"/"+item].Add(quantity) })
}

// takeWhole is take of a whole number.
func (h *Hall) takeWhole(store, item string, quantity int64) {
	h.take(store, item, decimal.NewFromInt(quantity))
}

// lamps is how many of them the repair of a thing takes: of every second thing none.
func (h *Hall) lamps(thing client.ID) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.needs[thing]
}

// fate is what the stock-take of one worker is to find of a thing; all others find it where it belongs.
type fate struct {
	n    int
	what string
}

func (w *worker) fate(thing client.ID) string {
	w.hall.mu.Lock()
	defer w.hall.mu.Unlock()
	if f := w.hall.fates[thing]; f.n == w.n {
		return f.what
	}
	return ""
}

// plan is what is to be established of a thing's damage: what the case is about is lost where nobody planned it.
func (h *Hall) plan(id string, thing client.ID) finding {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.damages[id] = thing
	if f, planned := h.plans[thing]; planned {
		return f
	}
	return finding{cause: "lost", persons: []string{"teacher"}, percent: []int{100}}
}

// debtsOf are what is owed for a case.
func (h *Hall) debtsOf(ctx context.Context, c *client.Case) ([]Debt, error) {
	office, err := h.as(ctx, "cashier")
	if err != nil {
		return nil, err
	}
	return client.List[Debt](ctx, office, "/api/v1/receivables?case="+url.QueryEscape(c.ID))
}

// one is a person with a role.
func (h *Hall) one(role string) string { return h.School.With(role)[0].ID }

// item is one of the goods the school has.
func (h *Hall) item(id string) client.Item {
	for _, i := range h.School.Items {
		if i.ID == id {
			return i
		}
	}
	return client.Item{}
}
