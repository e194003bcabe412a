package processes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
)

// maxMoves bounds how many steps one action may lead through: a definition cannot make the engine run for ever.
const maxMoves = 2_000

// engine makes one transition: it moves the case along and notes every change twice, in its own picture of the state
// (e.s) and in the transition (e.t), so that Apply later comes to the same.
type engine struct {
	ctx    context.Context //nolint:containedctx // an engine lives for one decision only
	p      *Process
	id     string
	a      Action
	w      World
	s      State
	t      *Transition
	people []Person

	seat      string                // whose place the actor takes: their own, or that of whom they deputise for
	outcome   string                // being taken, for expressions
	reopening *Back                 // the next task opened was sent back by an outcome
	seen      map[string]forms.Vars // what expressions saw last, by place; dropped when data changes
	moves     int
	tasks     int
	holds     map[string]int // blocks being entered: not over yet, though nothing is open in them
	before    []Task         // what was open before the action
	doubt     error          // why it cannot be said who is kept away from a step
}

func newEngine(ctx context.Context, p *Process, id string, s State, a Action, w World) (*engine, error) {
	people, err := w.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	s.Case = firstText(id, s.Case)
	e := &engine{
		ctx: ctx, p: p, id: id, a: a, w: w, s: s, people: people, holds: map[string]int{},
		seen: map[string]forms.Vars{}, before: s.Open, seat: a.Actor,
		t: &Transition{
			Seq: s.Seq + 1, At: a.At, Actor: a.Actor, Action: a.Kind, Comment: a.Comment, To: a.To, Task: a.Task,
		},
	}
	return e, nil
}

func (e *engine) active(person string) bool { _, ok := e.find(person); return ok }

// find finds an active person.
func (e *engine) find(id string) (*Person, bool) {
	for i := range e.people {
		if e.people[i].ID == id {
			return &e.people[i], true
		}
	}
	return nil, false
}

// known is an active person, the zero one where there is none of that id.
func (e *engine) known(id string) Person {
	if p, ok := e.find(id); ok {
		return *p
	}
	return Person{}
}

func (e *engine) name(person string) string {
	if p, ok := e.find(person); ok {
		return p.Name
	}
	return person
}

// place names a step within a branch: the key its data is kept under.
func place(step, branch string) string {
	if branch == "" {
		return step
	}
	return step + "@" + branch
}

func join(branch, key string) string {
	if branch == "" {
		return key
	}
	return branch + "/" + key
}

// around is the branch a branch stands in.
func around(branch string) string {
	i := strings.LastIndexByte(branch, '/')
	return branch[:max(i, 0)]
}

// covers says whether a branch is the other one or stands around it.
func covers(outer, inner string) bool {
	return outer == "" || outer == inner || strings.HasPrefix(inner, outer+"/")
}

// arrive brings the case to a step.
func (e *engine) arrive(s *Step, branch string) error {
	if e.moves++; e.moves > maxMoves {
		return &forms.EvalError{Source: s.ID, Reason: "the process goes in a circle without anyone acting"}
	}
	if e.s.Status != Open {
		return nil
	}
	if s.When != nil {
		ok, err := e.truth(s.When, s, branch, nil)
		if err != nil {
			return err
		}
		if !ok {
			if _, stale := e.s.Data[place(s.ID, branch)]; stale { // what an earlier round said no longer counts
				e.setData(place(s.ID, branch), nil)
			}
			return e.next(s, branch)
		}
	}
	return s.does.enter(e, s, branch)
}

// next goes from a step to the one behind it, or out of the block.
func (e *engine) next(s *Step, branch string) error {
	if s.index+1 < len(s.block.Steps) {
		return e.arrive(s.block.Steps[s.index+1], branch)
	}
	return e.settle(s.block, branch)
}

// goOn follows targets; none means the next step.
func (e *engine) goOn(s *Step, branch string, targets []Target) error {
	if len(targets) == 0 {
		return e.next(s, branch)
	}
	release := e.holdBlock(s.block, branch)
	for _, t := range targets {
		if err := e.follow(t, s.block, branch); err != nil {
			return err
		}
	}
	release()
	return e.settle(s.block, branch)
}

func (e *engine) follow(t Target, b *Block, branch string) error {
	switch {
	case t.Case != "":
		return e.finish(t.Case)
	case t.End:
		e.closeWithin(b, branch)
		return nil
	case t.Stop:
		return nil
	}
	step, _ := e.p.Step(t.Step)
	return e.arrive(step, branch)
}

// settle goes on behind a block once nothing is open in it.
func (e *engine) settle(b *Block, branch string) error {
	if e.s.Status != Open || e.holds[blockKey(b, branch)] > 0 || e.busy(b, branch) {
		return nil
	}
	if b.Owner == nil {
		return e.finish(Done)
	}
	outer := branch
	if b.Owner.Kind == KindEach {
		outer = around(branch)
	}
	return e.settleOwner(b.Owner, outer)
}

// settleOwner goes on behind an each or parallel once all its branches are through.
func (e *engine) settleOwner(owner *Step, branch string) error {
	if e.s.Status != Open || e.holds[place(owner.ID, branch)] > 0 || e.busyOwner(owner, branch) {
		return nil
	}
	return e.next(owner, branch)
}

