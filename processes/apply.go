package processes

import (
	"maps"
	"slices"

	"zongwu/forms"
)

// Apply folds a transition into a state. It looks at nothing but the two, and changes neither.
func Apply(s State, t *Transition) State {
	c := &t.Changes
	s.Seq = t.Seq
	if c.Begin != nil {
		s.Status, s.Starter, s.Department = Open, c.Begin.Starter, c.Begin.Department
		s.Begun, s.Settings, s.Data = c.Begin.At, c.Begin.Settings, map[string]forms.Data{}
	}
	for _, d := range c.Data {
		s.Data = withData(s.Data, d)
	}
	// visits sent back over are counted before this transition's own
	s.Path = markUndone(s.Path, c.Undone)
	s.Path = append(slices.Clip(s.Path), c.Visits...)
	for _, id := range c.Closed {
		s.Open = removeTask(s.Open, id)
	}
	for _, changed := range c.Changed {
		s.Open = replaceTask(s.Open, changed)
	}
	s.Open = append(slices.Clip(s.Open), c.Opened...)
	s.Waits = append(slices.Clip(s.Waits), c.Waits...)
	for _, id := range c.Answered {
		s.Waits = removeWait(s.Waits, id)
	}
	if c.Status != "" {
		s.Status = c.Status
	}
	s.Sealed = s.Sealed || c.Sealed
	if c.Results != nil {
		s.Results = c.Results
	}
	return s
}

// Fold is the state a case's transitions add up to.
func Fold(transitions []Transition) State {
	var s State
	for i := range transitions {
		s = Apply(s, &transitions[i])
	}
	return s
}

func withData(all map[string]forms.Data, d DataChange) map[string]forms.Data {
	next := maps.Clone(all)
	if next == nil {
		next = map[string]forms.Data{}
	}
	if d.Data == nil {
		delete(next, d.Place)
	} else {
		next[d.Place] = d.Data
	}
	return next
}

func markUndone(path []Visit, undone []int) []Visit {
	if len(undone) == 0 {
		return path
	}
	next := slices.Clone(path)
	for _, i := range undone {
		next[i].Undone = true
	}
	return next
}

func replaceTask(tasks []Task, t Task) []Task {
	next := slices.Clone(tasks)
	if i := taskIndex(next, t.ID); i >= 0 {
		next[i] = t
	}
	return next
}

func removeTask(tasks []Task, id string) []Task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t Task) bool { return t.ID == id })
}

func removeWait(waits []Wait, id string) []Wait {
	return slices.DeleteFunc(slices.Clone(waits), func(w Wait) bool { return w.ID() == id })
}
