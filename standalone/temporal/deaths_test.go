package temporal_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"zongwu/activities"
	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/worker"
)

var errDeath = errors.New("death")

// reaper has the worker die once at each of its points. What died is let through when it is tried again: a job that
// dies over and over waits ever longer.
type reaper struct {
	mu     sync.Mutex
	last   map[string]time.Time // when a job of a kind died
	deaths map[string]int
}

func (r *reaper) at(job, point string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := job + " " + point
	if r.deaths[name] > 0 || time.Since(r.last[job]) < 300*time.Millisecond {
		return nil
	}
	r.deaths[name]++
	r.last[job] = time.Now()
	return errDeath
}

// armed gives the worker's deaths to the office.
func (o *office) armed() *reaper {
	r := &reaper{last: map[string]time.Time{}, deaths: map[string]int{}}
	o.fault = func(p worker.Point, _ store.OutboxCase) error { return r.at("dispatcher", string(p)) }
	o.activityFault = func(p activities.Point, name string) error { return r.at(name, string(p)) }
	o.service = &cases.Service{Store: o.Store, Fault: func(p cases.Point, q cases.Request) error {
		if q.Action.Kind == processes.DoClock {
			return r.at(activities.Ring, string(p))
		}
		return r.at(string(q.Action.Kind), string(p))
	}}
	return r
}

// missed are the points at which nothing died yet.
func (r *reaper) missed() (points []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var want []string
	for _, p := range []cases.Point{cases.BeforeTransaction, cases.BeforeCommit, cases.AfterCommit} {
		want = append(want, activities.Ring+" "+string(p), activities.Ended+" "+string(p))
	}
	for _, p := range []activities.Point{activities.BeforeActing, activities.AfterActing} {
		want = append(want, activities.Ring+" "+string(p), activities.Ended+" "+string(p), activities.SendNotices+" "+string(p))
	}
	for _, p := range []worker.Point{worker.BeforeSignal, worker.AfterSignal, worker.BeforeCommit} {
		want = append(want, "dispatcher "+string(p))
	}
	return slices.DeleteFunc(want, func(p string) bool { return r.deaths[p] > 0 })
}

// mortal is a server that dies at a point of every Act; what it was asked is asked again.
func (o *office) mortal(died map[string]int) func(cases.Request) (*cases.Result, error) {
	points := []cases.Point{cases.BeforeTransaction, cases.BeforeCommit, cases.AfterCommit}
	n := 0
	return func(r cases.Request) (*cases.Result, error) {
		n++
		p := points[n%len(points)]
		doomed := &cases.Service{Store: o.Store, Fault: func(at cases.Point, _ cases.Request) error {
			if at == p {
				return errDeath
			}
			return nil
		}}
		r.Key, r.Answer = fmt.Sprintf("mortal %d", n), firstAnswer
		r.Body = []byte(r.Key)
		if _, err := doomed.Act(context.Background(), r); !errors.Is(err, errDeath) {
			return nil, fmt.Errorf("it should have died %s: %w", p, err)
		}
		died["people "+string(p)]++
		result, err := o.people.Act(context.Background(), r)
		if err == nil && (result.Repeated != (p == cases.AfterCommit) || string(result.Answer) != answerAt(result, result.Seq)) {
			return nil, fmt.Errorf("died %s, sent again: answered %q, repeated %v", p, result.Answer, result.Repeated)
		}
		return result, err
	}
}

func answerAt(r *cases.Result, seq int) string { return fmt.Sprintf("%s at %d", r.Case.Number, seq) }

func firstAnswer(_ context.Context, _ *store.Tx, r *cases.Result) ([]byte, error) {
	return []byte(answerAt(r, r.Seq)), nil
}

// deaths is R2: every route again, the server dying at a point of every Act, the worker at points of its own. Every
// case ends as it must, nothing is done twice, nothing is lost.
func (o *office) deaths() {
	r := o.armed()
	deaths := map[string]int{}
	o.send = o.mortal(deaths)
	o.work()
	before := o.number(`SELECT count(*) FROM transitions`)
	var all []*life
	for _, name := range slices.Sorted(maps.Keys(routes())) {
		all = append(all, o.begin(name).finish())
	}
	for i := 0; i < 12 && len(r.missed()) > 0; i++ {
		all = append(all, o.begin("outing-far").finish(), o.begin("outing-near").finish())
	}
	if points := r.missed(); len(points) > 0 {
		o.t.Errorf("nothing died at the points %q", points)
	}
	actions, engine := 0, 0
	for _, l := range all {
		l.mustHaveEnded()
		engine += l.rung[processes.DoClock] + l.rung[processes.DoEnded]
		actions += 1 + len(l.moves) + o.number(`SELECT count(*) FROM cases WHERE parent = $1`, l.Case.Case)
	}
	o.mustAddUp()
	written := o.number(`SELECT count(*) FROM transitions`) - before
	if written != actions {
		o.t.Errorf("%d transitions were written for %d actions", written, actions)
	}
	maps.Copy(deaths, r.deaths)
	var points []string
	total := 0
	for _, p := range slices.Sorted(maps.Keys(deaths)) {
		points = append(points, fmt.Sprintf("%s %d", p, deaths[p]))
		total += deaths[p]
	}
	o.t.Logf("%d deaths at %d points, %d actions (%d of them the engine's), %d transitions: %s",
		total, len(deaths), actions, engine, written, strings.Join(points, "; "))
}

// overtaken is the experiment that the mechanism was chosen by: everything dies between the commit of A and the
// workflow's own record of it, A is not sent again, and somebody does B. Both stand, the workflow catches up, and A, sent
// again at last, gets its first answer.
func (o *office) overtaken() {
	stop := o.work()
	l := o.begin("purchase-small")
	o.until("known", 20*time.Second, o.knows(l.Case, 1))
	stop()
	ask := func(by, at, out, data, key string) cases.Request {
		return cases.Request{School: "main", Key: key, Body: []byte(key), Answer: firstAnswer, Action: processes.Action{
			Kind: processes.DoSubmit, Actor: by, Task: l.task(l.Case.Case, at), Outcome: out, Data: fields(data),
		}}
	}
	doomed := &cases.Service{Store: o.Store, Fault: func(p cases.Point, _ cases.Request) error {
		if p == cases.AfterCommit {
			return errDeath
		}
		return nil
	}}
	a := ask("director", "review", "approve", "", "overtaken A")
	if _, err := doomed.Act(context.Background(), a); !errors.Is(err, errDeath) {
		o.t.Fatal(err)
	}
	if err := o.server.Stop(); err != nil {
		o.t.Fatal(err)
	}
	m := ordered()
	b := o.act("B", ask(m.by, m.at, m.out, m.data, "overtaken B"))
	if string(b.Answer) != answerAt(b, 3) {
		o.t.Errorf("B was answered %q", b.Answer)
	}
	o.startTemporal()
	o.work()
	o.until("caught up", 30*time.Second, o.knows(l.Case, 3))
	again := o.act("A again", a)
	if !again.Repeated || string(again.Answer) != answerAt(again, 2) {
		o.t.Errorf("A, sent again, was answered %q, repeated %v", again.Answer, again.Repeated)
	}
	if n := o.number(`SELECT seq FROM cases WHERE id = $1`, l.Case.Case); n != 3 {
		o.t.Errorf("the case stands at %d", n)
	}
	l.done = 2
	l.finish().mustHaveEnded()
	o.mustAddUp()
}
