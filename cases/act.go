package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/trace"
)

// Act performs one action in one transaction: it locks the case, decides, writes tasks, books, trail and outbox, or
// refuses with a *processes.Refusal and writes nothing. A case nobody has, or that the actor may not see, is
// store.ErrNotFound; a key used before with another body is ErrKeyReused.
func (s *Service) Act(ctx context.Context, r Request) (*Result, error) {
	r = r.normal()
	if err := r.check(); err != nil {
		return nil, err
	}
	ctx, span := trace.Start(ctx, "action")
	defer span.End()
	begin, process := time.Now(), ""
	r.process, r.span = &process, span
	result, err := s.actNow(ctx, r)
	traced(r, result, err)
	s.Metrics.acted(process, r.Action, result, err, time.Since(begin))
	return result, err
}

// actNow performs a request that was checked.
func (s *Service) actNow(ctx context.Context, r Request) (*Result, error) {
	if err := s.at(BeforeTransaction, r); err != nil {
		return nil, err
	}
	var result *Result
	err := s.Store.Acting(ctx, r.School, func(ctx context.Context, tx *store.Tx) (err error) {
		if result, err = s.actOnce(ctx, tx, r); err != nil {
			return err
		}
		return s.at(BeforeCommit, r)
	})
	var refusal *processes.Refusal
	if errors.As(err, &refusal) {
		return nil, refusal // an answer: how it was come by is nobody's business
	}
	if err != nil {
		return nil, err
	}
	if err := s.at(AfterCommit, r); err != nil {
		return nil, err
	}
	return result, nil
}

// normal fills in what a caller may leave out.
func (r Request) normal() Request {
	if r.Action.At.IsZero() {
		r.Action.At = time.Now()
	}
	// PostgreSQL keeps microseconds: what is hashed and compared later must not hold more.
	r.Action.At = r.Action.At.UTC().Truncate(time.Microsecond)
	if r.Case == "" && r.Action.Task != "" {
		r.Case = caseOfTask(r.Action.Task)
	}
	return r
}

// remembered is what stands under a used key.
type remembered struct {
	Case   string `json:"case"`
	Seq    int    `json:"seq"`
	Answer []byte `json:"answer,omitempty"`
}

