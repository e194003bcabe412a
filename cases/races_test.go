package cases_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"zongwu/processes"
)

// raceRounds is how many cases each kind of race is run on; RACES asks for more, for docs/measurements.md.
func raceRounds(t *testing.T) int {
	t.Helper()
	asked := os.Getenv("RACES")
	if asked == "" {
		return 52
	}
	n, err := strconv.Atoi(asked)
	if err != nil {
		t.Fatalf("RACES: %v", err)
	}
	return n
}

// move is one action of a race, and what came of it.
type move struct {
	kind    string // approve, reject, withdraw, claim, done
	by      string
	outcome string // ok or the reason of a refusal
}

// raced records the moves of all races as porcupine's history: one partition a case.
type raced struct {
	clock atomic.Int64
	ops   []porcupine.Operation
}

// run performs moves on a case at the same moment and records them.
func (h *raced) run(t *testing.T, r *run, task string, moves ...move) {
	type timed struct {
		call, back int64
		err        error
	}
	var fns []func() timed
	for _, m := range moves {
		a := processes.Action{Kind: processes.DoSubmit, Actor: m.by, Task: task, Outcome: m.kind}
		switch m.kind {
		case "withdraw":
			a = processes.Action{Kind: processes.DoWithdraw, Actor: m.by}
		case "claim":
			a = processes.Action{Kind: processes.DoClaim, Actor: m.by, Task: task}
		}
		fns = append(fns, func() timed {
			call := h.clock.Add(1)
			_, err := r.act(a)
			return timed{call, h.clock.Add(1), err}
		})
	}
	for i, done := range together(fns...) {
		m := moves[i]
		m.outcome = "ok"
		var refusal *processes.Refusal
		if errors.As(done.err, &refusal) {
			m.outcome = string(refusal.Reason)
		} else if done.err != nil {
			t.Fatalf("%+v: %v", m, done.err)
		}
		h.ops = append(h.ops, porcupine.Operation{
			ClientId: i, Input: keyed{r.id, m}, Call: done.call, Output: m.outcome, Return: done.back,
		})
	}
}

type keyed struct {
	id   string
	move move
}

// reviewModel is a small purchase at its review, as one thread would do it: where it stands, and who has claimed.
func reviewModel() porcupine.Model {
	return porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			byCase := map[string][]porcupine.Operation{}
			for _, op := range history {
				id := op.Input.(keyed).id
				byCase[id] = append(byCase[id], op)
			}
			var parts [][]porcupine.Operation
			for _, ops := range byCase {
				parts = append(parts, ops)
			}
			return parts
		},
		Init: func() any { return "open" },
		Step: func(state, input, output any) (bool, any) {
			next, outcome := reviewStep(state.(string), input.(keyed).move)
			return outcome == output.(string), next
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprint(input, " → ", output) },
	}
}

// reviewStep is the model itself. States: open, "claimed by …", passed (the review is over, the case open), ended.
func reviewStep(state string, m move) (next, outcome string) {
	switch {
	case state == "ended", state == "passed" && m.kind != "withdraw":
		return state, string(processes.Closed)
	case m.kind == "withdraw":
		return "ended", "ok"
	case state != "open" && state != "claimed by "+m.by:
		return state, string(processes.Claimed)
	case m.kind == "claim":
		return "claimed by " + m.by, "ok"
	case m.kind == "reject":
		return "ended", "ok"
	}
	return "passed", "ok"
}

func TestRacesHaveOneWinner(t *testing.T) {
	s := newStage(t)
	history, rounds := &raced{}, raceRounds(t)
	won := func(moves ...move) {
		for range rounds {
			r := s.start("head", stick)
			history.run(t, r, r.task("review").ID, moves...)
		}
	}
	won(move{kind: "approve", by: "director"}, move{kind: "reject", by: "director"})
	won(move{kind: "approve", by: "director"}, move{kind: "withdraw", by: "head"})
	won(move{kind: "reject", by: "director"}, move{kind: "withdraw", by: "head"}, move{kind: "approve", by: "director"})
	for range rounds { // two buyers claim one order, and one of them places it
		r := s.start("head", stick)
		r.do("director", "review", "approve", "")
		history.run(t, r, r.task("buy").ID, move{kind: "claim", by: "buyer"}, move{kind: "claim", by: "buyer2"})
	}
	result := porcupine.CheckOperationsTimeout(reviewModel(), history.ops, 20*time.Second)
	if result != porcupine.Ok {
		t.Errorf("the history is not that of one thread: %v", result)
	}
	counts := map[string]int{}
	for _, op := range history.ops {
		counts[op.Input.(keyed).move.kind+" "+op.Output.(string)]++
	}
	t.Logf("%d races: %v", 4*rounds, counts)
}

// One person who buys and keeps the store, with two sessions: whichever of the two duties is done first shuts the
// other, inside the transaction that does it.
func TestOnePersonsTwoSessionsCannotDoBothDuties(t *testing.T) {
	s := newStage(t)
	s.roles("liangw", "buyer", "storekeeper")
	both := 0
	for range 20 {
		errs := s.bothDuties("liangw")
		switch {
		case errs[0] == nil && errs[1] == nil:
			both++
		case errs[0] == nil:
			s.refuses(errs[1], processes.Closed, "")
		case errs[1] == nil:
			s.refuses(errs[0], processes.Duty, "")
		default:
			t.Errorf("neither was accepted: %v, %v", errs[0], errs[1])
		}
	}
	s.equal("cases where one person bought and accepted", int64(both), 0)
}

func TestARoleTakenAwayCountsAtOnce(t *testing.T) {
	s := newStage(t)
	r := s.start("head", stick)
	task := r.task("review").ID
	s.roles("director", "head")
	_, err := r.act(processes.Action{Kind: processes.DoSubmit, Actor: "director", Task: task, Outcome: "approve"})
	s.refuses(err, processes.NotYours, "")
}

// bothDuties lets one person deliver a part and ask for the rest anew at the same time, and says what came of each.
func (s *stage) bothDuties(person string) []error {
	r := s.toAccept()
	r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"40"}]}`)
	accept, more := r.task("accept").ID, r.task("more").ID
	submit := func(task, outcome, data string) func() error {
		return func() error {
			_, err := r.act(processes.Action{
				Kind: processes.DoSubmit, Actor: person, Task: task, Outcome: outcome, Data: js(data),
			})
			return err
		}
	}
	return together(
		submit(accept, "part", `{"lines":[{"line":"1","accepted":"10"}]}`), submit(more, "again", `{}`))
}
