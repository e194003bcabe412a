package cases

import (
	"context"
	"errors"
	"fmt"

	"zongwu/store"
)

// TaskQuery is what a queue is narrowed by; empty fields do not narrow.
type TaskQuery struct {
	Process, Q string
	Overdue    bool
	Aside      bool // also what the person may do though it is in the queues of others
	Beside     bool // with what stands beside each decision
	Limit      int
	Cursor     string
}

func (q TaskQuery) clean() bool { return clean(q.Process) && clean(q.Q) }

// InPlace are the outcomes that ask nothing but a comment, so that they can be taken without opening the case.
func (t TaskView) InPlace() []OutcomeView {
	if t.Form == "" {
		return t.Choices
	}
	return t.Several()
}

// ProcessCount is how many tasks of one process wait for a person, and how many of them are overdue.
type ProcessCount struct {
	Process, Title, Icon string
	Tasks, Overdue       int
}

// Tasks lists the tasks a person may do now, the most urgent first.
func (s *Service) Tasks(ctx context.Context, school string, v Viewer, q TaskQuery) (*Page[TaskView], error) {
	page := &Page[TaskView]{Items: []TaskView{}}
	if !q.clean() {
		return page, nil
	}
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		rows, next, err := tx.Tasks(ctx, store.TaskQuery{
			Person: v.Person, Process: q.Process, Q: q.Q, Overdue: q.Overdue, Aside: q.Aside,
			Limit: limited(q.Limit), Cursor: q.Cursor,
		})
		if err != nil {
			return fmt.Errorf("list tasks: %w", err)
		}
		w := newReading(tx)
		page.Items, page.Next = make([]TaskView, 0, len(rows)), next
		opened := map[string]*change{}
		for _, row := range rows {
			c := opened[row.Case]
			if c == nil {
				if c, err = s.readCase(ctx, w, row.Case); err != nil {
					return err
				}
				opened[row.Case] = c
			}
			t, ok := c.task(row.ID)
			if !ok {
				continue // done between two reads of this transaction
			}
			view, err := c.taskView(ctx, t, v)
			if err != nil {
				return err
			}
			if q.Beside {
				if view.Beside, err = c.beside(ctx, t, v); err != nil {
					return err
				}
			}
			page.Items = append(page.Items, view)
		}
		return nil
	})
	return page, err
}

// TaskCounts counts the tasks a person may do now, by process.
func (s *Service) TaskCounts(ctx context.Context, school string, v Viewer) ([]ProcessCount, error) {
	var counts []ProcessCount
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		counts = nil // the transaction may have been tried before
		rows, err := tx.TaskCounts(ctx, v.Person)
		if err != nil {
			return err
		}
		for _, row := range rows {
			count := ProcessCount{Process: row.Process, Title: row.Process, Tasks: row.Tasks, Overdue: row.Overdue}
			p, err := s.inForce(ctx, tx, row.Process)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err == nil {
				count.Title, count.Icon = p.Title.In(v.Lang), p.Icon
			}
			counts = append(counts, count)
		}
		return nil
	})
	return counts, err
}
