package things

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"zongwu/e2e/client"
)

// worker is one hand at work.
type worker struct {
	hall *Hall
	rng  *rand.Rand
	n    int
}

// Options of a run.
type Options struct {
	Seed uint64
	Each int // how many of each process, all at once
}

// Report is what a run came to.
type Report struct {
	Actions int
	Ended   map[string]map[string]int // process, state
	Refused map[string]int            // by the rules, while others used the same things
}

// Run carries as many cases of each process as asked for at once, on things registered for it, and returns every case
// that did not come to its end as one error.
func Run(ctx context.Context, h *Hall, o Options) (*Report, error) {
	for n := range o.Each {
		for k, round := range rounds() {
			w := &worker{hall: h, rng: chance(o.Seed, uint64(100*n+k)), n: n}
			h.hands.Go(func() {
				if err := round(ctx, w, o); err != nil {
					h.fail(fmt.Errorf("worker %d: %w", n, err))
				}
			})
		}
	}
	h.hands.Wait()
	// What the last of them began for others to carry, and what that begins.
	for range 3 {
		h.fail((&worker{hall: h, rng: chance(o.Seed, 1)}).adopt(ctx))
		h.hands.Wait()
	}
	return &Report{Actions: h.acts, Ended: h.ended, Refused: h.refused}, errors.Join(h.wrong...)
}

// rounds are what one worker does, each with things of its own.
func rounds() []func(context.Context, *worker, Options) error {
	return []func(context.Context, *worker, Options) error{owning, drawing, supplying, mending, damaging, counting}
}

// owning carries one thing through all that can happen to it: registered, moved, handed over, lent, written off.
func owning(ctx context.Context, w *worker, o Options) error {
	t, err := w.register(ctx, fmt.Sprintf("E2E-%d-%03d", o.Seed, w.n), 1200_00)
	if err != nil {
		return err
	}
	head := pick(w.rng, w.hall.School.With("head")).ID
	today := time.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	for _, one := range []struct {
		process, by string
		data        values
	}{
		{"asset_change", "storekeeper", values{"kind": "move", "asset": t.ID, "room": w.elsewhere(t.Room)}},
		{"loan", "head", values{"asset": t.ID, "from": today, "until": today, "purpose": "公开课"}},
		{"asset_change", "storekeeper", values{"kind": "hand", "asset": t.ID, "holder": head}},
		{"writeoff", "head", values{"asset": t.ID, "reason": "板面开裂"}},
	} {
		if one.process == "writeoff" && w.n%2 == 0 {
			continue // half of them stay
		}
		if err := w.done(ctx, one.process, one.by, one.data); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere is a room that is another than this one.
func (w *worker) elsewhere(room client.ID) string {
	return pick(w.rng, slices.DeleteFunc(slices.Clone(w.hall.Rooms), func(r string) bool { return r == string(room) }))
}

// drawing draws goods from the stores.
func drawing(ctx context.Context, w *worker, _ Options) error {
	lines := []values{{"item": pick(w.rng, []string{"g01", "g02"}), "qty": "4"}, {"item": "g03", "qty": "2"}}
	return w.done(ctx, "issue", "teacher", values{"lines": lines, "purpose": "期末复习"})
}

// supplying equips two classes.
func supplying(ctx context.Context, w *worker, _ Options) error {
	classes := []string{"A101", "A102", "A201", "A202", "A301", "A302", "A303"}
	i := w.rng.IntN(len(classes) - 1)
	return w.done(ctx, "supplies", "director", values{
		"lines": []values{{"item": "g07", "per_class": "1"}}, "classes": classes[i : i+2],
	})
}

// mending has a thing repaired, for every second one with a lamp from the store.
func mending(ctx context.Context, w *worker, o Options) error {
	t, err := w.register(ctx, fmt.Sprintf("E2E-%d-R%02d", o.Seed, w.n), 800_00)
	if err != nil {
		return err
	}
	w.hall.learn(func() { w.hall.needs[client.ID(t.ID)] = int64(w.n % 2) })
	return w.done(ctx, "repair", "teacher", w.broken(t))
}

func (w *worker) broken(t *Thing) values {
	return values{"room": t.Room, "asset": t.ID, "category": w.hall.Category, "description": "不亮了"}
}

// damaging reports a damage, of each cause in turn, by one to three persons, pupils among them.
func damaging(ctx context.Context, w *worker, o Options) error {
	t, err := w.register(ctx, fmt.Sprintf("E2E-%d-D%02d", o.Seed, w.n), 999_97)
	if err != nil {
		return err
	}
	f := finding{cause: []string{"wear", "careless", "wilful", "lost", "stolen"}[w.n%5], percent: []int{100}}
	f.persons = []string{"teacher", "p1", "p2"}
	switch {
	case f.cause == "stolen":
		f.persons = f.persons[:1]
	case w.n%2 == 0:
		f.persons, f.percent = f.persons[1:], []int{33, 67}
	default:
		f.percent = []int{33, 33, 34}
	}
	w.hall.learn(func() { w.hall.plans[client.ID(t.ID)] = f })
	return w.done(ctx, "damage", "teacher", values{"room": t.Room, "asset": t.ID, "description": "屏幕碎了",
		"persons": f.persons})
}

// counting takes stock of a room, in which a thing of our own is damaged, lost or worn out, or all is well.
func counting(ctx context.Context, w *worker, o Options) error {
	t, err := w.register(ctx, fmt.Sprintf("E2E-%d-S%02d", o.Seed, w.n), 500_00)
	if err != nil {
		return err
	}
	w.hall.learn(func() { w.hall.fates[client.ID(t.ID)] = fate{w.n, []string{"", "damaged", "lost", "writeoff"}[w.n%4]} })
	return w.done(ctx, "stocktake", "director", values{"rooms": []client.ID{t.Room}})
}

// done carries a case to its end, which must be a good one.
func (w *worker) done(ctx context.Context, process, by string, data values) error {
	c, err := w.run(ctx, process, by, data)
	if err != nil {
		return err
	}
	if c.State != "done" {
		return fmt.Errorf("%s %s ended as %s", process, c.Number, c.State)
	}
	return nil
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// chance is a seed's own sequence of chance, so that a run can be had again.
func chance(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // must be had again, hides nothing
}
