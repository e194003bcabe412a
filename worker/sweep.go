package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/workflows"
)

// Audit compares the database with Temporal.
type Audit struct {
	Store     *store.Store
	Client    client.Client
	Namespace string
	// Limit is the number of events after which a workflow continues as a new run; 0 leaves it to the server.
	Limit int
}

// The kinds of a Finding.
const (
	// Missing is an open case, all of whose news was delivered, or a schedule, without a running workflow.
	Missing = "missing"
	// Stray is a running workflow whose case is over or unknown.
	Stray = "stray"
)

// Finding is a case or a schedule that Temporal and the database do not agree on; Resync mends both kinds.
type Finding struct {
	Kind     string `json:"kind"`
	Workflow string `json:"workflow"`
	School   string `json:"school"`
	Case     string `json:"case"`
	Number   string `json:"number,omitempty"`
	Schedule string `json:"schedule,omitempty"` // the process whose schedule it is, of no case
}

// Report is what a sweep saw.
type Report struct {
	Open      int       `json:"open"`      // open cases
	Running   int       `json:"running"`   // running workflows of cases
	Untold    int       `json:"untold"`    // open cases with news that waits in the outbox
	Schedules int       `json:"schedules"` // processes whose cases begin by themselves
	Findings  []Finding `json:"findings"`
}

// Sweep proves that every open case has exactly one running workflow (that there are not two, Temporal sees to: their
// ids would be the same) and that no closed one has any, and that every schedule has its own. What lags behind by
// design is waited for: Temporal's list is written late, a workflow ends a moment after its case, so that a suspicion
// is looked at again, directly, for up to patience, before it is a finding.
func (a *Audit) Sweep(ctx context.Context, patience time.Duration) (Report, error) {
	cases, err := a.openCases(ctx)
	if err != nil {
		return Report{}, err
	}
	running, err := a.running(ctx)
	if err != nil {
		return Report{}, err
	}
	report := Report{Open: len(cases), Running: len(running), Findings: []Finding{}}
	var suspects []Finding
	for id, c := range cases {
		switch {
		case !c.Told:
			report.Untold++
		case !running[id]:
			suspects = append(suspects, Finding{
				Kind: Missing, Workflow: id, School: c.school, Case: c.ID, Number: c.Number,
			})
		}
	}
	for id := range running {
		if _, open := cases[id]; !open {
			in, _ := workflows.ParseID(id)
			suspects = append(suspects, Finding{Kind: Stray, Workflow: id, School: in.School, Case: in.Case})
		}
	}
	if report.Findings, err = a.confirm(ctx, suspects, time.Now().Add(patience)); err != nil {
		return report, err
	}
	all, idle, err := a.idle(ctx)
	report.Schedules, report.Findings = all, append(report.Findings, idle...)
	slices.SortFunc(report.Findings, func(x, y Finding) int { return strings.Compare(x.Workflow, y.Workflow) })
	return report, err
}

// confirm looks at suspects again until they turn out innocent or time is up.
func (a *Audit) confirm(ctx context.Context, suspects []Finding, until time.Time) ([]Finding, error) {
	for {
		guilty := []Finding{}
		for _, f := range suspects {
			still, err := a.disagree(ctx, f)
			if err != nil {
				return nil, err
			}
			if still {
				guilty = append(guilty, f)
			}
		}
		if suspects = guilty; len(suspects) == 0 || time.Now().After(until) {
			return guilty, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// disagree asks both sides directly about one case.
func (a *Audit) disagree(ctx context.Context, f Finding) (bool, error) {
	open, told, err := a.caseNow(ctx, f)
	if err != nil {
		return false, err
	}
	runs, err := a.runs(ctx, f.Workflow)
	if err != nil {
		return false, err
	}
	return told && open != runs, nil
}

// caseNow reads whether a case is open, and whether its workflow was told everything.
func (a *Audit) caseNow(ctx context.Context, f Finding) (open, told bool, err error) {
	told = true
	err = a.Store.InSchool(ctx, f.School, func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.ReadCase(ctx, f.Case)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read case %s: %w", f.Case, err)
		}
		open = row.Status == processes.Open
		told, err = tx.Told(ctx, f.Case)
		return err
	})
	return open, told, err
}

// runs asks Temporal whether a workflow runs.
func (a *Audit) runs(ctx context.Context, id string) (bool, error) {
	d, err := a.Client.DescribeWorkflowExecution(ctx, id, "")
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("describe workflow %s: %w", id, err)
	}
	return d.WorkflowExecutionInfo.Status == enums.WORKFLOW_EXECUTION_STATUS_RUNNING, nil
}

// running lists the ids of all workflows of cases that run.
func (a *Audit) running(ctx context.Context) (map[string]bool, error) {
	ids := map[string]bool{}
	request := &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: a.Namespace, PageSize: 1000,
		Query: fmt.Sprintf("TaskQueue='%s' AND ExecutionStatus='Running'", workflows.TaskQueue),
	}
	for {
		page, err := a.Client.ListWorkflow(ctx, request)
		if err != nil {
			return nil, fmt.Errorf("list workflows: %w", err)
		}
		for _, e := range page.Executions {
			if _, ok := workflows.ParseID(e.Execution.WorkflowId); ok {
				ids[e.Execution.WorkflowId] = true
			}
		}
		if request.NextPageToken = page.NextPageToken; len(request.NextPageToken) == 0 {
			return ids, nil
		}
	}
}

func isNotFound(err error) bool {
	var missing *serviceerror.NotFound
	return errors.As(err, &missing)
}
