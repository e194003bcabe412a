package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
)

// longestWalk bounds the actions of one purchase: chance may not go round in circles for ever.
const longestWalk = 80

// walker carries one purchase.
type walker struct {
	account *Account
	school  *School
	rng     *rand.Rand
	sc      Scenario
	moves   map[string][]string
	p       *Purchase
	keys    bool // every call carries an Idempotency-Key; otherwise half of them
	taken   int
	calls   *Calls
	ended   func() bool // says that the purchase is to be left open where it stands; nil: never
}

// walk carries a purchase from its request to its end, or to where the scenario leaves it.
func (w *walker) walk(ctx context.Context) error {
	c, err := w.begin(ctx)
	if err != nil {
		return err
	}
	return w.carry(ctx, c)
}

// carry carries a purchase that has been begun.
func (w *walker) carry(ctx context.Context, c *Case) error {
	for w.p.Status == Open && w.taken < longestWalk && (w.ended == nil || !w.ended()) {
		if err := w.p.Check(c); err != nil {
			return err
		}
		var err error
		if c, err = w.aside(ctx, c); err != nil {
			return err
		}
		task, branch, err := w.choose(ctx, c)
		if err != nil {
			return err
		}
		move := w.move(task.Step, branch)
		if move == "leave" {
			break
		}
		next, err := w.make(ctx, task, branch, move)
		if err != nil {
			return fmt.Errorf("%s, %s at %s: %w", w.p.Number, move, task.Step, err)
		}
		if branch != nil {
			branch.learn(fresh(c, next))
		}
		c = next
	}
	return w.finish(ctx)
}

// begin sends the request.
func (w *walker) begin(ctx context.Context) (*Case, error) {
	starter, request, err := w.account.MakeRequest(w.rng, w.sc)
	if err != nil {
		return nil, err
	}
	session, err := w.school.As(ctx, starter.Login)
	if err != nil {
		return nil, err
	}
	body := map[string]any{"process": "purchase", "data": w.requestData(request)}
	c, err := w.post(ctx, session, "/api/v1/cases", body)
	if err != nil {
		return nil, fmt.Errorf("begin %q: %w", w.sc.Name, err)
	}
	w.p = &Purchase{
		ID: c.ID, Number: c.Number, Starter: starter, Request: request, Status: Open, Phase: "start", scenario: w.sc,
		Did: map[string][]string{},
	}
	w.p.Took("start", starter.ID, "submit")
	w.account.Add(w.p)
	return c, nil
}

// finish looks at the case once more, as the director, and compares all of it.
func (w *walker) finish(ctx context.Context) error {
	director, err := w.director(ctx)
	if err != nil {
		return err
	}
	var c Case
	if err := director.Get(ctx, "/api/v1/cases/"+w.p.Number, &c); err != nil {
		return err
	}
	if c.ID != w.p.ID {
		return fmt.Errorf("%s is case %s, was %s", w.p.Number, c.ID, w.p.ID)
	}
	if w.sc.Ends != "" && w.p.Status != w.sc.Ends {
		return fmt.Errorf("%s ended as %s, the scenario %q as %s", c.Number, w.p.Status, w.sc.Name, w.sc.Ends)
	}
	return errors.Join(w.p.Check(&c), w.p.CheckHistory(&c))
}

func (w *walker) director(ctx context.Context) (*Session, error) {
	return w.school.As(ctx, "director"+w.school.Suffix)
}

