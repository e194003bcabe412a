package processes

import (
	"reflect"
	"slices"

	"zongwu/forms"
)

// task finds the task an action names.
func (e *engine) task() (Task, *Step, error) {
	i := taskIndex(e.s.Open, e.a.Task)
	if i < 0 {
		return Task{}, nil, refuse(Closed, textTaskOver)
	}
	step, ok := e.p.Step(e.s.Open[i].Step)
	if !ok {
		return Task{}, nil, refuse(Closed, textTaskOver)
	}
	return e.s.Open[i], step, nil
}

// unclaimed is the action's task when the actor may do it and nobody else has claimed it.
func (e *engine) unclaimed() (Task, *Step, error) {
	task, step, err := e.task()
	if err != nil {
		return task, step, err
	}
	if err := e.mayDo(task, step); err != nil {
		return task, step, err
	}
	if e.othersClaim(task) {
		return task, step, refuse(Claimed, textClaimed(e.name(task.Claimed)))
	}
	return task, step, nil
}

// sendBack gives the case back to an earlier step, or to the starter. What was posted since is taken back; what cannot
// be taken back forbids it.
func (e *engine) sendBack() error {
	task, step, err := e.task()
	if err != nil {
		return err
	}
	if err := e.mayDo(task, step); err != nil {
		return err
	}
	if e.a.Resume == "" {
		e.a.Resume = "again"
	}
	if e.a.Resume != "again" && e.a.Resume != "here" {
		return invalid("/resume", "choice", textResume)
	}
	if step.Human != nil && step.Human.Onward {
		return refuse(Sealed, textOnward)
	}
	target, branch, from, ok := e.backTo(task, step)
	if !ok {
		return invalid("/to", "choice", textBackTo)
	}
	e.t.Step, e.t.Branch, e.t.Task, e.t.For = step.ID, task.Branch, task.ID, e.standsFor()
	crossed := func(v Visit) bool { return e.within(v.Step, v.Branch, target.block, branch) }
	if target.ID == Start {
		crossed = func(Visit) bool { return true }
	}
	if e.irrevocable(from, crossed) {
		return refuse(Sealed, textSealed)
	}
	if e.waitsFor(from, crossed) {
		return refuse(Sealed, textBegun)
	}
	if err := e.undoFrom(from, crossed); err != nil {
		return err
	}
	block := target.block
	if target.ID == Start {
		block = e.p.Steps[0].block
	}
	e.closeWithin(block, branch)
	back := &Back{
		From: step.ID, Branch: task.Branch, Actor: e.a.Actor, For: e.standsFor(), Resume: e.a.Resume, Reason: e.a.Comment,
	}
	if target.ID != Start {
		return e.openTask(target, branch, back)
	}
	return e.setClocks(target, Task{
		ID: e.newID(), Step: Start, Persons: []string{e.s.Starter}, How: "any", Need: 1, OpenedAt: e.a.At, Back: back,
	})
}

// backTo finds where a task can be sent back to: a step people did, in the same block or one around it, and the place
// of its last visit.
func (e *engine) backTo(task Task, step *Step) (target *Step, branch string, from int, ok bool) {
	target, ok = e.p.Step(e.a.To)
	if !ok || target.Human == nil || target.ID == step.ID || step.Human != nil && step.Human.Onward {
		return nil, "", 0, false
	}
	if target.ID != Start && !e.inside(step.ID, target.block) {
		return nil, "", 0, false
	}
	branch = upTo(task.Branch, depth(target))
	for i, v := range slices.Backward(e.s.Path) {
		if v.Step == target.ID && v.Branch == branch && !v.Undone && v.Actor != "" {
			return target, branch, i, true
		}
	}
	return nil, "", 0, false
}

// BackTo lists the steps a task can be sent back to, earliest first, "start" among them.
func BackTo(p *Process, s State, task Task) []string {
	e := &engine{p: p, s: s}
	step, ok := p.Step(task.Step)
	if !ok {
		return nil
	}
	var ids []string
	for _, v := range s.Path {
		e.a.To = v.Step
		if _, _, _, ok := e.backTo(task, step); ok && !contains(ids, v.Step) {
			ids = append(ids, v.Step)
		}
	}
	return ids
}

// depth counts the `each` around a step.
func depth(s *Step) int {
	n := 0
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		if owner.Kind == KindEach {
			n++
		}
	}
	return n
}

// irrevocable says that something was posted on the way that cannot be taken back.
func (e *engine) irrevocable(from int, crossed func(Visit) bool) bool {
	return slices.ContainsFunc(e.s.Path[from:], func(v Visit) bool {
		p, posts := e.doneBy(v, crossed).(*post)
		return posts && p.op.Seals
	})
}

// doneBy is what the step of a visit does, nil where the visit is not on the way or was sent back over.
func (e *engine) doneBy(v Visit, crossed func(Visit) bool) any {
	step, ok := e.p.Step(v.Step)
	if !ok || v.Undone || !crossed(v) {
		return nil
	}
	return step.does
}

// waitsFor says that a case was begun on the way whose end this one waits for, or has taken up: gone through again, the
// way would begin another for the same.
func (e *engine) waitsFor(from int, crossed func(Visit) bool) bool {
	began := func(v Visit) bool {
		b, begins := e.doneBy(v, crossed).(*begin)
		return begins && b.wait
	}
	return slices.ContainsFunc(e.s.Path[from:], began) || slices.ContainsFunc(e.s.Waits, func(w Wait) bool {
		return began(Visit{Step: w.Step, Branch: w.Branch})
	})
}

