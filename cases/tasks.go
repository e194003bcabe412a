package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// TaskView is an open task as the HTTP contract shows it.
type TaskView struct {
	ID      string `json:"id"`
	Case    string `json:"case"`
	Number  string `json:"number"`
	Process string `json:"process"`
	Step    string `json:"step"`
	// Branch is the key of the task's branch of an `each`, "" outside; BranchName is what that is called: a room, a store,
	// a person.
	Branch     string   `json:"branch,omitempty"`
	BranchName string   `json:"branch_title,omitempty"`
	Title      string   `json:"title"`
	Summary    string   `json:"summary"`
	Persons    []string `json:"persons"` // who may do it now, deputies among them
	Asked      []string `json:"-"`       // of these, in whose queue it is
	// Deputies are those who stand in for somebody on leave, or would if they could.
	Deputies []processes.Deputy `json:"deputies"`
	// Absent says that all who may do it are on leave, and nobody stands in.
	Absent bool `json:"absent"`
	// Signers are the added signers still to come; ready says whose turn it is.
	Signers []processes.Signer `json:"signers"`
	// Held is an outcome that takes effect once they have signed.
	Held *HeldView `json:"held,omitempty"`
	// For is in whose place the viewer would act, "" in their own.
	For string `json:"for"`
	// DueAt is null where the step sets no time.
	DueAt     *time.Time    `json:"due_at"`
	Overdue   bool          `json:"overdue"`
	ClaimedBy *string       `json:"claimed_by"`
	Outcomes  []string      `json:"outcomes"`
	Choices   []OutcomeView `json:"choices"` // the same with their titles
	// Form names a form of the process, "" when the step asks nothing; Data is what it opens with.
	Form string     `json:"form"`
	Data forms.Data `json:"data"`

	// Mine says whether the viewer may take an outcome now.
	Mine bool `json:"mine"`

	// For pages: Parts is Summary field by field.
	Parts        []forms.Part    `json:"-"`
	Icon         string          `json:"-"` // of the process
	OpenedAt     time.Time       `json:"-"`
	ProcessTitle string          `json:"-"`
	Starter      string          `json:"-"`
	Back         *processes.Back `json:"-"` // it was sent back to here
	// Beside is what stands beside the decision, where it was asked for; nil when there is nothing to say.
	Beside *forms.View `json:"-"`
	// Known is the same for programs: what its fields hold, and what it warns of.
	Known *forms.Beside `json:"beside,omitempty"`
}

// Claimer is who has claimed the task, "" for nobody.
func (t TaskView) Claimer() string {
	if t.ClaimedBy == nil {
		return ""
	}
	return *t.ClaimedBy
}

// Several are the outcomes that may be taken for several tasks at once.
func (t TaskView) Several() []OutcomeView {
	return slices.DeleteFunc(slices.Clone(t.Choices), func(o OutcomeView) bool { return !o.Several })
}

// HeldView is an outcome that waits for signatures, and who took it.
type HeldView struct {
	Outcome string `json:"outcome"`
	By      string `json:"by"`
	Title   string `json:"-"`
}

// OutcomeView is one way a task can end.
type OutcomeView struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Style string `json:"-"` // of the button
	// Several says that it may be taken for several tasks at once.
	Several bool `json:"several,omitempty"`
}