// actOnce answers from the key when it was used before, and otherwise acts and remembers.
func (s *Service) actOnce(ctx context.Context, tx *store.Tx, r Request) (*Result, error) {
	c, before, err := s.open(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	if r.Key == "" {
		return s.act(ctx, c, r)
	}
	hash := sha256.Sum256(r.Body)
	bodyHash := hex.EncodeToString(hash[:])
	if before != nil {
		if before.BodyHash != bodyHash {
			return nil, ErrKeyReused
		}
		return s.recall(ctx, tx, before.Answer)
	}
	result, err := s.act(ctx, c, r)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(remembered{Case: result.Case.ID, Seq: result.Seq, Answer: result.Answer})
	if err != nil {
		return nil, fmt.Errorf("write answer: %w", err)
	}
	if err := tx.SaveKey(ctx, r.Action.Actor, r.Key, store.Key{BodyHash: bodyHash, Answer: raw}); err != nil {
		return nil, fmt.Errorf("save key: %w", err)
	}
	return result, nil
}

// SentAs is the number of the case that an actor began, or acted on, under a key; "" where the key is new.
func (s *Service) SentAs(ctx context.Context, school, actor, key string) (number string, err error) {
	if key == "" {
		return "", nil
	}
	err = s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.ReadKey(ctx, actor, key)
		if err != nil || before == nil {
			return err
		}
		var was remembered
		if err := json.Unmarshal(before.Answer, &was); err != nil {
			return fmt.Errorf("read remembered answer: %w", err)
		}
		if was.Case == "" { // it was used for something that is no case
			return nil
		}
		row, err := tx.ReadCase(ctx, was.Case)
		if err == nil {
			number = row.Number
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("find what was sent: %w", err)
	}
	return number, nil
}

// recall gives the first answer again; case and state are those of now.
func (s *Service) recall(ctx context.Context, tx *store.Tx, raw []byte) (*Result, error) {
	var was remembered
	if err := json.Unmarshal(raw, &was); err != nil {
		return nil, fmt.Errorf("read remembered answer: %w", err)
	}
	row, err := tx.ReadCase(ctx, was.Case)
	if err != nil {
		return nil, fmt.Errorf("read case of remembered answer: %w", err)
	}
	c, err := s.read(ctx, newWorld(tx), row)
	if err != nil {
		return nil, err
	}
	return &Result{Case: row, State: c.state, Seq: was.Seq, Answer: was.Answer, Repeated: true}, nil
}

// act performs the action and builds the answer.
func (s *Service) act(ctx context.Context, c *change, r Request) (*Result, error) {
	*r.process = c.process.ID
	r.span.Set("zongwu.case", c.row.ID)
	c.viewer = r.Viewer
	if r.Action.Ended != nil {
		var err error
		if r.Action.Ended, err = s.endOf(ctx, c.world, *r.Action.Ended); err != nil {
			return nil, err
		}
	}
	result, err := c.perform(ctx, r.Action)
	if err != nil {
		return nil, err
	}
	if r.Answer != nil {
		if result.Answer, err = r.Answer(ctx, c.tx, result); err != nil {
			return nil, fmt.Errorf("build answer: %w", err)
		}
	}
	return result, nil
}

// open locks the case and the request's key and reads what a decision needs; for a start it reads the definition in
// force. A key that was used before comes alone.
func (s *Service) open(ctx context.Context, tx *store.Tx, r Request) (*change, *store.Key, error) {
	if r.Action.Kind == processes.DoStart {
		return s.openNew(ctx, tx, r)
	}
	row, before, err := tx.LockCaseFor(ctx, r.Case, r.Action.Actor, r.Key)
	if errors.Is(err, store.ErrNotFound) && r.Key != "" { // no case to take the key with: it may be another's all the same
		if used, failed := tx.LockKey(ctx, r.Action.Actor, r.Key); used != nil || failed != nil {
			return nil, used, failed
		}
	}
	if err != nil || before != nil {
		return nil, before, err
	}
	c, err := s.read(ctx, newWorld(tx), row)
	if err != nil {
		return nil, nil, err
	}
	return c, nil, c.admits(ctx, r.Action)
}

func (s *Service) openNew(ctx context.Context, tx *store.Tx, r Request) (*change, *store.Key, error) {
	if r.Key != "" {
		before, err := tx.LockKey(ctx, r.Action.Actor, r.Key)
		if err != nil || before != nil {
			return nil, before, err
		}
	}
	p, err := s.inForce(ctx, tx, r.Process)
	if err != nil {
		return nil, nil, err
	}
	return newChange(s, newWorld(tx), p), nil, nil
}

// admits says whether an action can be about this case at all: store.ErrNotFound where its task never was one of it, or
// whoever acts may not see it.
func (c *change) admits(ctx context.Context, a processes.Action) error {
	if a.Task != "" && !c.hadTask(a.Task) {
		return store.ErrNotFound
	}
	if a.Actor == "" {
		return nil // a clock or another case: check let nothing else through without an actor
	}
	seen, err := c.visibleTo(ctx, a.Actor)
	if err != nil {
		return err
	}
	if !seen {
		return store.ErrNotFound
	}
	return nil
}

// caseOfTask takes the case's id out of a task's ("<case>.3.1").
func caseOfTask(task string) string {
	id, _, _ := strings.Cut(task, ".")
	return id
}

// hadTask says that a task's id can have been one of this case: one that is closed by now is another answer than one
// that never was.
func (c *change) hadTask(id string) bool {
	rest, ok := strings.CutPrefix(id, c.row.ID+".")
	if !ok {
		return false
	}
	seqText, _, _ := strings.Cut(rest, ".")
	seq, err := strconv.Atoi(seqText)
	return err == nil && seq >= 1 && seq <= c.state.Seq
}
