package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"zongwu/processes"
)

// OutboxCase is a case with transitions its workflow has not been told.
type OutboxCase struct {
	School, Case, Number, Process, Version string
	Parent                                 string              // the case that began it, "" when a person did
	Conducts                               []processes.Conduct // in order of seq
	Traces                                 []string            // the spans they were written in, where they were traced
}

// deliveries is how many cases of one batch are delivered at once.
const deliveries = 16

// Patience is how long news waits for more of its case.
type Patience struct {
	Urgent time.Duration // of an end, or of a clock that rings soon
	Other  time.Duration // no less
}

// DrainOutbox takes up to n cases with a transition that has waited long enough, calls deliver for each with all there
// is of it, and deletes the rows of those delivered, all in one transaction per batch. deliver is called for several
// cases at once and must not touch the transaction. A case whose delivery fails waits a little longer each time (up to
// 10 s), so that it holds nobody up; its error is joined into err while the others still count. Return nil from
// InSchool's body to keep what was delivered.
//
// Order per case: a drain holds the lock of the case's oldest row, and only who holds it takes the case.
func (t *Tx) DrainOutbox(
	ctx context.Context, n int, wait Patience, deliver func(context.Context, OutboxCase) error,
) (delivered int, err error) {
	batch, err := t.takeOutbox(ctx, n, wait)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	failures := deliverAll(ctx, batch, deliver)
	var ids []string
	var last []int64
	var failed []string
	for i, c := range batch {
		if failures[i] != nil {
			failed = append(failed, c.Case)
			continue
		}
		ids, last = append(ids, c.Case), append(last, int64(c.Conducts[len(c.Conducts)-1].Seq))
	}
	if err := t.clearOutbox(ctx, ids, last); err != nil {
		return 0, err
	}
	if len(failed) > 0 {
		err := t.exec(ctx, "postpone outbox", `UPDATE outbox SET tries = tries + 1,
			not_before = clock_timestamp() + least(interval '10 s', interval '250 ms' * 2 ^ least(tries, 10))
			WHERE case_id = ANY($1)`, array(failed))
		if err != nil {
			return 0, err
		}
	}
	return len(ids), errors.Join(failures...)
}

func deliverAll(
	ctx context.Context, batch []OutboxCase, deliver func(context.Context, OutboxCase) error,
) []error {
	failures := make([]error, len(batch))
	slots := make(chan struct{}, deliveries)
	var all sync.WaitGroup
	for i, c := range batch {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := deliver(ctx, c); err != nil {
				failures[i] = fmt.Errorf("deliver case %s: %w", c.Case, err)
			}
		})
	}
	all.Wait()
	return failures
}

// takeOutbox takes what has waited long enough. What seems to be of the future was written before the clock was set
// back: it waits no longer.
func (t *Tx) takeOutbox(ctx context.Context, n int, wait Patience) ([]OutboxCase, error) {
	var heads []string
	err := t.list(ctx, "take outbox", &heads, `WITH ripe AS (
			SELECT DISTINCT case_id FROM outbox WHERE at > clock_timestamp()
				OR at <= clock_timestamp() - CASE WHEN urgent THEN $2::float8 ELSE $3 END * interval '1 microsecond')
		SELECT o.case_id FROM outbox o JOIN ripe ON ripe.case_id = o.case_id
		WHERE (o.not_before <= clock_timestamp() OR o.not_before > clock_timestamp() + interval '10 s')
			AND o.seq = (SELECT min(first.seq) FROM outbox first WHERE first.case_id = o.case_id)
		ORDER BY o.at LIMIT $1 FOR UPDATE OF o SKIP LOCKED`, n, wait.Urgent.Microseconds(), wait.Other.Microseconds())
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	var rows []struct {
		CaseID, Number, Process, Version, Parent, Trace string
		Seq                                             int
		Conduct                                         json.RawMessage
	}
	err = t.list(ctx, "read outbox", &rows, `SELECT case_id AS caseid, number, process, version, parent, outbox.seq,
		conduct, coalesce(trace, '') AS trace
		FROM outbox JOIN cases ON cases.id = case_id WHERE case_id = ANY($1)
		ORDER BY array_position($1::text[], case_id), outbox.seq`, array(heads))
	if err != nil {
		return nil, err
	}
	var batch []OutboxCase
	for _, row := range rows {
		if len(batch) == 0 || batch[len(batch)-1].Case != row.CaseID {
			batch = append(batch, OutboxCase{
				School: t.School, Case: row.CaseID, Number: row.Number, Process: row.Process, Version: row.Version,
				Parent: row.Parent,
			})
		}
		var conduct processes.Conduct
		if err := json.Unmarshal(row.Conduct, &conduct); err != nil {
			return nil, fmt.Errorf("decode conduct of case %s: %w", row.CaseID, err)
		}
		conduct.Seq = row.Seq
		c := &batch[len(batch)-1]
		c.Conducts = append(c.Conducts, conduct)
		if row.Trace != "" && !slices.Contains(c.Traces, row.Trace) {
			c.Traces = append(c.Traces, row.Trace)
		}
	}
	return batch, nil
}

