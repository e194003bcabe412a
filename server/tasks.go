package server

import (
	"context"
	"net/http"

	"zongwu/cases"
	"zongwu/processes"
)

type taskInput struct {
	ID string `path:"id"`
}

// taskOutput is one task with what its page offers.
type taskOutput struct{ Body taskBody }

type taskBody struct {
	cases.TaskView
	Actions []string `json:"actions" doc:"what I may do with it beside its outcomes"`
}

func (s *Server) getTask(ctx context.Context, in *taskInput) (*taskOutput, error) {
	page, err := s.service.Task(ctx, me(ctx).School, viewerOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &taskOutput{Body: taskBody{TaskView: page.TaskView, Actions: page.Actions}}, nil
}

type outcomeInput struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		Outcome string         `json:"outcome" doc:"one of the task's outcomes" example:"approve"`
		Data    map[string]any `json:"data,omitempty" doc:"the form's data, when the task has a form"`
		Comment string         `json:"comment,omitempty"`
	}
}

func (s *Server) takeOutcome(ctx context.Context, in *outcomeInput) (*caseAnswer, error) {
	return s.act(ctx, cases.Request{Action: processes.Action{
		Kind: processes.DoSubmit, Task: in.ID, Outcome: in.Body.Outcome, Data: filledData(in.Body.Data),
		Comment: in.Body.Comment,
	}}, http.StatusOK)
}

type taskActionInput struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		Action  string `json:"action" doc:"claim, release, transfer, reassign, add_signer or send_back"`
		To      string `json:"to,omitempty" doc:"a person; for send_back a step's id or start"`
		Person  string `json:"person,omitempty" doc:"for add_signer: who is to sign too"`
		Place   string `json:"place,omitempty" doc:"for add_signer: before or after me"`
		Resume  string `json:"resume,omitempty" doc:"for send_back: again or here"`
		Comment string `json:"comment,omitempty"`
	}
}

func (s *Server) actOnTask(ctx context.Context, in *taskActionInput) (*caseAnswer, error) {
	kind := processes.Kind(in.Body.Action)
	switch kind {
	case processes.DoClaim, processes.DoRelease, processes.DoTransfer, processes.DoReassign, processes.DoSendBack:
	case processes.DoAddSigner:
		in.Body.To = in.Body.Person
	default:
		return nil, unknownAction()
	}
	return s.act(ctx, cases.Request{Action: processes.Action{
		Kind: kind, Task: in.ID, To: in.Body.To, Place: in.Body.Place, Resume: in.Body.Resume, Comment: in.Body.Comment,
	}}, http.StatusOK)
}

type taskListInput struct {
	Process string `query:"process"`
	Q       string `query:"q" doc:"words, pinyin, initials, part of a number, or one whole: that case's" maxLength:"200"`
	Part
}

type tasksOutput struct{ Body cases.Page[cases.TaskView] }

func (s *Server) listTasks(ctx context.Context, in *taskListInput) (*tasksOutput, error) {
	page, err := s.service.Tasks(ctx, me(ctx).School, viewerOf(ctx), cases.TaskQuery{
		Process: in.Process, Q: in.Q, Aside: true, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	return &tasksOutput{Body: *page}, nil
}
