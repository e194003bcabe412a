package cases_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// together runs all functions at the same moment and returns what each gave.
func together[T any](fns ...func() T) []T {
	out := make([]T, len(fns))
	var ready, done sync.WaitGroup
	gun := make(chan struct{})
	for i, fn := range fns {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-gun
			out[i] = fn()
		}()
	}
	ready.Wait()
	close(gun)
	done.Wait()
	return out
}

func times[T any](n int, fn func() T) []func() T {
	fns := make([]func() T, n)
	for i := range fns {
		fns[i] = fn
	}
	return fns
}

// answer is a request's answer as it could be any view of the case: it names it and where it stands.
func answer(_ context.Context, _ *store.Tx, r *cases.Result) ([]byte, error) {
	return fmt.Appendf(nil, "%s at %d", r.Case.Number, r.Seq), nil
}

func TestTheSameRequestTwentyTimesAtOnce(t *testing.T) {
	s := newStage(t)
	type reply struct {
		text     string
		repeated bool
		err      error
	}
	send := func(r cases.Request) func() reply {
		return func() reply {
			result, err := s.service.Act(context.Background(), r)
			if err != nil {
				return reply{err: err}
			}
			return reply{string(result.Answer), result.Repeated, nil}
		}
	}
	begin := cases.Request{
		School: s.school, Process: "purchase", Key: "begin-1", Body: []byte(chalk), Answer: answer,
		Action: processes.Action{Kind: processes.DoStart, Actor: "head", Data: js(chalk)},
	}
	once := func(what string, r cases.Request) string {
		fresh := 0
		replies := together(times(20, send(r))...)
		for _, got := range replies {
			if got.err != nil || got.text != replies[0].text {
				t.Fatalf("%s: %+v, but the first was %+v", what, got, replies[0])
			}
			if !got.repeated {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%s: done %d times", what, fresh)
		}
		if again := send(r)(); again.text != replies[0].text || !again.repeated {
			t.Errorf("%s later: %+v", what, again)
		}
		return replies[0].text
	}
	once("start", begin)
	s.equal("cases", s.number(`SELECT count(*) FROM cases`), 1)
	other := begin
	other.Body = []byte(copier)
	if _, err := s.service.Act(context.Background(), other); !errors.Is(err, cases.ErrKeyReused) {
		t.Errorf("another body under the key: %v", err)
	}
	other = begin
	other.Action.Actor = "head2" // a key is its actor's own
	other.Action.Data = js(`{"subject":"30218","reason":"x","lines":[{"item":"g02","qty":"1","price":350}]}`)
	if _, err := s.service.Act(context.Background(), other); err != nil {
		t.Errorf("the same key of another person: %v", err)
	}
	r := &run{stage: s, id: s.text(`SELECT id FROM cases WHERE starter = 'head'`)}
	once("approve", cases.Request{
		School: s.school, Case: r.id, Key: "approve-1", Body: []byte("approve"), Answer: answer,
		Action: processes.Action{Kind: processes.DoSubmit, Actor: "director", Task: r.task("review").ID, Outcome: "approve"},
	})
	s.equal("transitions", s.number(`SELECT count(*) FROM transitions WHERE case_id = $1`, r.id), 2)
	s.equal("reserved", s.reserved("jwc", "30201"), 35000)
}

func TestARefusedRequestLeavesItsKey(t *testing.T) {
	s := newStage(t)
	r := cases.Request{
		School: s.school, Process: "purchase", Key: "k", Body: []byte("1"),
		Action: processes.Action{Kind: processes.DoStart, Actor: "head", Data: js(`{}`)},
	}
	_, err := s.service.Act(context.Background(), r)
	s.refuses(err, processes.Invalid, "required /reason")
	r.Body, r.Action.Data = []byte("2"), js(chalk)
	result, err := s.service.Act(context.Background(), r)
	if err != nil || result.Repeated || result.Case.Number[len(result.Case.Number)-4:] != "0001" {
		t.Errorf("the key of a refused request: %+v %v", result, err)
	}
}

// Eight, sixteen and forty actions at once on one case: each takes effect once, under a number of its own.
func TestFortyActionsAtOnceOnOneCase(t *testing.T) {
	s := newStage(t)
	for _, n := range []int{8, 16, 40} {
		s.crowd(n)
	}
}

func (s *stage) crowd(n int) {
	s.Helper()
	r := s.start("head", chalk)
	comment := func() error {
		_, err := r.act(processes.Action{Kind: processes.DoComment, Actor: "head", Comment: "请尽快"})
		return err
	}
	for _, err := range together(times(n, comment)...) {
		if err != nil {
			s.Error(err)
		}
	}
	s.equal("last seq", s.number(`SELECT seq FROM cases WHERE id = $1`, r.id), int64(n+1))
	s.equal("transitions", s.number(`SELECT count(*) FROM transitions WHERE case_id = $1`, r.id), int64(n+1))
	s.equal("outbox", s.number(`SELECT count(*) FROM outbox WHERE case_id = $1`, r.id), int64(n+1))
	r.stands(processes.Open, "review")
}

func TestTheLastYuan(t *testing.T) {
	s := newStage(t)
	const hundred = `{"subject":"30218","reason":"材料","lines":[{"item":"g02","qty":"10","price":1000}]}`
	var approvals []func() error
	for range 30 { // of 100.00 each, where 1,500.00 is planned
		r := s.start("head2", hundred)
		task := r.task("review").ID
		approvals = append(approvals, func() error {
			_, err := r.act(processes.Action{Kind: processes.DoSubmit, Actor: "director", Task: task, Outcome: "approve"})
			return err
		})
	}
	approved := 0
	for _, err := range together(approvals...) {
		if err == nil {
			approved++
			continue
		}
		s.refuses(err, processes.Invalid, "budget /total")
	}
	s.equal("approved", int64(approved), 15)
	s.equal("reserved", s.reserved("dyc", "30218"), 150000)
	s.equal("numbers without a gap", s.number(`SELECT count(DISTINCT number) FROM cases`), 30)
}

func TestNumbersAreGapless(t *testing.T) {
	s := newStage(t)
	start := func(data string) func() error {
		return func() error {
			_, err := s.begin("head", data)
			return err
		}
	}
	fns := append(times(20, start(chalk)), times(20, start(`{"subject":"30201"}`))...)
	for i, err := range together(fns...) {
		if (err == nil) != (i < 20) {
			t.Errorf("start %d: %v", i, err)
		}
	}
	s.equal("last number", s.number(`SELECT max(right(number, 4)::int) FROM cases`), 20)
	s.equal("numbers", s.number(`SELECT count(DISTINCT number) FROM cases`), 20)
}
