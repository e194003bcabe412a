package things

import (
	"context"
	"errors"
	"fmt"

	"zongwu/e2e/client"
)

// entry is what a card said after one entry of its book.
type entry struct {
	Kind   string    `json:"kind"`
	Room   client.ID `json:"room"`
	Holder client.ID `json:"holder"`
	State  string    `json:"state"`
}

// thing reads a card.
func (h *Hall) thing(ctx context.Context, no string) (*Thing, error) {
	office, err := h.as(ctx, "director")
	if err != nil {
		return nil, err
	}
	var t Thing
	return &t, office.Get(ctx, "/api/v1/assets/"+no, &t)
}

// Compare reads the books and returns every difference from our own account.
func (h *Hall) Compare(ctx context.Context) error {
	return errors.Join(h.compareThings(ctx), h.compareDebts(ctx), h.compareStock(ctx))
}

// compareThings: every thing has the one place and the one holder we know of, and its book ends with them.
func (h *Hall) compareThings(ctx context.Context) error {
	office, err := h.as(ctx, "director")
	if err != nil {
		return err
	}
	var wrong []error
	for id, want := range h.things {
		got, err := h.thing(ctx, id)
		if err != nil {
			return err
		}
		if got.Room != want.Room || got.Holder != want.Holder || got.State != want.State {
			wrong = append(wrong, fmt.Errorf("%s is %+v, by our account %+v", want.No, *got, *want))
		}
		entries, err := client.List[entry](ctx, office, "/api/v1/assets/"+id+"/entries")
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			wrong = append(wrong, fmt.Errorf("%s has no entries", want.No))
			continue
		}
		if last := entries[0]; !last.says(got) && !entries[len(entries)-1].says(got) {
			wrong = append(wrong, fmt.Errorf("%s is %+v, its book says %+v", want.No, *got, entries))
		}
	}
	return errors.Join(wrong...)
}

func (e entry) says(t *Thing) bool {
	return e.Room == t.Room && e.Holder == t.Holder && e.State == t.State
}

// compareDebts: the shares of a damage add up to what it comes to, each is its part to the fen, and nothing is left.
func (h *Hall) compareDebts(ctx context.Context) error {
	var wrong []error
	for id, thing := range h.damages {
		f := h.plan(id, thing)
		debts, err := h.debtsOf(ctx, &client.Case{ID: id})
		if err != nil {
			return err
		}
		owed, paid, waived := int64(0), int64(0), int64(0)
		for _, d := range debts {
			owed, paid, waived = owed+d.Owed, paid+d.Paid, waived+d.Waived
		}
		switch {
		case f.cause == "wear" && len(debts) > 0, f.cause != "wear" && len(debts) != len(f.persons):
			wrong = append(wrong, fmt.Errorf("%s of case %s: owed by %+v, planned %+v", thing, id, debts, f))
		case paid != h.paid[id], paid+waived != owed:
			wrong = append(wrong, fmt.Errorf("case %s: %+v, paid by our account %d", id, debts, h.paid[id]))
		case f.cause == "careless" && owed < h.costs[thing], f.cause == "wilful" && owed != h.things[string(thing)].Price:
			wrong = append(wrong, fmt.Errorf("case %s: %d owed, planned %+v, repair %d", id, owed, f, h.costs[thing]))
		}
		wrong = append(wrong, shared(f, debts, owed))
	}
	return errors.Join(wrong...)
}

// shared: every share is its percentage of the whole, rounded to one of the two fen beside it.
func shared(f finding, debts []Debt, owed int64) error {
	for i, person := range f.persons {
		for _, d := range debts {
			exact := owed * int64(f.percent[i])
			if string(d.Person) == person && (d.Owed*100 <= exact-100 || d.Owed*100 >= exact+100) {
				return fmt.Errorf("%s owes %d of %d at %d%%", person, d.Owed, owed, f.percent[i])
			}
		}
	}
	return nil
}

// compareStock: what is in the stores is what was, less what was taken out for our cases.
func (h *Hall) compareStock(ctx context.Context) error {
	now, err := h.readStock(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	for key, was := range h.stock {
		if want := was.Sub(h.taken[key]); !now[key].Equal(want) {
			wrong = append(wrong, fmt.Errorf("stock %s is %s, by our account %s", key, now[key], want))
		}
	}
	return errors.Join(wrong...)
}