// openTasks are the case's open tasks, in the order they were opened.
func (c *change) openTasks(ctx context.Context, v Viewer) ([]TaskView, error) {
	views := make([]TaskView, 0, len(c.state.Open))
	for _, t := range c.state.Open {
		view, err := c.taskView(ctx, t, v)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func (c *change) taskView(ctx context.Context, t processes.Task, v Viewer) (TaskView, error) {
	step, ok := c.process.Step(t.Step)
	if !ok {
		return TaskView{}, fmt.Errorf("show task %s: %s has no step %s", t.ID, c.process.ID, t.Step)
	}
	parts, err := c.parts(ctx, v.Lang)
	if err != nil {
		return TaskView{}, err
	}
	outcomes, err := processes.OutcomesFor(ctx, c.process, c.state, t, processes.Action{Actor: v.Person, At: time.Now()},
		c.asks(processes.Action{}))
	if err != nil {
		return TaskView{}, err
	}
	named := c.branches()
	if err := named.add(ctx, t.Step, t.Branch); err != nil {
		return TaskView{}, err
	}
	view := TaskView{
		ID: t.ID, Case: c.row.ID, Number: c.row.Number, Process: c.process.ID, Step: t.Step, Branch: t.Branch,
		BranchName: named.names[t.Branch],
		Title:      step.Title.In(v.Lang), Summary: lineOf(parts), Persons: append([]string{}, t.Persons...),
		Asked: t.Asked(), Outcomes: []string{}, Choices: choicesOf(outcomes, v.Lang), Form: step.Form(), Data: forms.Data{},
		OpenedAt:     t.OpenedAt,
		ProcessTitle: c.process.Title.In(v.Lang), Starter: c.row.Starter, Back: t.Back,
		Parts: parts, Icon: c.process.Icon, Deputies: append([]processes.Deputy{}, t.Deputies...), Absent: t.Absent,
		For: t.StandsFor(v.Person), Mine: t.OpenTo(v.Person), Signers: append([]processes.Signer{}, t.Signers...),
	}
	if t.Held != nil {
		_, title := c.titles(t.Step, t.Held.Outcome, v.Lang)
		view.Held = &HeldView{Outcome: t.Held.Outcome, By: t.Held.Actor, Title: title}
	}
	if t.IsAddedSigner(v.Person) { // whoever is asked for their word fills in nothing
		view.Choices, view.Form = choicesOf(step.SignerOutcomes(), v.Lang), ""
	}
	for _, o := range view.Choices {
		view.Outcomes = append(view.Outcomes, o.ID)
	}
	if !t.DueAt.IsZero() {
		view.DueAt, view.Overdue = &t.DueAt, t.DueAt.Before(time.Now())
	}
	if t.Claimed != "" {
		view.ClaimedBy = &t.Claimed
	}
	if view.Form == "" {
		return view, nil
	}
	data, err := processes.TaskData(ctx, c.process, c.state, t, processes.Action{Actor: v.Person, At: time.Now().UTC()},
		c.asks(processes.Action{}))
	if err != nil {
		return TaskView{}, fmt.Errorf("open form of task %s: %w", t.ID, err)
	}
	view.Data = filled(data)
	return view, nil
}

func choicesOf(outcomes []processes.Outcome, lang string) []OutcomeView {
	views := make([]OutcomeView, 0, len(outcomes))
	for _, o := range outcomes {
		views = append(views, OutcomeView{ID: o.ID, Title: o.Title.In(lang), Style: o.Style, Several: o.Several})
	}
	return views
}

// TaskPage is one task with what its page offers beside its outcomes.
type TaskPage struct {
	TaskView
	// Actions are those of the task (claim, release, transfer, reassign, add_signer, send_back) the viewer may take now.
	Actions []string
	// BackTo are the steps it can be sent back to, the latest first.
	BackTo []StepName
	// TransferTo and ReassignTo are those it can be handed to, sorted by id.
	TransferTo, ReassignTo []PersonName
	// SignerTo are those who could be added as signers.
	SignerTo []PersonName
}

// PersonName is a person and what people call them.
type PersonName struct{ ID, Name string }

// StepName is a step and what people call it.
type StepName struct{ ID, Title string }

// Task reads an open task for somebody who may see its case; store.ErrNotFound when it is not open.
func (s *Service) Task(ctx context.Context, school string, v Viewer, id string) (*TaskPage, error) {
	var page *TaskPage
	err := s.look(ctx, school, v.Person, caseOfTask(id), func(ctx context.Context, c *change) error {
		t, ok := c.task(id)
		if !ok {
			return store.ErrNotFound
		}
		view, err := c.taskView(ctx, t, v)
		if err != nil {
			return err
		}
		if err := c.addBeside(ctx, &view, t, v); err != nil {
			return err
		}
		page = &TaskPage{TaskView: view}
		return c.taskActions(ctx, page, v)
	})
	return page, err
}

// OpenTask reads an open task alone, without what its page offers; store.ErrNotFound when it is not open.
func (s *Service) OpenTask(ctx context.Context, school string, v Viewer, id string) (*TaskView, error) {
	var found *TaskView
	err := s.look(ctx, school, v.Person, caseOfTask(id), func(ctx context.Context, c *change) error {
		t, ok := c.task(id)
		if !ok {
			return store.ErrNotFound
		}
		view, err := c.taskView(ctx, t, v)
		found = &view
		return err
	})
	return found, err
}

// CaseOf is the id of the case a task belongs to, whether it is open or not.
func CaseOf(task string) string { return caseOfTask(task) }

// task finds an open task.
func (c *change) task(id string) (processes.Task, bool) {
	for _, t := range c.state.Open {
		if t.ID == id {
			return t, true
		}
	}
	return processes.Task{}, false
}
