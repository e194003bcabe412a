package temporal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"zongwu/activities"
	"zongwu/processes"
	"zongwu/workflows"
)

// recordEnv names the folder histories are written to: ZONGWU_RECORD=$PWD/workflows/testdata go test -run Histories
// ./standalone/temporal. Old files stay: a case begun under an older program must go on under this one.
const recordEnv = "ZONGWU_RECORD"

// script is a case whose log and whose world are written down: the activities answer from it.
type script struct {
	c    workflows.Case
	mu   sync.Mutex
	log  []processes.Conduct
	tell func(from, to int)
	told bool // it was begun
	// onRing is what a clock leads to.
	onRing func(clock string) activities.RingOutput
	// failures is how often the next message is not sent.
	failures int
}

func (s *script) open(after time.Duration, clocks ...processes.Clock) {
	n := len(s.log) + 1
	now := time.Now().Add(after)
	s.add(processes.Conduct{
		Status: processes.Open, Clocks: clocks,
		Open: []processes.OpenStep{{Task: s.task(n), Step: fmt.Sprintf("step%d", n), Since: now, Due: now.Add(time.Hour)}},
	})
}

func (s *script) end(status processes.Status) { s.add(processes.Conduct{Status: status}) }

func (s *script) add(c processes.Conduct) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Seq = len(s.log) + 1
	s.log = append(s.log, c)
}

func (s *script) task(n int) string { return fmt.Sprintf("%s.%d.1", s.c.Case, n) }

func (s *script) clock(what string, n int, after time.Duration) processes.Clock {
	return processes.Clock{ID: what + "/" + s.task(n), At: time.Now().Add(after)}
}

// scenarios are the lives of cases that are recorded, by the name of their file.
func scenarios() map[string]func(*script) {
	return map[string]func(*script){
		"straight": func(s *script) {
			for n := 1; n <= 3; n++ {
				s.open(0, s.clock("due", n, time.Hour))
				s.tell(n, n)
			}
			s.end(processes.Done)
			s.tell(4, 4)
		},
		"batch": func(s *script) {
			s.open(0)
			s.open(0)
			s.end(processes.Cancelled)
			s.tell(1, 3)
		},
		"missed": func(s *script) {
			for range 4 {
				s.open(0)
			}
			s.tell(1, 1)
			s.tell(4, 4)
			s.end(processes.Done)
			s.tell(5, 5)
		},
		"disorder": func(s *script) {
			for range 5 {
				s.open(0)
			}
			s.end(processes.Done)
			for _, n := range []int{2, 1, 1, 3, 5, 4, 3, 6} {
				s.tell(n, n)
			}
		},
		"clocks": func(s *script) {
			s.open(0, s.clock("remind", 1, 300*time.Millisecond), s.clock("due", 1, 600*time.Millisecond))
			s.tell(1, 1)
			time.Sleep(1200 * time.Millisecond)
			s.end(processes.Done)
			s.tell(2, 2)
		},
		"sooner-clock": func(s *script) {
			s.open(0, s.clock("due", 1, time.Hour))
			s.tell(1, 1)
			s.open(0, s.clock("due", 2, 400*time.Millisecond))
			s.tell(2, 2)
			time.Sleep(time.Second)
			s.end(processes.Rejected)
			s.tell(3, 3)
		},
		"clock-ends-case": func(s *script) {
			s.onRing = func(string) activities.RingOutput {
				s.end(processes.Rejected)
				return activities.RingOutput{Seq: 2, Status: "rejected"}
			}
			s.open(0, s.clock("due", 1, 300*time.Millisecond))
			s.tell(1, 1)
		},
		"messages": func(s *script) {
			s.failures = 2
			s.add(processes.Conduct{
				Status: processes.Open, Sends: []processes.Send{{ID: "1.1", To: []string{"head"}, What: "notify:told"}},
			})
			s.tell(1, 1)
			s.end(processes.Done)
			s.tell(2, 2)
		},
		"child": func(s *script) {
			s.c.Parent = "parent"
			s.open(0)
			s.end(processes.Done)
			s.tell(1, 2)
		},
		"parent-resynced": func(s *script) {
			s.add(processes.Conduct{Status: processes.Open, Waits: []string{"child"}})
			s.tell(1, 1)
			s.tell(0, 0)
			s.end(processes.Done)
			time.Sleep(300 * time.Millisecond)
			s.tell(2, 2)
		},
		"continued": func(s *script) {
			s.c.Limit = 12
			for n := 1; n <= 12; n++ {
				s.open(0, s.clock("due", n, time.Hour))
				s.tell(n, n)
				time.Sleep(60 * time.Millisecond)
			}
			s.end(processes.Done)
			s.tell(13, 13)
		},
		"unknown": func(s *script) { s.tell(0, 0) },
	}
}

// TestHistories leads cases through their lives on a real server and replays what was recorded of them.
func TestHistories(t *testing.T) {
	w := newWorld(t)
	c, err := client.Dial(client.Options{
		HostPort: w.server.HostPort, Namespace: w.server.Namespace, Identity: "recorder",
		Logger: sdklog.NewStructuredLogger(quiet()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	player := &player{scripts: map[string]*script{}}
	player.serve(t, c)
	for name, life := range scenarios() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{c: workflows.Case{
				School: "main", Case: name, Process: "purchase", Number: "CG-2026-0001", Version: "v1",
				Edition: workflows.Edition,
			}}
			s.tell = func(from, to int) { s.signal(t, c, from, to) }
			player.put(s)
			life(s)
			for i, h := range histories(t, c, s.c.ID()) {
				replay(t, h)
				save(t, fileName(name, i), h)
			}
		})
	}
}

