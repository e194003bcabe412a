package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"zongwu/processes"
	"zongwu/store"
)

// Finding is one disagreement between what is stored and what the transitions say.
type Finding struct {
	Number string `json:"number"` // of the case; "" where the finding is of the school's books
	What   string `json:"what"`   // state, tasks, trail, books …
	Detail string `json:"detail"`
}

// verifyBatch is how many cases are read in one transaction.
const verifyBatch = 100

// Verify proves for a school that every case is the fold of its transitions, that its tasks are those its state says,
// that the trail's chains hold and that the books add up. It reads only, and may run while people work: each case is
// read in one snapshot.
func (s *Service) Verify(ctx context.Context, school string) ([]Finding, error) {
	findings := []Finding{}
	after := ""
	for {
		var batch []Finding
		var last string
		err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
			batch = nil
			ids, err := tx.CaseIDs(ctx, after, verifyBatch)
			if err != nil {
				return fmt.Errorf("list cases: %w", err)
			}
			last = ""
			for _, id := range ids {
				found, err := verifyCase(ctx, tx, id)
				if err != nil {
					return err
				}
				batch, last = append(batch, found...), id
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		findings = append(findings, batch...)
		if last == "" {
			break
		}
		after = last
	}
	return findings, nil
}

func verifyCase(ctx context.Context, tx *store.Tx, id string) ([]Finding, error) {
	c, err := tx.ReadCase(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("verify case %s: %w", id, err)
	}
	bodies, err := tx.TransitionBodies(ctx, id, 0)
	if err != nil {
		return nil, fmt.Errorf("verify case %s: %w", c.Number, err)
	}
	var findings []Finding
	found := func(what, format string, args ...any) {
		findings = append(findings, Finding{Number: c.Number, What: what, Detail: fmt.Sprintf(format, args...)})
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
	tasks, err := tx.TaskBodies(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("verify tasks of %s: %w", c.Number, err)
	}
	if difference := taskDifference(folded.Open, tasks); difference != "" {
		found("tasks", "%s", difference)
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
