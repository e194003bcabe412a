package things

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"zongwu/e2e/client"
)

// answer is what is sent for a task, by whom, and what it changes by our account once it is acknowledged. Without an
// outcome nothing is sent: it is not time for it.
type answer struct {
	outcome string
	data    values
	by      string // a person's id; "": the first of those whose task it is
	done    func(*client.Case)
}

// play says what to answer a task of a case with.
type play = func(w *worker, c *client.Case, t *client.Task) (answer, error)

// answersOf is what to answer each step of a process with.
func answersOf(process string) map[string]play {
	switch process {
	case "loan":
		return loan()
	case "asset_change":
		return map[string]play{"confirm": changes}
	case "writeoff":
		return writeoff()
	case "issue":
		return issue()
	case "supplies":
		return supplies()
	case "repair":
		return repair()
	case "damage":
		return damage()
	case "stocktake":
		return stocktake()
	default:
		return nil
	}
}

// begun are the processes whose cases others begin.
func begun() []string { return []string{"damage", "repair", "writeoff"} }

// plainly answers with an outcome and always the same data.
func plainly(outcome string, data values) play {
	return func(*worker, *client.Case, *client.Task) (answer, error) {
		return answer{outcome: outcome, data: data}, nil
	}
}

// about names the thing a case is about.
type about struct {
	Asset    client.ID   `json:"asset"`
	Room     client.ID   `json:"room"`
	Holder   client.ID   `json:"holder"`
	Kind     string      `json:"kind"`
	No       string      `json:"no"`
	Price    int64       `json:"price"`
	Until    string      `json:"until"`
	Persons  []client.ID `json:"persons"`
	Category client.ID   `json:"category"`
}

// now is how a thing stands by our account; nothing for one we do not know.
func (h *Hall) now(id client.ID, change func(*Thing)) {
	h.learn(func() {
		if t := h.things[string(id)]; t != nil {
			change(t)
		}
	})
}

// changes notes a change of the register once the director has confirmed it.
func changes(w *worker, c *client.Case, _ *client.Task) (answer, error) {
	a, err := read[about](c.Data)
	return answer{outcome: "approve", done: func(*client.Case) {
		switch a.Kind {
		case "move":
			w.hall.now(a.Asset, func(t *Thing) { t.Room = a.Room })
		case "hand":
			w.hall.now(a.Asset, func(t *Thing) { t.Holder = a.Holder })
		}
	}}, err
}

func loan() map[string]play {
	condition := values{"condition": "完好"}
	return map[string]play{
		"permit":    plainly("approve", nil),
		"hand_over": plainly("done", condition),
		"receive": func(w *worker, c *client.Case, _ *client.Task) (answer, error) {
			a, err := read[about](c.Data)
			return answer{outcome: "sign", done: func(*client.Case) {
				w.hall.now(a.Asset, func(t *Thing) { t.State = "lent" })
			}}, err
		},
		"give_back": plainly("done", nil),
		"inspect": func(w *worker, c *client.Case, _ *client.Task) (answer, error) {
			a, err := read[about](c.Data)
			return answer{outcome: "intact", data: condition, done: func(*client.Case) {
				w.hall.now(a.Asset, func(t *Thing) { t.State = "in_use" })
			}}, err
		},
	}
}

func writeoff() map[string]play {
	return map[string]play{
		"appraise": plainly("done", values{"finding": "无修复价值"}),
		"approve":  plainly("approve", nil),
		"dispose": func(w *worker, c *client.Case, _ *client.Task) (answer, error) {
			a, err := read[about](c.Data)
			say := values{"how": "scrapped", "proceeds": w.rng.IntN(5000)}
			return answer{outcome: "done", data: say, done: func(*client.Case) {
				w.hall.now(a.Asset, func(t *Thing) { t.State = "written_off" })
			}}, err
		},
	}
}

// issued is a line of goods that are to be issued, as the storekeeper's task opens.
type issued struct {
	Line   string          `json:"line"`
	Issued decimal.Decimal `json:"issued"`
}

func issue() map[string]play {
	return map[string]play{
		"approve":   plainly("approve", nil),
		"issue_out": issueOut,
		"receive":   plainly("sign", nil),
		"shortage":  plainly("", nil), // the rest comes with the next issue
	}
}

// issueOut issues everything, or at first half of each line and the rest later.
func issueOut(w *worker, c *client.Case, t *client.Task) (answer, error) {
	opens, err := read[struct{ Lines []issued }](t.Data)
	if err != nil {
		return answer{}, err
	}
	asked, err := read[struct{ Lines []client.Row }](c.Data)
	items := map[string]client.Item{}
	for _, l := range asked.Lines {
		items[l.ID] = w.hall.item(string(l.Item))
	}
	say := answer{outcome: "done"}
	var lines []values
	half := decimal.NewFromInt(2)
	if !slices.ContainsFunc(c.History, func(e client.Event) bool { return e.Step == "issue_out" }) && w.rng.IntN(3) == 0 {
		say.outcome = "part"
	}
	for i := range opens.Lines {
		l := &opens.Lines[i]
		if say.outcome == "part" {
			l.Issued = l.Issued.Div(half).Round(0)
		}
		lines = append(lines, values{"line": l.Line, "issued": l.Issued.String()})
	}
	say.data = values{"lines": lines}
	say.done = func(*client.Case) {
		for _, l := range opens.Lines {
			w.hall.take(items[l.Line].Store, items[l.Line].ID, l.Issued)
		}
	}
	return say, err
}

// register makes a card and puts it on our account.
func (w *worker) register(ctx context.Context, no string, price int64) (*Thing, error) {
	room, holder := pick(w.rng, w.hall.Rooms), pick(w.rng, w.hall.School.With("teacher"))
	data := values{"kind": "add", "no": no, "name": "示教板", "category": "教学设备", "price": price,
		"bought": "2024-03-01", "life_years": 6, "room": room, "holder": holder.ID}
	if _, err := w.run(ctx, "asset_change", "storekeeper", data); err != nil {
		return nil, err
	}
	t, err := w.hall.thing(ctx, no)
	if err == nil {
		t.Room, t.Holder = client.ID(room), client.ID(holder.ID)
		w.hall.learn(func() { w.hall.things[t.ID] = t })
	}
	return t, err
}