// fileName is where the history of a case's run is kept.
func fileName(name string, run int) string {
	return fmt.Sprintf("%s-edition-%d-%d.json", name, workflows.Edition, run+1)
}

// signal tells the case's workflow of transitions, as the dispatcher does; from 0 it tells it to read everything anew.
func (s *script) signal(t *testing.T, c client.Client, from, to int) {
	t.Helper()
	first := !s.told
	s.told = true
	name, content := workflows.SignalResync, any(nil)
	if from > 0 {
		s.mu.Lock()
		name, content = workflows.SignalTransition, activities.Sum(s.log[from-1:to])
		s.mu.Unlock()
	}
	if first && from == 1 {
		in, news := s.c, content.(activities.Conduct)
		in.News = &news
		_, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
			ID: in.ID(), TaskQueue: workflows.TaskQueue, TypedSearchAttributes: in.Labels(), StaticSummary: in.Number,
			EnableEagerStart: true, WorkflowExecutionErrorWhenAlreadyStarted: true,
		}, in.Process, in)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	_, err := c.SignalWithStartWorkflow(t.Context(), s.c.ID(), name, content, client.StartWorkflowOptions{
		TaskQueue: workflows.TaskQueue, TypedSearchAttributes: s.c.Labels(), StaticSummary: s.c.Number,
	}, s.c.Process, s.c)
	if err != nil {
		t.Fatal(err)
	}
}

// player answers the activities of all scripts.
type player struct {
	mu      sync.Mutex
	scripts map[string]*script
}

func (p *player) put(s *script) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scripts[s.c.Case] = s
}

func (p *player) get(id string) *script {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.scripts[id]
}

func (p *player) serve(t *testing.T, c client.Client) {
	t.Helper()
	worker := sdk.New(c, workflows.TaskQueue, sdk.Options{Identity: "recorder"})
	worker.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	for name, f := range map[string]any{
		activities.Transitions: p.transitions, activities.Ring: p.ring, activities.SendNotices: p.send,
		activities.Ended: func(context.Context, activities.EndedInput) (activities.RingOutput, error) {
			return activities.RingOutput{Status: activities.Open}, nil
		},
	} {
		worker.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(worker.Stop)
}

func (p *player) transitions(_ context.Context, in activities.TransitionsInput) (activities.Conduct, error) {
	s := p.get(in.Case)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log) == 0 {
		return activities.Conduct{Status: activities.Unknown}, nil
	}
	return activities.Sum(s.log[in.After:]), nil
}

func (p *player) ring(_ context.Context, in activities.RingInput) (activities.RingOutput, error) {
	if s := p.get(in.Case); s.onRing != nil {
		return s.onRing(in.Clock.ID), nil
	}
	return activities.RingOutput{Status: activities.Open}, nil
}

func (p *player) send(_ context.Context, in activities.SendInput) error {
	s := p.get(in.Case)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failures > 0 {
		s.failures--
		return errors.New("the mail does not go")
	}
	return nil
}

// histories waits for the end of a workflow and reads the history of each of its runs, the first one first.
func histories(t *testing.T, c client.Client, id string) (all []*history.History) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	first, err := firstRun(ctx, c, id)
	if err != nil {
		t.Fatal(err)
	}
	for run := first; run != ""; {
		h := &history.History{}
		iterator := c.GetWorkflowHistory(ctx, id, run, true, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for iterator.HasNext() {
			e, err := iterator.Next()
			if err != nil {
				t.Fatal(err)
			}
			h.Events = append(h.Events, e)
		}
		all = append(all, h)
		run = h.Events[len(h.Events)-1].GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
	}
	return all
}

func firstRun(ctx context.Context, c client.Client, id string) (string, error) {
	d, err := c.WorkflowService().DescribeWorkflowExecution(ctx, &workflowservice.DescribeWorkflowExecutionRequest{
		Namespace: client.DefaultNamespace, Execution: &common.WorkflowExecution{WorkflowId: id},
	})
	if err != nil {
		return "", err
	}
	return d.WorkflowExecutionInfo.FirstRunId, nil
}

func replay(t *testing.T, h *history.History) {
	t.Helper()
	r := sdk.NewWorkflowReplayer()
	r.RegisterDynamicWorkflow(workflows.Conduct, workflow.DynamicRegisterOptions{})
	if err := r.ReplayWorkflowHistory(sdklog.NewStructuredLogger(quiet()), h); err != nil {
		t.Error(err)
	}
}

func save(t *testing.T, name string, h *history.History) {
	t.Helper()
	if dir := os.Getenv(recordEnv); dir != "" {
		saveIn(t, dir, name, h)
	}
}

func saveIn(t *testing.T, dir, name string, h *history.History) {
	t.Helper()
	text, err := protojson.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname() // it stands in the name of the worker's own queue
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"`+host+`:`), []byte(`"recorder:`))
	if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
		return // what older programs wrote stays
	}
	if err := os.WriteFile(filepath.Join(dir, name), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
