package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// maxDepth bounds cases that begin cases that begin cases within one action.
const maxDepth = 8

// change is one case on its way through one transaction.
type change struct {
	service *Service
	tx      *store.Tx
	world   *world
	process *processes.Process
	row     *store.Case // its ID is "" until a start is accepted
	state   processes.State
	depth   int

	viewer    *Viewer               // who is answered with the case; nil: nobody
	unwritten *processes.Transition // decided and in state, not in the database yet
}

func newChange(s *Service, w *world, p *processes.Process) *change {
	return &change{service: s, tx: w.tx, world: w, process: p, row: &store.Case{Process: p.ID, Version: p.Version}}
}

// read takes a case's row, finds its pinned definition and restores its state.
func (s *Service) read(ctx context.Context, w *world, row *store.Case) (*change, error) {
	p, err := s.version(ctx, w.tx, row.Process, row.Version)
	if err != nil {
		return nil, err
	}
	state, err := decodeState(p, row.State)
	if err != nil {
		return nil, fmt.Errorf("open case %s: %w", row.Number, err)
	}
	state.Case = row.ID
	return &change{service: s, tx: w.tx, world: w, process: p, row: row, state: state}, nil
}

// perform decides, writes everything that follows, and says what it came to.
func (c *change) perform(ctx context.Context, a processes.Action) (*Result, error) {
	if a.At.Before(c.row.ChangedAt) {
		// Clocks of several machines differ a little; within a case time never runs backwards.
		a.At = c.row.ChangedAt
	}
	first := a.Kind == processes.DoStart
	if first && c.row.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fmt.Errorf("make case id: %w", err)
		}
		c.row.ID = id.String()
	}
	t, err := processes.Decide(ctx, c.process, c.row.ID, c.state, a, c.asks(a))
	if err != nil {
		return nil, err
	}
	if t == nil {
		view, err := c.develop(ctx, nil)
		return &Result{Case: c.row, State: c.state, View: view}, err
	}
	before := c.state
	over := before.Status != processes.Open && !first
	c.state = processes.Apply(before, t)
	picture, err := c.show(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := c.write(ctx, t, before); err != nil {
		return nil, err
	}
	if over { // its workflow has ended and sends nothing any more
		if err := c.tell(ctx, t.Conduct.Sends); err != nil {
			return nil, err
		}
	}
	if err := c.begin(ctx, t); err != nil {
		return nil, err
	}
	view, err := c.develop(ctx, picture)
	return &Result{Case: c.row, State: c.state, Seq: t.Seq, Transition: t, View: view}, err
}

// write puts the transition and its consequences into the database. Rows are locked in one order: the case and others
// whose year is asked for, the number, then what the books lock, then what is used once. Others wait for a number and
// for a balance until the commit is on the disk: what can be known before is known before.
func (c *change) write(ctx context.Context, t *processes.Transition, before processes.State) error {
	var err error
	row, first := c.row, t.Changes.Begin != nil
	row.Status, row.Seq, row.ChangedAt = c.state.Status, c.state.Seq, t.At
	if row.State, err = encodeState(c.state); err != nil {
		return err
	}
	if first {
		row.Starter, row.Department, row.CreatedAt = c.state.Starter, c.state.Department, t.At
	}
	var words []string
	if first || c.sumsUpAnew(t) {
		if words, err = c.summarise(ctx); err != nil {
			return err
		}
	}
	if err := c.tx.Charge(ctx, row, t); err != nil {
		return fmt.Errorf("charge postings: %w", err)
	}
	if err := c.tx.Record(ctx, row, t, c.newThings(before), func(ctx context.Context) error {
		if first {
			if err := c.number(ctx); err != nil {
				return err
			}
		}
		if words != nil {
			row.Search = store.SearchText(append([]string{row.Number}, words...)...)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("record transition: %w", err)
	}
	if err := c.attach(ctx, t); err != nil {
		return err
	}
	if err := c.post(ctx, t); err != nil {
		return err
	}
	return c.keepUses(ctx, t)
}

func (c *change) post(ctx context.Context, t *processes.Transition) error {
	for _, p := range t.Postings {
		if err := c.tx.Post(ctx, c.row, t, p); err != nil {
			return fmt.Errorf("post to %s: %w", p.Book, err)
		}
	}
	return nil
}

// number gives the case the next number of its series; a start that is rolled back gives it back.
func (c *change) number(ctx context.Context) error {
	year := c.row.CreatedAt.In(calendar.Zone).Format("2006")
	series := c.process.Series(year)
	n, err := c.tx.NextNumber(ctx, series)
	if err != nil {
		return fmt.Errorf("allocate number of %s: %w", series, err)
	}
	c.row.Number = c.process.CaseNumber(year, n)
	return nil
}

// sumsUpAnew says that a form was sent which the case's summary is taken from, or what finds it.
func (c *change) sumsUpAnew(t *processes.Transition) bool {
	return slices.ContainsFunc(t.Changes.Data, func(d processes.DataChange) bool {
		return d.Place == processes.Start || slices.ContainsFunc(c.process.Summary, func(choice []processes.Summing) bool {
			return slices.ContainsFunc(choice, func(of processes.Summing) bool { return of.Step == d.Place })
		})
	})
}

// begin starts the cases a transition begins, through the same code and in the same transaction, under the ids the
// decision gave them.
func (c *change) begin(ctx context.Context, t *processes.Transition) error {
	if len(t.Conduct.Begins) > 0 && c.depth >= maxDepth {
		return &processes.Refusal{Reason: processes.Invalid, Detail: deepText()}
	}
	for _, b := range t.Conduct.Begins {
		p, err := c.service.inForce(ctx, c.tx, b.Process)
		if errors.Is(err, store.ErrNotFound) {
			why := cannotBegin(forms.Text{Zh: b.Process}, unpublishedText())
			return &processes.Refusal{Reason: processes.Invalid, Detail: why}
		}
		if err != nil {
			return fmt.Errorf("begin %s: %w", b.Process, err)
		}
		data, err := asSubmitted(b.Data)
		if err != nil {
			return fmt.Errorf("begin %s: %w", b.Process, err)
		}
		data = p.Forms[p.Begin.Form()].Handed(data)
		child := newChange(c.service, c.world, p)
		child.depth = c.depth + 1
		child.row.ID = b.Case
		child.row.Parent, child.row.ParentStep, child.row.ParentBranch = c.row.ID, b.Step, b.Branch
		action := processes.Action{Kind: processes.DoStart, Actor: b.Starter, At: t.At, Data: data, Begun: true}
		if _, err := child.perform(ctx, action); err != nil {
			return beginError(p.Title, err)
		}
	}
	return nil
}

// beginError turns the refusal of a case begun by a case into one of the action that would have begun it: its pointers
// lead into another form, so they stand in no field of this one.
func beginError(process forms.Text, err error) error {
	var refusal *processes.Refusal
	if !errors.As(err, &refusal) {
		return fmt.Errorf("begin %s: %w", process.Zh, err)
	}
	outer := &processes.Refusal{Reason: processes.Invalid, Detail: cannotBegin(process, refusal.Detail)}
	for _, f := range refusal.Failures {
		f.Pointer = ""
		outer.Failures = append(outer.Failures, f)
	}
	return outer
}
