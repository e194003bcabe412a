package cases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// doomedEnv makes this program a process that acts on a case and is killed at a point of it.
const doomedEnv = "ZONGWU_DOOMED"

// doomed is what such a process is told.
type doomed struct {
	URL     string
	Point   cases.Point
	Request request
}

// request is a cases.Request that can be written down; its body is itself.
type request struct {
	School, Case, Process, Key string
	Action                     processes.Action
}

func (r request) real() cases.Request {
	return cases.Request{
		School: r.School, Case: r.Case, Process: r.Process, Key: r.Key, Body: []byte(r.Key), Action: r.Action, Answer: answer,
	}
}

func TestMain(m *testing.M) {
	if text := os.Getenv(doomedEnv); text != "" {
		fmt.Fprintln(os.Stderr, "survived:", act(text))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// act is the whole life of a doomed process.
func act(text string) error {
	var d doomed
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&d); err != nil {
		return err
	}
	db, err := store.Open(context.Background(), d.URL)
	if err != nil {
		return err
	}
	service := &cases.Service{Store: db, Fault: func(p cases.Point, _ cases.Request) error {
		if p != d.Point {
			return nil
		}
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}}
	_, err = service.Act(context.Background(), d.Request.real())
	return err
}

// deaths are the ways to die in the middle of an action; each returns whether it happened.
func (s *stage) deaths() map[string]func(cases.Point, request) error {
	return map[string]func(cases.Point, request) error{
		"SIGKILL": s.killed, "panic": s.panics, "cancel": s.hangsUp,
	}
}

func (s *stage) killed(p cases.Point, r request) error {
	text, err := json.Marshal(doomed{URL: s.db.AppURL, Point: p, Request: r})
	if err != nil {
		return err
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), doomedEnv+"="+string(text))
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return nil
	}
	return fmt.Errorf("not killed: %w: %s", err, bytes.TrimSpace(out))
}

func (s *stage) panics(p cases.Point, r request) (err error) {
	const words = "the process dies"
	defer func() {
		if got := recover(); got != words {
			err = fmt.Errorf("no panic but %v", got)
		}
	}()
	service := &cases.Service{Store: s.db.Store, Fault: func(at cases.Point, _ cases.Request) error {
		if at == p {
			panic(words)
		}
		return nil
	}}
	_, err = service.Act(context.Background(), r.real())
	return err
}

// hangsUp is a client, or a server that must stop, in the middle.
func (s *stage) hangsUp(p cases.Point, r request) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	service := &cases.Service{Store: s.db.Store, Fault: func(at cases.Point, _ cases.Request) error {
		if at == p {
			cancel()
		}
		return nil
	}}
	_, err := service.Act(ctx, r.real())
	if (err == nil) != (p == cases.AfterCommit) || ctx.Err() == nil {
		return fmt.Errorf("cancelled %s: %w", p, err)
	}
	return nil
}

// R2: whatever dies at whichever point of an action, the action sent again under its key is done once and gets its
// first answer; nothing is lost, nothing doubled, books and trail agree.
func TestDeathAtEveryPointOfAnAct(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand, "journey": journey})
	points := []cases.Point{cases.BeforeTransaction, cases.BeforeCommit, cases.AfterCommit}
	covered := map[string]int{}
	for manner, die := range s.deaths() {
		for _, p := range points {
			s.dying(p, die)
			covered[fmt.Sprintf("%s %s", manner, p)]++
		}
	}
	n := int64(len(covered))
	s.equal("chalk", s.inStock("general", "g02"), 100*n)
	s.equal("owed", s.owed("s6"), 35000*n)
	s.equal("reserved", s.reserved("jwc", "30201"), 35000*n)
	s.equal("purchases without a gap", s.number(`SELECT max(right(number, 4)::int) FROM cases
		WHERE process = 'purchase'`), n)
	s.equal("errands", s.number(`SELECT count(*) FROM cases WHERE process = 'errand'`), n)
	s.equal("untold", s.number(`SELECT count(*) FROM outbox`), s.number(`SELECT count(*) FROM transitions`))
	var names []string
	for name := range covered {
		names = append(names, name)
	}
	slices.Sort(names)
	t.Logf("%d actions died at %d points, %d transitions in %d cases: %s", s.number(`SELECT count(*) FROM keys`),
		len(names), s.number(`SELECT count(*) FROM transitions`), s.number(`SELECT count(*) FROM cases`), strings.Join(names, "; "))
}

// dying carries a purchase and a journey to their ends, every action of which dies first.
func (s *stage) dying(p cases.Point, die func(cases.Point, request) error) {
	s.Helper()
	r := &run{stage: s}
	send := func(process string, a processes.Action, written int64) {
		s.Helper()
		q := request{School: s.school, Process: process, Action: a, Key: fmt.Sprintf("k%d", s.number(`SELECT count(*) FROM keys`))}
		if process == "" {
			q.Case = r.id
		}
		r.id = s.resent(p, die, q, written)
	}
	submits := func(person, place, outcome, data string, written int64) {
		s.Helper()
		a := processes.Action{Kind: processes.DoSubmit, Actor: person, Task: r.task(place).ID, Outcome: outcome}
		if data != "" {
			a.Data = js(data)
		}
		send("", a, written)
	}
	submit := func(person, place, outcome, data string) {
		s.Helper()
		submits(person, place, outcome, data, 1)
	}
	send("purchase", processes.Action{Kind: processes.DoStart, Actor: "head", Data: js(chalk)}, 1)
	submit("director", "review", "approve", "")
	send("", processes.Action{
		Kind: processes.DoSendBack, Actor: "buyer", Task: r.task("buy").ID, To: "review", Comment: "请再看",
	}, 1)
	submit("director", "review", "approve", "")
	submit("buyer", "buy", "done", order("s6", ordered("1", "100", 350)))
	submit("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40"}]}`)
	submits("liangw", "accept", "accept", `{"lines":[{"line":"1","accepted":"60"}]}`, 2) // and its payment begins
	r.stands(processes.Done)
	send("journey", processes.Action{Kind: processes.DoStart, Actor: "head", Data: js(`{"why":"取教材"}`)}, 2)
}

// resent has an action die at a point, sends it twice more, and gives back its case.
func (s *stage) resent(p cases.Point, die func(cases.Point, request) error, q request, written int64) string {
	s.Helper()
	what := fmt.Sprintf("%s %s", q.Action.Kind, p)
	transitions := func() int64 { return s.number(`SELECT count(*) FROM transitions`) }
	before := transitions()
	if err := die(p, q); err != nil {
		s.Fatalf("%s: %v", what, err)
	}
	stands := int64(0)
	if p == cases.AfterCommit {
		stands = written
	}
	s.equal(what+": written when it died", transitions()-before, stands)
	var first *cases.Result
	for i := range 2 {
		again, err := s.service.Act(context.Background(), q.real())
		if err != nil {
			s.Fatalf("%s, sent again: %v\n%s", what, err, failuresOf(err))
		}
		if repeated := i > 0 || p == cases.AfterCommit; again.Repeated != repeated {
			s.Errorf("%s, sent again: repeated is %v", what, again.Repeated)
		}
		if first == nil {
			first = again
		}
		if want := fmt.Sprintf("%s at %d", again.Case.Number, again.Seq); string(again.Answer) != want ||
			string(first.Answer) != want {
			s.Errorf("%s, sent again: answered %q, first %q", what, again.Answer, first.Answer)
		}
		s.equal(what+": written after it was sent again", transitions()-before, written)
	}
	return first.Case.ID
}