// hold keeps an each or parallel from being over while its branches are being entered.
func (e *engine) hold(owner *Step, branch string) (release func()) {
	key := place(owner.ID, branch)
	e.holds[key]++
	return func() { e.holds[key]-- }
}

func (e *engine) holdBlock(b *Block, branch string) (release func()) {
	key := blockKey(b, branch)
	e.holds[key]++
	return func() { e.holds[key]-- }
}

func blockKey(b *Block, branch string) string { return fmt.Sprintf("%p@%s", b, branch) }

// busy says whether anything is open in a block's branch, at any depth.
func (e *engine) busy(b *Block, branch string) bool {
	return e.anyOpen(func(step, at string) bool { return e.within(step, at, b, branch) })
}

func (e *engine) busyOwner(owner *Step, branch string) bool {
	return e.anyOpen(func(step, at string) bool {
		for _, b := range owner.Blocks {
			if e.inside(step, b) && covers(branch, at) {
				return true
			}
		}
		return false
	})
}

func (e *engine) anyOpen(match func(step, branch string) bool) bool {
	return slices.ContainsFunc(e.s.Open, func(t Task) bool { return match(t.Step, t.Branch) }) ||
		slices.ContainsFunc(e.s.Waits, func(w Wait) bool { return match(w.Step, w.Branch) })
}

// within says whether a step in its branch stands in a block's branch, at any depth.
func (e *engine) within(step, at string, b *Block, branch string) bool {
	return e.inside(step, b) && covers(branch, at)
}

func (e *engine) inside(step string, b *Block) bool {
	s, ok := e.p.Step(step)
	if !ok {
		return false
	}
	if step == Start {
		return b.Owner == nil
	}
	for block := s.block; ; block = block.Owner.block {
		if block == b {
			return true
		}
		if block.Owner == nil {
			return false
		}
	}
}

// closeWithin closes everything open in a block's branch.
func (e *engine) closeWithin(b *Block, branch string) {
	for _, t := range slices.Clone(e.s.Open) {
		if e.within(t.Step, t.Branch, b, branch) {
			e.closeTask(t.ID)
		}
	}
	for _, w := range slices.Clone(e.s.Waits) {
		if e.within(w.Step, w.Branch, b, branch) {
			e.answer(w)
		}
	}
}

// forget drops what an earlier round left in a branch.
func (e *engine) forget(b *Block, branch string) {
	for _, where := range sortedKeys(e.s.Data) {
		step, at, _ := strings.Cut(where, "@")
		if e.within(step, at, b, branch) {
			e.setData(where, nil)
		}
	}
}

// finish ends the case: nothing stays open; whatever it holds in the books and may give back is given back; where it
// ended well, only what lasts no longer than the case.
func (e *engine) finish(status Status) error {
	if e.s.Status != Open {
		return nil
	}
	for _, t := range slices.Clone(e.s.Open) {
		e.closeTask(t.ID)
	}
	for _, w := range slices.Clone(e.s.Waits) {
		e.answer(w)
	}
	if err := e.undo(func(i int) bool { return status != Done || e.lastsWhileOpen(e.s.Path[i].Step) }); err != nil {
		return err
	}
	if err := e.comeTo(status); err != nil {
		return err
	}
	e.s.Status, e.t.Changes.Status = status, status
	if e.s.Starter != e.a.Actor {
		e.send("outcome", []string{e.s.Starter}, "")
	}
	return nil
}

func (e *engine) lastsWhileOpen(step string) bool {
	s, ok := e.p.Step(step)
	if !ok {
		return false
	}
	p, ok := s.does.(*post)
	return ok && p.op.WhileOpen
}

// undo posts what takes back the reversible postings of visits not undone yet; which chooses by place in the path.
func (e *engine) undo(which func(int) bool) error {
	done := map[string]bool{}
	for i, v := range e.s.Path {
		step, ok := e.p.Step(v.Step)
		if !ok || v.Undone || !which(i) {
			continue
		}
		p, ok := step.does.(*post)
		if !ok {
			continue
		}
		postings, err := p.undoing(e, step, i)
		if err != nil {
			return err
		}
		for _, one := range postings {
			key := fmt.Sprint(one.Book, one.Op, one.Inputs)
			if p.op.Undo == "" { // each posting is taken back by itself
				key = fmt.Sprint(key, i, one.Row)
			}
			if !done[key] {
				done[key] = true
				e.t.Postings = append(e.t.Postings, one)
			}
		}
	}
	return nil
}

// conclude fills in what the workflow has to know.
func (e *engine) conclude() {
	e.tellGone()
	if e.t.For != "" && (e.a.Kind == DoSubmit || e.a.Kind == DoSendBack) {
		e.send("done_for:"+e.t.Step, []string{e.t.For}, "")
	}
	e.t.Conduct.Seq, e.t.Conduct.Status = e.t.Seq, e.s.Status
	for _, t := range e.s.Open {
		e.t.Conduct.Open = append(e.t.Conduct.Open, OpenStep{
			Task: t.ID, Step: t.Step, Branch: t.Branch, Since: t.OpenedAt, Due: t.DueAt,
		})
	}
	for _, w := range e.s.Waits {
		if w.Case != "" {
			e.t.Conduct.Waits = append(e.t.Conduct.Waits, w.Case)
		}
	}
}