// clearOutbox deletes what was delivered; a transition written meanwhile stays.
func (t *Tx) clearOutbox(ctx context.Context, ids []string, last []int64) error {
	if len(ids) == 0 {
		return nil
	}
	return t.exec(ctx, "clear outbox", `DELETE FROM outbox o USING unnest($1::text[], $2::int[]) told (case_id, seq)
		WHERE o.case_id = told.case_id AND o.seq <= told.seq`, array(ids), ints(last))
}

// OutboxAge is the age of the school's oldest undelivered transition, 0 when there is none.
func (t *Tx) OutboxAge(ctx context.Context) (time.Duration, error) {
	var seconds float64
	err := t.get(ctx, "read outbox age", &seconds,
		`SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 FROM outbox`)
	return time.Duration(max(seconds, 0) * float64(time.Second)), err
}

// OutboxDepth counts the school's undelivered transitions.
func (t *Tx) OutboxDepth(ctx context.Context) (int, error) {
	var n int
	err := t.get(ctx, "count outbox", &n, `SELECT count(*) FROM outbox`)
	return n, err
}

// Refill puts the last conduct of every open case back into the outbox, for workflows that have been lost; it says how
// many. Cases with something undelivered are left alone.
func (t *Tx) Refill(ctx context.Context) (int, error) {
	var cases []string
	err := t.list(ctx, "refill outbox", &cases, `
		INSERT INTO outbox (case_id, seq, conduct)
		SELECT t.case_id, t.seq, t.body -> 'conduct' FROM transitions t JOIN cases c ON c.id = t.case_id AND c.seq = t.seq
		WHERE c.status = 'open' AND NOT EXISTS (SELECT FROM outbox o WHERE o.case_id = c.id)
		RETURNING case_id`)
	if err != nil {
		return 0, err
	}
	return len(cases), t.exec(ctx, "wake dispatcher", `SELECT pg_notify('outbox', this_school())`)
}

// Waiting is a school with undelivered transitions.
type Waiting struct {
	School string
	Age    time.Duration // of the oldest, by the database's clock
}

// OutboxSchools lists the schools with undelivered transitions, the longest waiting first.
func (s *Store) OutboxSchools(ctx context.Context) ([]Waiting, error) {
	ctx, cancel := context.WithTimeout(ctx, statementTimeout)
	defer cancel()
	var rows []struct {
		School  string
		Seconds float64
	}
	err := s.db.SelectContext(ctx, &rows, `SELECT school,
		greatest(0, extract(epoch FROM clock_timestamp() - oldest))::float8 AS seconds FROM door_outbox()`)
	if err != nil {
		return nil, away(fmt.Errorf("list outbox: %w", err))
	}
	waiting := make([]Waiting, len(rows))
	for i, row := range rows {
		waiting[i] = Waiting{School: row.School, Age: time.Duration(row.Seconds * float64(time.Second))}
	}
	return waiting, nil
}
