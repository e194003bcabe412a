package processes

import (
	"fmt"
	"slices"
)

// The functions here are the only ones that change the state: each notes the change in the transition and makes it in
// the engine's own picture, through the same functions Apply uses.

func (e *engine) newID() string {
	e.tasks++
	return fmt.Sprintf("%s.%d.%d", e.id, e.t.Seq, e.tasks)
}

func (e *engine) addTask(t Task) {
	e.callUp(&t)
	e.t.Changes.Opened = append(e.t.Changes.Opened, t)
	e.s.Open = append(slices.Clone(e.s.Open), t)
}

func (e *engine) changeTask(t Task) {
	e.callUp(&t)
	e.s.Open = replaceTask(e.s.Open, t)
	if i := taskIndex(e.t.Changes.Opened, t.ID); i >= 0 {
		e.t.Changes.Opened[i] = t
		return
	}
	if i := taskIndex(e.t.Changes.Changed, t.ID); i >= 0 {
		e.t.Changes.Changed[i] = t
		return
	}
	e.t.Changes.Changed = append(e.t.Changes.Changed, t)
}

func (e *engine) closeTask(id string) {
	e.s.Open = removeTask(e.s.Open, id)
	if i := taskIndex(e.t.Changes.Opened, id); i >= 0 { // opened and closed at once: it never was
		e.t.Changes.Opened = slices.Delete(e.t.Changes.Opened, i, i+1)
		return
	}
	e.t.Changes.Changed = removeTask(e.t.Changes.Changed, id)
	e.t.Changes.Closed = append(e.t.Changes.Closed, id)
}

func (e *engine) setData(where string, data map[string]any) {
	change := DataChange{Place: where, Data: data}
	e.t.Changes.Data = append(e.t.Changes.Data, change)
	e.s.Data = withData(e.s.Data, change)
	clear(e.seen)
}

func (e *engine) visit(v Visit) {
	v.Seq = e.t.Seq
	e.t.Changes.Visits = append(e.t.Changes.Visits, v)
	e.s.Path = append(slices.Clip(e.s.Path), v) // copied: others hold it as it was
	clear(e.seen)                               // expressions see what was passed
	e.settles(v)
}

func (e *engine) addWait(w Wait) {
	e.t.Changes.Waits = append(e.t.Changes.Waits, w)
	e.s.Waits = append(slices.Clone(e.s.Waits), w)
}

func (e *engine) answer(w Wait) {
	e.t.Changes.Answered = append(e.t.Changes.Answered, w.ID())
	e.s.Waits = removeWait(e.s.Waits, w.ID())
}

func (e *engine) seal() { e.s.Sealed, e.t.Changes.Sealed = true, true }

func taskIndex(tasks []Task, id string) int {
	return slices.IndexFunc(tasks, func(t Task) bool { return t.ID == id })
}