// undoFrom takes back what was posted from a visit on and marks the visits as sent back over.
func (e *engine) undoFrom(from int, crossed func(Visit) bool) error {
	var undone []int
	for i, v := range e.s.Path {
		if i >= from && crossed(v) && !v.Undone {
			undone = append(undone, i)
		}
	}
	if err := e.undo(func(i int) bool { return slices.Contains(undone, i) }); err != nil {
		return err
	}
	e.t.Changes.Undone = undone
	e.s.Path = markUndone(e.s.Path, undone)
	clear(e.seen)
	return nil
}

// mayGoStraight says whether a task that was sent back goes straight to whoever sent it: nothing between has to be gone
// through again, because no condition between turned another way, the books would be posted the same, and, unless the
// sender approves anyway, nothing was changed that others had approved.
func (e *engine) mayGoStraight(task Task, step *Step, before forms.Data) (bool, error) {
	if task.Back == nil || task.Back.Resume != "here" {
		return false, nil
	}
	sender, ok := e.p.Step(task.Back.From)
	if !ok || e.inside(step.ID, sender.block) && step.block != sender.block && step.ID != Start {
		return false, nil
	}
	if !e.p.inOrder(step, sender) { // between them lies what stands at other places of the file
		return false, nil
	}
	same, err := e.sameBetween(step, sender, task, before)
	if err != nil || !same {
		return false, err
	}
	return sender.Kind == KindApprove || e.sameMatter(step, task.Branch, before), nil
}

// inOrder says that one step stands before another in the file; the start stands before all.
func (p *Process) inOrder(first, second *Step) bool {
	all := p.steps()
	return slices.Index(all, first) < slices.Index(all, second)
}

// goStraight opens the step that sent the task back for the very person who did.
func (e *engine) goStraight(task Task, step *Step, back *Back) error {
	sender, _ := e.p.Step(task.Back.From)
	if err := e.repeatPosts(step, sender, task.Back.Branch); err != nil {
		return err
	}
	open := len(e.s.Open)
	if err := e.openTask(sender, task.Back.Branch, back); err != nil {
		return err
	}
	if len(e.s.Open) > open {
		t := e.s.Open[len(e.s.Open)-1]
		if sent := task.Back.seat(); t.How == "any" && contains(t.seats(), sent) {
			t.seat(sent)
			t.Handed = true
			e.changeTask(t)
		}
	}
	return nil
}

// sameBetween compares conditions and postings of the steps between under the data before and after.
func (e *engine) sameBetween(step, sender *Step, task Task, before forms.Data) (bool, error) {
	now, err := e.between(step, sender, task.Back.Branch)
	if err != nil {
		return false, err
	}
	after := e.s
	e.s.Data = withData(e.s.Data, DataChange{Place: place(step.ID, task.Branch), Data: before})
	clear(e.seen)
	then, err := e.between(step, sender, task.Back.Branch)
	e.s = after
	clear(e.seen)
	return err == nil && reflect.DeepEqual(now, then), err
}

func (e *engine) between(step, sender *Step, branch string) ([]any, error) {
	var all []any
	for _, s := range e.stepsBetween(step, sender) {
		at := upTo(branch, depth(s))
		holds := true
		var err error
		if s.When != nil {
			if holds, err = e.truth(s.When, s, at, nil); err != nil {
				return nil, err
			}
		}
		all = append(all, holds)
		if p, ok := s.does.(*post); ok && holds && s != sender {
			postings, err := p.postings(e, s, at)
			if err != nil {
				return nil, err
			}
			all = append(all, postings)
		}
	}
	return all, nil
}

// stepsBetween are the steps behind one and up to another, in the file's order, without other blocks' inner steps.
func (e *engine) stepsBetween(step, sender *Step) []*Step {
	var list []*Step
	passed := step.ID == Start
	for _, s := range e.p.All() {
		if passed && (s.block.Owner == nil || e.inside(sender.ID, s.block)) {
			list = append(list, s)
		}
		if s == sender {
			break
		}
		passed = passed || s == step
	}
	return list
}

// repeatPosts posts again what sending back had taken back.
func (e *engine) repeatPosts(step, sender *Step, branch string) error {
	for _, s := range e.stepsBetween(step, sender) {
		at := upTo(branch, depth(s))
		visited := slices.ContainsFunc(e.s.Path, func(v Visit) bool { return v.Step == s.ID && v.Branch == at && v.Undone })
		if !visited || s == sender {
			continue
		}
		if p, ok := s.does.(*post); ok {
			postings, err := p.postings(e, s, at)
			if err != nil {
				return err
			}
			e.t.Postings = append(e.t.Postings, postings...)
		}
		e.visitAgain(s, at)
	}
	return nil
}

// visitAgain lets a visit that was sent back over stand once more, with who made it.
func (e *engine) visitAgain(s *Step, branch string) {
	for _, v := range slices.Backward(e.s.Path) {
		if v.Step == s.ID && v.Branch == branch && v.Undone {
			v.Undone = false
			e.visit(v)
			return
		}
	}
}

// sameMatter compares what others approved: everything but free text and attachments.
func (e *engine) sameMatter(step *Step, branch string, before forms.Data) bool {
	form := e.p.Forms[step.Form()]
	if form == nil {
		return true
	}
	now, then := cloneData(e.s.Data[place(step.ID, branch)]), cloneData(before)
	for name, t := range form.Type().Fields {
		if t.Kind == "text" || t.Ref == "file" || t.Kind == "list" && t.Of.Ref == "file" {
			delete(now, name)
			delete(then, name)
		}
		for _, row := range append(now.Rows(name), then.Rows(name)...) {
			delete(row, "id") // a row typed anew has another
		}
	}
	return sameJSON(now, then)
}
