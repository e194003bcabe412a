package things

import (
	"context"
	"fmt"

	"zongwu/e2e/client"
)

// repair is mended by whoever it is given to, at a cost of chance, sometimes with a lamp from the store, and confirmed.
func repair() map[string]play {
	return map[string]play{
		"assign": func(w *worker, _ *client.Case, _ *client.Task) (answer, error) {
			return answer{outcome: "done", data: values{"to": pick(w.rng, w.hall.School.With("repairer")).ID}}, nil
		},
		"mend":    mend,
		"explain": plainly("done", values{"reason": "等配件", "until": "2099-01-01"}),
		"confirm": plainly("accept", values{"rating": 5}),
	}
}

func mend(w *worker, c *client.Case, _ *client.Task) (answer, error) {
	a, err := read[about](c.Data)
	cost := int64(100 + w.rng.IntN(30000))
	data := values{"cost": cost, "note": "已换件"}
	lamps := w.hall.lamps(a.Asset)
	if lamps > 0 {
		data["materials"] = []values{{"item": "g14", "qty": fmt.Sprint(lamps)}}
	}
	return answer{outcome: "repaired", data: data, done: func(*client.Case) {
		w.hall.takeWhole("general", "g14", lamps)
		w.hall.learn(func() { w.hall.costs[a.Asset] = cost })
	}}, err
}

// supplies are signed for by each class.
func supplies() map[string]play {
	return map[string]play{"sign": func(w *worker, c *client.Case, _ *client.Task) (answer, error) {
		given, err := read[struct {
			Lines []struct {
				Item     client.ID `json:"item"`
				PerClass string    `json:"per_class"`
			} `json:"lines"`
		}](c.Data)
		return answer{outcome: "sign", done: func(*client.Case) {
			for _, l := range given.Lines {
				w.hall.takeWhole("general", string(l.Item), 1)
			}
		}}, err
	}}
}

// damage: who is responsible is established by the plan of the case, all accept but some, who object in vain; what is
// owed is paid in parts.
func damage() map[string]play {
	return map[string]play{
		"establish": establish,
		"answer": func(w *worker, _ *client.Case, _ *client.Task) (answer, error) {
			if w.rng.IntN(4) == 0 {
				return answer{outcome: "object", data: values{"comment": "不是我一个人弄坏的"}}, nil
			}
			return answer{outcome: "accept"}, nil
		},
		"rule":    plainly("uphold", values{"reason": "情况属实"}),
		"collect": collect,
	}
}

// finding is what is established of a damage, by our plan.
type finding struct {
	cause   string
	persons []string
	percent []int
}

func establish(w *worker, c *client.Case, _ *client.Task) (answer, error) {
	a, err := read[about](c.Data)
	if err != nil {
		return answer{}, err
	}
	if a.Asset == "" {
		return answer{outcome: "nothing"}, nil // another's, of what bears no number
	}
	f := w.hall.plan(c.ID, a.Asset)
	var shares []values
	for i, person := range f.persons {
		shares = append(shares, values{"person": person, "percent": f.percent[i]})
	}
	say := values{"cause": f.cause, "repair": f.cause == "careless"}
	if f.cause != "wear" {
		say["shares"] = shares
	}
	return answer{outcome: "done", data: say, done: func(*client.Case) {
		if f.cause == "lost" || f.cause == "stolen" {
			w.hall.now(a.Asset, func(t *Thing) { t.State = "written_off" })
		}
	}}, nil
}

// collect pays part of what one of those who still owe owes, or all of it; sometimes the principal waives the rest.
func collect(w *worker, c *client.Case, _ *client.Task) (answer, error) {
	debts, err := w.hall.debtsOf(context.Background(), c)
	if err != nil {
		return answer{}, err
	}
	for _, d := range debts {
		left := d.Owed - d.Paid - d.Waived
		if left <= 0 {
			continue
		}
		if d.Paid > 0 && w.rng.IntN(3) == 0 {
			return answer{outcome: "waive", by: w.hall.one("principal"),
				data: values{"person": d.Person, "amount": left, "reason": "家庭困难"}}, nil
		}
		amount := left
		if left > 2 && w.rng.IntN(2) == 0 {
			amount = left / 2
		}
		return answer{outcome: "paid", by: w.hall.one("cashier"),
			data: values{"person": d.Person, "amount": amount, "receipt_no": client.NewKey()[:12]},
			done: func(*client.Case) { w.hall.learn(func() { w.hall.paid[c.ID] += amount }) }}, nil
	}
	return answer{}, nil
}

// stocktake: everything is there but what is to be missing, damaged or worn out; each difference is settled as it is.
func stocktake() map[string]play {
	return map[string]play{
		"count":   count,
		"settle":  settle,
		"approve": plainly("approve", nil),
	}
}

// row is a row of what is counted, or of what differs.
type row struct {
	Line  string    `json:"line"`
	Asset client.ID `json:"asset"`
	State string    `json:"state"`
	Qty   string    `json:"qty"`
	As    string    `json:"as"`
}

func count(w *worker, _ *client.Case, t *client.Task) (answer, error) {
	opens, err := read[struct{ Found []row }](t.Data)
	found := []values{}
	for _, r := range opens.Found {
		one := values{"line": r.Line, "state": r.State, "qty": r.Qty}
		switch w.fate(r.Asset) {
		case "damaged":
			one["state"] = "damaged"
		case "lost", "writeoff":
			one = values{"line": r.Line, "state": "missing"}
		}
		found = append(found, one)
	}
	return answer{outcome: "done", data: values{"found": found}}, err
}

func settle(w *worker, _ *client.Case, t *client.Task) (answer, error) {
	opens, err := read[struct{ Differences []row }](t.Data)
	differences := []values{}
	for _, r := range opens.Differences {
		as := w.fate(r.Asset)
		if as == "" {
			as = "found" // another's thing, on its way
		}
		differences = append(differences, values{"line": r.Line, "as": as})
	}
	return answer{outcome: "done", data: values{"differences": differences}}, err
}