// choose takes one of the open tasks: one the script has a move for, else by chance. What becomes of goods still to
// come is decided when the script or chance says so, or when nothing else is open.
func (w *walker) choose(ctx context.Context, c *Case) (*Task, *Branch, error) {
	type choice struct {
		task   *Task
		branch *Branch
	}
	var scripted, plain, late []choice
	for i := range c.Open {
		t := &c.Open[i]
		b, err := w.branchOf(ctx, t)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case len(w.moves[w.scriptKey(t.Step)]) > 0 && (t.Step != "more" || len(w.moves[b.acceptance()]) == 0):
			scripted = append(scripted, choice{t, b})
		case t.Step == "more" && b.Is(b.acceptance()) && (!w.sc.Wild || w.rng.IntN(3) > 0):
			late = append(late, choice{t, b})
		default:
			plain = append(plain, choice{t, b})
		}
	}
	for _, choices := range [][]choice{scripted, plain, late} {
		if len(choices) > 0 {
			chosen := pick(w.rng, choices)
			return chosen.task, chosen.branch, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: no task to take among %s", c.Number, encode(c.Open))
}

// branchOf tells which branch an open task belongs to: by the id learned when it appeared, else by its rows. Before
// the goods come there are none.
func (w *walker) branchOf(ctx context.Context, t *Task) (*Branch, error) {
	if w.p.Phase != "receive" {
		return nil, nil //nolint:nilnil // no branch is the answer
	}
	var open []*Branch
	for _, b := range w.p.Branches {
		if b.tasks[t.Step] == t.ID {
			return b, nil
		}
		if b.Is(t.Step) {
			open = append(open, b)
		}
	}
	if len(open) == 1 {
		return open[0], nil
	}
	detail, err := w.detail(ctx, t, string(t.Persons[0]))
	if err != nil {
		return nil, err
	}
	rows, err := detail.Rows()
	if err != nil {
		return nil, fmt.Errorf("read rows of %s: %w", t.Step, err)
	}
	for _, b := range open {
		for _, o := range b.Lines {
			if len(rows) > 0 && o.ID == rows[0].Line {
				b.tasks[t.Step] = t.ID
				return b, nil
			}
		}
	}
	return nil, fmt.Errorf("%s: %s belongs to no branch: %s", w.p.Number, t.Step, detail.Data)
}

// detail finds a task in somebody's list of open tasks, as they would.
func (w *walker) detail(ctx context.Context, t *Task, person string) (*Task, error) {
	session, err := w.session(ctx, person)
	if err != nil {
		return nil, err
	}
	mine, err := List[Task](ctx, session, "/api/v1/tasks?process=purchase&q="+w.p.Number)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(mine, func(m Task) bool { return m.ID == t.ID })
	if i < 0 {
		return nil, fmt.Errorf("%s: %s may do %s but does not find it among %d tasks", w.p.Number, person, t.Step, len(mine))
	}
	if mine[i].Number != w.p.Number || mine[i].Step != t.Step {
		return nil, fmt.Errorf("%s: task %s is listed as %s of %s", w.p.Number, t.Step, mine[i].Step, mine[i].Number)
	}
	return &mine[i], nil
}

func (w *walker) session(ctx context.Context, person string) (*Session, error) {
	p, known := w.school.Person(person)
	if !known {
		return nil, fmt.Errorf("no person %q in the school", person)
	}
	return w.school.As(ctx, p.Login)
}

// scriptKey: a script may speak of "approval", the step whose approval reserves the budget.
func (w *walker) scriptKey(step string) string {
	if len(w.moves["approval"]) > 0 && step == w.p.LastApproval() {
		return "approval"
	}
	return step
}

// move says what to do with a step: what the script says, else chance, else the plain outcome.
func (w *walker) move(step string, b *Branch) string {
	w.taken++
	key := w.scriptKey(step)
	if moves := w.moves[key]; len(moves) > 0 {
		w.moves[key] = moves[1:]
		return moves[0]
	}
	if w.sc.Wild && w.taken < longestWalk/2 {
		return w.chance(step)
	}
	switch step {
	case "start":
		return "submit"
	case "review", "permit":
		return "approve"
	case "buy_second", "accept_second":
		return "sign"
	case "accept", "accept_service":
		return "accept"
	case "more":
		if b.Is(b.acceptance()) {
			return "close"
		}
		return "again"
	case "quote":
		return pick(w.rng, []string{"done", "contract"})
	default:
		return "done"
	}
}

// chance draws a move by weight.
func (w *walker) chance(step string) string {
	if !w.p.Sealed && w.rng.IntN(40) == 0 {
		return pick(w.rng, []string{"withdraw", "cancel"})
	}
	weights := map[string]string{
		"start":          "submit",
		"review":         "approve approve approve approve approve approve reject back:start:again back:start:here",
		"quote":          "done done contract",
		"minutes":        "done",
		"permit":         "approve approve approve approve approve approve reject back:start:again back:start:here",
		"buy":            "done done done done done done done back:start:again",
		"buy_second":     "sign sign sign sign sign back:buy:again",
		"accept":         "accept accept part part part part-refused part-refused refuse",
		"accept_second":  "sign sign sign sign object",
		"accept_service": "accept accept refuse",
		"more":           "again again close",
	}
	return pick(w.rng, strings.Fields(weights[step]))
}

// post sends an action and reads the case it answers with. A call whose outcome stays unknown is repeated under its
// key; without a key it is not, so such calls are made only while nothing is expected to break.
func (w *walker) post(ctx context.Context, session *Session, path string, body any) (*Case, error) {
	key := ""
	if w.keys || w.rng.IntN(2) == 0 {
		key = NewKey()
	}
	var c Case
	if err := w.calls.post(ctx, session, path, body, key, &c); err != nil {
		return nil, err
	}
	if key != "" && w.rng.IntN(10) == 0 {
		return &c, w.repeat(ctx, session, path, body, key, &c)
	}
	return &c, nil
}

// repeat sends an acknowledged call once more, as a double click would: the first answer must come back.
func (w *walker) repeat(ctx context.Context, session *Session, path string, body any, key string, first *Case) error {
	var again Case
	if err := w.calls.post(ctx, session, path, body, key, &again); err != nil {
		return fmt.Errorf("repeat under the same key: %w", err)
	}
	if encode(again) != encode(first) {
		return fmt.Errorf("repeat under the same key: %s, at first %s", encode(again), encode(first))
	}
	return nil
}

// refused wants a call to be refused with a status.
func (w *walker) refused(ctx context.Context, session *Session, path string, body any, status int) (*Refused, error) {
	err := session.Post(ctx, path, body, "", nil)
	var refusal *Refused
	switch {
	case err == nil:
		return nil, fmt.Errorf("%s: answered well, should be %d", path, status)
	case !errors.As(err, &refusal):
		return nil, err
	case refusal.Status != status:
		return nil, fmt.Errorf("should be %d: %w", status, err)
	}
	return refusal, nil
}

// reread looks at the case again.
func (w *walker) reread(ctx context.Context) (*Case, error) {
	director, err := w.director(ctx)
	if err != nil {
		return nil, err
	}
	var c Case
	return &c, director.call(ctx, http.MethodGet, "/api/v1/cases/"+w.p.ID, nil, "", &c)
}

// fresh lists the tasks that were not open before.
func fresh(before, after *Case) []Task {
	var tasks []Task
	for _, t := range after.Open {
		if !slices.ContainsFunc(before.Open, func(b Task) bool { return b.ID == t.ID }) {
			tasks = append(tasks, t)
		}
	}
	return tasks
}
