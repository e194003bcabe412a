package server

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// caseBody is a case already written as JSON: the first answer's bytes are kept for a repeated key.
type caseBody struct{ raw json.RawMessage }

// MarshalJSON gives the bytes as they are.
func (b caseBody) MarshalJSON() ([]byte, error) { return b.raw, nil }

// Schema says that the bytes are a case.
func (caseBody) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[cases.CaseView](), true, "CaseView")
}

// caseAnswer is what every change of a case answers.
type caseAnswer struct {
	Status int
	Body   caseBody
}

// act performs an action of the caller under the request's key and answers the case as it is afterwards.
// report names the report a case is begun from, if any.
func (s *Server) act(ctx context.Context, r cases.Request, status int, report ...string) (*caseAnswer, error) {
	who, request := me(ctx), sentWith(ctx)
	r.School, r.Action.Actor = who.School, who.Person.ID
	r.Key, r.Body = request.key, request.body
	viewer := viewerOf(ctx)
	r.Viewer = &viewer
	r.Answer = func(_ context.Context, _ *store.Tx, result *cases.Result) ([]byte, error) {
		return json.Marshal(result.View)
	}
	accepting(&r, strings.Join(report, ""))
	result, err := s.service.Act(ctx, r)
	if err != nil {
		return nil, s.namingWinner(ctx, r.Action.Task, err)
	}
	if result.Repeated {
		status = http.StatusOK
	}
	return &caseAnswer{Status: status, Body: caseBody{raw: result.Answer}}, nil
}

func viewerOf(ctx context.Context) cases.Viewer {
	return cases.Viewer{Person: me(ctx).Person.ID, Lang: langOf(ctx)}
}

type createCaseInput struct {
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters; a repeat answers the same"`
	Body struct {
		Process string         `json:"process" doc:"a process's id"`
		Data    map[string]any `json:"data,omitempty" doc:"the start form's data; its schema stands in the process"`
		Comment string         `json:"comment,omitempty"`
		Report  string         `json:"report,omitempty" doc:"a held one, which fills in what data leaves out of labels"`
	}
}

func (s *Server) createCase(ctx context.Context, in *createCaseInput) (*caseAnswer, error) {
	data := filledData(in.Body.Data)
	if in.Body.Report != "" {
		if err := s.fillFromReport(ctx, in.Body.Process, in.Body.Report, data); err != nil {
			return nil, err
		}
	}
	return s.act(ctx, cases.Request{
		Process: in.Body.Process,
		Action:  processes.Action{Kind: processes.DoStart, Data: data, Comment: in.Body.Comment},
	}, http.StatusCreated, in.Body.Report)
}

// filledData gives an empty form's data for none: a form is judged whether or not something was sent.
func filledData(data map[string]any) map[string]any {
	if data == nil {
		return map[string]any{}
	}
	return data
}

type caseInput struct {
	ID string `path:"id" doc:"id or number" example:"CG-2026-0007"`
}

type caseOutput struct{ Body cases.CaseView }

func (s *Server) getCase(ctx context.Context, in *caseInput) (*caseOutput, error) {
	view, err := s.service.CaseToDecide(ctx, me(ctx).School, viewerOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &caseOutput{Body: *view}, nil
}

type caseActionInput struct {
	ID   string `path:"id" doc:"id or number"`
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		Action  string   `json:"action" doc:"withdraw, cancel, urge, comment or copy"`
		To      []string `json:"to,omitempty" doc:"for copy: persons"`
		Comment string   `json:"comment,omitempty"`
	}
}

func (s *Server) actOnCase(ctx context.Context, in *caseActionInput) (*caseAnswer, error) {
	kind := processes.Kind(in.Body.Action)
	switch kind {
	case processes.DoWithdraw, processes.DoCancel, processes.DoUrge, processes.DoComment, processes.DoCopy:
	default:
		return nil, unknownAction()
	}
	return s.act(ctx, cases.Request{
		Case: in.ID, Action: processes.Action{Kind: kind, Persons: in.Body.To, Comment: in.Body.Comment},
	}, http.StatusOK)
}

func unknownAction() error {
	return reject(http.StatusUnprocessableEntity, "error.action", Fault{Pointer: "/action", Code: "choice"})
}

type caseListInput struct {
	Process string `query:"process"`
	State   string `query:"state" doc:"open, done, rejected, withdrawn or cancelled"`
	Q       string `query:"q" doc:"number, words, pinyin or initials" maxLength:"200"`
	Mine    bool   `query:"mine" doc:"only those I began"`
	Part
}

type casesOutput struct{ Body cases.Page[cases.CaseItem] }

func (s *Server) listCases(ctx context.Context, in *caseListInput) (*casesOutput, error) {
	page, err := s.service.Cases(ctx, me(ctx).School, viewerOf(ctx), cases.CaseQuery{
		Process: in.Process, State: in.State, Q: in.Q, Mine: in.Mine, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	return &casesOutput{Body: *page}, nil
}
