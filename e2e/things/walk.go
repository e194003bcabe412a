package things

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"zongwu/e2e/client"
)

// longest is how long a case may take, kills and all.
const longest = 4 * time.Minute

// expected are the codes by which rules refuse while others use the same things: whoever is refused waits.
func expected(code string) bool {
	return slices.Contains([]string{"asset", "frozen", "stock", "promised"}, code)
}

// values are what a form is sent.
type values = map[string]any

// begin begins a case in somebody's name and takes it to carry it. Refused is what the rules refused, if they did.
func (w *worker) begin(ctx context.Context, process, login string, data values) (*client.Case, error) {
	session, err := w.hall.as(ctx, login)
	if err != nil {
		return nil, err
	}
	w.hall.begins.RLock()
	defer w.hall.begins.RUnlock()
	var c client.Case
	body := values{"process": process, "data": data}
	if err := session.Post(ctx, "/api/v1/cases", body, client.NewKey(), &c); err != nil {
		return nil, fmt.Errorf("begin %s %v: %w", process, data, err)
	}
	w.hall.claim(c.ID)
	w.hall.learn(func() { w.hall.acts++ })
	return &c, nil
}

// run carries a case from its beginning to its end; while a rule refuses the beginning it waits.
func (w *worker) run(ctx context.Context, process, login string, data values) (*client.Case, error) {
	for deadline := time.Now().Add(longest); ; {
		c, err := w.begin(ctx, process, login, data)
		if err == nil {
			return w.carry(ctx, c)
		}
		if !w.waits(err) || time.Now().After(deadline) {
			return nil, err
		}
		pause(ctx)
	}
}

// waits says that a refusal was one others' cases explain.
func (w *worker) waits(err error) bool {
	var refused *client.Refused
	if !errors.As(err, &refused) {
		return false
	}
	// Somebody else's hand on the same case: look again.
	if refused.Status == http.StatusConflict {
		return true
	}
	for _, f := range refused.Errors {
		if expected(f.Code) {
			w.hall.learn(func() { w.hall.refused[f.Code]++ })
			return true
		}
	}
	return false
}

// carry takes one open task after the other until the case is over. Where none is open, another case is waited for:
// one nobody carries is carried.
func (w *worker) carry(ctx context.Context, c *client.Case) (*client.Case, error) {
	deadline := time.Now().Add(longest)
	var last error // what it was refused with last
	for c.State == "open" {
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%s: still open after %v: %+v: %w", c.Number, longest, c.Open, last)
		}
		next, err := w.step(ctx, c)
		switch {
		case err == nil:
			c = next
			continue
		case !w.waits(err) && !errors.Is(err, errIdle):
			return nil, fmt.Errorf("%s %s: %w", c.Process, c.Number, err)
		}
		last = err
		pause(ctx)
		if c, err = w.reread(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	w.hall.learn(func() {
		if w.hall.ended[c.Process] == nil {
			w.hall.ended[c.Process] = map[string]int{}
		}
		w.hall.ended[c.Process][c.State]++
	})
	return c, nil
}

var errIdle = errors.New("nothing to do in this case now")

// step takes one of the open tasks.
func (w *worker) step(ctx context.Context, c *client.Case) (*client.Case, error) {
	for _, t := range c.Open {
		if len(t.Persons) == 0 {
			return nil, fmt.Errorf("%s is nobody's", t.Step)
		}
		task, err := w.detail(ctx, &t)
		if err != nil {
			return nil, err
		}
		play := answersOf(c.Process)[t.Step]
		if play == nil {
			return nil, fmt.Errorf("what to do at %s?", t.Step)
		}
		say, err := play(w, c, task)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Step, err)
		}
		if say.outcome == "" {
			continue // it is not time for it
		}
		return w.say(ctx, task, say)
	}
	if err := w.adopt(ctx); err != nil {
		return nil, err
	}
	return nil, errIdle
}

// say sends an action, and notes what it changes once it is acknowledged.
func (w *worker) say(ctx context.Context, task *client.Task, say answer) (*client.Case, error) {
	by := say.by
	if by == "" {
		by = string(task.Persons[0])
	}
	person, known := w.hall.School.Person(by)
	if !known {
		return nil, fmt.Errorf("no person %q", by)
	}
	session, err := w.hall.School.As(ctx, person.Login)
	if err != nil {
		return nil, err
	}
	data := say.data
	if data == nil {
		data = values{}
	}
	var next client.Case
	body := values{"outcome": say.outcome, "data": data}
	if err := session.Post(ctx, "/api/v1/tasks/"+task.ID, body, client.NewKey(), &next); err != nil {
		return nil, err
	}
	w.hall.learn(func() { w.hall.acts++ })
	if say.done != nil {
		say.done(&next)
	}
	return &next, nil
}

// detail is a task with what it opens with, as one of those sees it whose it is.
func (w *worker) detail(ctx context.Context, t *client.Task) (*client.Task, error) {
	person, known := w.hall.School.Person(string(t.Persons[0]))
	if !known {
		return nil, fmt.Errorf("no person %q", t.Persons[0])
	}
	session, err := w.hall.School.As(ctx, person.Login)
	if err != nil {
		return nil, err
	}
	var full client.Task
	if err := session.Get(ctx, "/api/v1/tasks/"+t.ID, &full); err != nil {
		return nil, err
	}
	return &full, nil
}

func (w *worker) reread(ctx context.Context, id string) (*client.Case, error) {
	director, err := w.hall.as(ctx, "director")
	if err != nil {
		return nil, err
	}
	var c client.Case
	return &c, director.Get(ctx, "/api/v1/cases/"+id, &c)
}

// adopt has the cases carried that others began and nobody carries, a damage's repair, a stock-take's damages, each by
// a hand of its own: it may have to wait for what its finder is in the middle of.
func (w *worker) adopt(ctx context.Context) error {
	director, err := w.hall.as(ctx, "director")
	if err != nil {
		return err
	}
	for _, process := range begun() {
		orphans, err := w.orphans(ctx, director, process)
		if err != nil {
			return err
		}
		for _, id := range orphans {
			hand := &worker{hall: w.hall, rng: chance(w.rng.Uint64(), 0), n: w.n}
			w.hall.hands.Go(func() {
				c, err := hand.reread(ctx, id)
				if err == nil {
					_, err = hand.carry(ctx, c)
				}
				w.hall.fail(err)
			})
		}
	}
	return nil
}

// orphans takes the open cases of a process nobody carries. Whoever begins one holds the other side of the lock.
func (w *worker) orphans(ctx context.Context, director *client.Session, process string) ([]string, error) {
	w.hall.begins.Lock()
	defer w.hall.begins.Unlock()
	open, err := client.List[client.Case](ctx, director, "/api/v1/cases?state=open&process="+process)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range open {
		if w.hall.claim(c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}

// read reads a case's or a task's data.
func read[T any](raw json.RawMessage) (T, error) {
	var into T
	if len(raw) == 0 {
		return into, nil
	}
	return into, json.Unmarshal(raw, &into)
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(200 * time.Millisecond):
	}
}
