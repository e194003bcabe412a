package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"zongwu/processes"
	"zongwu/store"
)

// Finding is one disagreement, with the number of the case it is about, "" where it is of no case.
type Finding struct {
	store.Finding
	Number string `json:"number,omitempty"`
}

// verifyBatch is how many cases are listed at a time.
const verifyBatch = 500

// Verify proves for a school that every case is the fold of its transitions, that its tasks are those its state says,
// that the trail's chains hold and that the books add up. It reads only, all of one moment, and may run while people
// work.
func (s *Service) Verify(ctx context.Context, school string) ([]Finding, error) {
	findings := []Finding{}
	err := s.Store.Snapshot(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		findings = findings[:0]
		for _, check := range append(store.Checks(), CheckFold, CheckDefinitions, s.verifyUses) {
			found, err := check(ctx, tx)
			if err != nil {
				return err
			}
			for _, f := range found {
				number, err := numberOf(ctx, tx, f.Where)
				if err != nil {
					return err
				}
				findings = append(findings, Finding{Finding: f, Number: number})
			}
		}
		return nil
	})
	return findings, err
}

// numberOf finds the number of the case a finding names by its id, or by the id of a task.
func numberOf(ctx context.Context, tx *store.Tx, where string) (string, error) {
	c, err := tx.ReadCase(ctx, caseOfTask(where))
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read case of finding: %w", err)
	}
	return c.Number, nil
}

// CheckFold is the store.Check this package adds: every case's state is what its transitions give, and its task rows
// are the open tasks of that state.
func CheckFold(ctx context.Context, tx *store.Tx) ([]store.Finding, error) {
	return everyCase(ctx, tx, func(id string) ([]store.Finding, error) { return verifyCase(ctx, tx, id) })
}

// everyCase gathers what a proof finds in each case of a school.
func everyCase(
	ctx context.Context, tx *store.Tx, prove func(id string) ([]store.Finding, error),
) ([]store.Finding, error) {
	var findings []store.Finding
	for after := ""; ; {
		ids, err := tx.CaseIDs(ctx, after, verifyBatch)
		if err != nil {
			return nil, fmt.Errorf("list cases: %w", err)
		}
		if len(ids) == 0 {
			return findings, nil
		}
		for _, id := range ids {
			found, err := prove(id)
			if err != nil {
				return nil, err
			}
			findings = append(findings, found...)
		}
		after = ids[len(ids)-1]
	}
}

func verifyCase(ctx context.Context, tx *store.Tx, id string) ([]store.Finding, error) {
	c, err := tx.ReadCase(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("verify case %s: %w", id, err)
	}
	bodies, err := tx.TransitionBodies(ctx, id, 0)
	if err != nil {
		return nil, fmt.Errorf("verify case %s: %w", c.Number, err)
	}
	var findings []store.Finding
	found := func(what, format string, args ...any) {
		findings = append(findings, store.Finding{
			School: tx.School, What: what, Where: id, Detail: fmt.Sprintf(format, args...),
		})
	}
	folded, err := fold(bodies)
	if err != nil {
		found("transitions", "%v", err)
		return findings, nil
	}
	if difference, err := differs(folded, c.State); err != nil {
		found("state", "%v", err)
	} else if difference != "" {
		found("state", "the stored state is not what the transitions give: %s", difference)
	}
	if folded.Seq != c.Seq || folded.Status != c.Status || len(bodies) != c.Seq {
		found("state", "the case says %s at %d, its %d transitions %s at %d",
			c.Status, c.Seq, len(bodies), folded.Status, folded.Seq)
	}
	if folded.Starter != c.Starter || folded.Department != c.Department {
		found("state", "the case says %s of %s began it, its transitions %s of %s",
			c.Starter, c.Department, folded.Starter, folded.Department)
	}
	tasks, err := tx.TaskBodies(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("verify tasks of %s: %w", c.Number, err)
	}
	if difference := taskDifference(folded.Open, tasks); difference != "" {
		found("tasks", "%s", difference)
	}
	return findings, nil
}

// CheckDefinitions is the store.Check that every text kept of a definition is that of its version, and that the version
// each case began with is kept.
func CheckDefinitions(ctx context.Context, tx *store.Tx) ([]store.Finding, error) {
	findings, err := tx.VerifyDefinitions(ctx)
	if err != nil {
		return nil, fmt.Errorf("check definitions: %w", err)
	}
	return findings, nil
}

// fold gives the state a case's transitions lead to. Form data pass through as JSON has them: Apply looks into none.
func fold(bodies []json.RawMessage) (processes.State, error) {
	var state processes.State
	for i, body := range bodies {
		var t processes.Transition
		if err := decodeNumbers(body, &t); err != nil {
			return state, fmt.Errorf("read transition %d: %w", i+1, err)
		}
		if t.Seq != i+1 {
			return state, fmt.Errorf("transition %d bears the number %d", i+1, t.Seq)
		}
		state = processes.Apply(state, &t)
	}
	return state, nil
}

// differs compares a state with a stored one as JSON values and names the first key that is not the same.
func differs(state processes.State, stored []byte) (string, error) {
	raw, err := encodeState(state)
	if err != nil {
		return "", err
	}
	var a, b map[string]any
	if err := decodeNumbers(raw, &a); err != nil {
		return "", fmt.Errorf("read folded state: %w", err)
	}
	if err := decodeNumbers(stored, &b); err != nil {
		return "", fmt.Errorf("read stored state: %w", err)
	}
	a, b = bare(a), bare(b)
	for key := range b {
		if _, ok := a[key]; !ok {
			return key, nil
		}
	}
	for key, value := range a {
		if !reflect.DeepEqual(value, b[key]) {
			return key, nil
		}
	}
	return "", nil
}

// bare leaves out what is empty, at every depth: an empty list, no list and null mean the same in a state.
func bare(object map[string]any) map[string]any {
	out := make(map[string]any, len(object))
	for key, value := range object {
		switch v := value.(type) {
		case nil:
			continue
		case []any:
			if len(v) == 0 {
				continue
			}
			list := make([]any, len(v))
			for i, inner := range v {
				list[i] = inner
				if m, ok := inner.(map[string]any); ok {
					list[i] = bare(m)
				}
			}
			out[key] = list
		case map[string]any:
			if m := bare(v); len(m) > 0 {
				out[key] = m
			}
		default:
			out[key] = v
		}
	}
	return out
}

// taskDifference compares the tasks a state holds with the rows the queues are made of.
func taskDifference(open []processes.Task, rows []json.RawMessage) string {
	stored := make(map[string][]byte, len(rows))
	for _, row := range rows {
		var task processes.Task
		if err := json.Unmarshal(row, &task); err != nil {
			return "a task row cannot be read: " + err.Error()
		}
		raw, err := json.Marshal(task)
		if err != nil {
			return "a task row cannot be written: " + err.Error()
		}
		stored[task.ID] = raw
	}
	for _, task := range open {
		raw, err := json.Marshal(task)
		if err != nil {
			return "a task cannot be written: " + err.Error()
		}
		switch row, ok := stored[task.ID]; {
		case !ok:
			return "the open task " + task.ID + " has no row"
		case !bytes.Equal(raw, row):
			return "the row of task " + task.ID + " is not as the state has it"
		}
		delete(stored, task.ID)
	}
	for id := range stored {
		return "the row of task " + id + " is of no open task"
	}
	return ""
}
