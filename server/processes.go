package server

import (
	"context"
	"encoding/json"
	"net/http"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/source"
)

// page-less lists answer everything at once: a school has a dozen processes, not thousands.
type processesOutput struct {
	Body struct {
		Items []cases.ProcessItem `json:"items"`
		Next  string              `json:"next"`
	}
}

func (s *Server) listProcesses(ctx context.Context, _ *struct{}) (*processesOutput, error) {
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return nil, err
	}
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Gaps = staffing.Items(items[i].ID, langOf(ctx))
	}
	out := &processesOutput{}
	out.Body.Items = items
	return out, nil
}

// definitionView is a definition as the interface shows it.
type definitionView struct {
	ID       string              `json:"id"`
	Title    string              `json:"title"`
	Category string              `json:"category"`
	Version  string              `json:"version" doc:"hex SHA-256 of the definition's text"`
	Number   string              `json:"number" doc:"pattern of the cases' numbers"`
	Start    stepView            `json:"start"`
	Steps    []stepView          `json:"steps"`
	Forms    map[string]formView `json:"forms"`
	Settings []settingView       `json:"settings"`
	Schedule *scheduleView       `json:"schedule,omitempty" doc:"when its cases begin by themselves"`
}

type stepView struct {
	ID       string              `json:"id"`
	Kind     string              `json:"kind"`
	Title    string              `json:"title"`
	Form     string              `json:"form" doc:"a key of forms, empty when the step asks nothing"`
	Outcomes []string            `json:"outcomes"`
	Choices  []cases.OutcomeView `json:"choices" doc:"the outcomes with their titles"`
	Steps    []stepView          `json:"steps,omitempty" doc:"of each and parallel: what stands inside"`
}

type formView struct {
	Schema map[string]any `json:"schema" doc:"JSON Schema 2020-12 of a submission"`
}

type settingView struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

type processInput struct {
	ID string `path:"id"`
}

type processOutput struct{ Body definitionView }

func (s *Server) getProcess(ctx context.Context, in *processInput) (*processOutput, error) {
	p, err := s.service.Process(ctx, me(ctx).School, in.ID)
	if err != nil {
		return nil, err
	}
	lang := langOf(ctx)
	view := definitionView{
		ID: p.ID, Title: p.Title.In(lang), Category: p.Category.In(lang), Version: p.Version, Number: p.Number,
		Start: stepOf(p.Begin, lang), Steps: stepsOf(p.Steps, lang), Forms: map[string]formView{},
		Settings: []settingView{},
	}
	for name, form := range p.Forms {
		view.Forms[name] = formView{Schema: form.Schema(lang)}
	}
	for _, setting := range p.Settings {
		view.Settings = append(view.Settings, settingView{Name: setting.Name, Label: setting.Label.In(lang)})
	}
	view.Schedule, err = s.scheduleOf(ctx, p.ID)
	return &processOutput{Body: view}, err
}

func stepsOf(steps []*processes.Step, lang string) []stepView {
	views := make([]stepView, 0, len(steps))
	for _, step := range steps {
		views = append(views, stepOf(step, lang))
	}
	return views
}

func stepOf(step *processes.Step, lang string) stepView {
	view := stepView{
		ID: step.ID, Kind: step.Kind, Title: step.Title.In(lang), Form: step.Form(), Outcomes: []string{},
		Choices: []cases.OutcomeView{},
	}
	for _, o := range step.Outcomes() {
		view.Outcomes = append(view.Outcomes, o.ID)
		view.Choices = append(view.Choices, cases.OutcomeView{ID: o.ID, Title: o.Title.In(lang)})
	}
	for _, block := range step.Blocks {
		view.Steps = append(view.Steps, stepsOf(block.Steps, lang)...)
	}
	return view
}

// DefinitionInput brings a definition's text.
type DefinitionInput struct {
	RawBody []byte `contentType:"application/yaml"`
}

// text is a copy: huma takes its buffer back.
func (in DefinitionInput) text() []byte { return append([]byte(nil), in.RawBody...) }

type versionOutput struct {
	Status int
	Body   struct {
		Version string `json:"version" doc:"hex SHA-256 of the text"`
	}
}

type checkInput struct {
	Key string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	DefinitionInput
}

func (s *Server) checkProcess(ctx context.Context, in *checkInput) (*versionOutput, error) {
	answer, _, err := s.remember(ctx, func(context.Context) ([]byte, error) {
		version, err := s.service.Check(in.text())
		if err != nil {
			return nil, err
		}
		return json.Marshal(version)
	})
	if err != nil {
		return nil, s.locate(ctx, err)
	}
	out := &versionOutput{Status: http.StatusOK}
	return out, json.Unmarshal(answer, &out.Body.Version)
}

type putProcessInput struct {
	ID string `path:"id"`
	DefinitionInput
}

type publishedOutput struct {
	Status int
	Body   struct {
		Version string          `json:"version" doc:"hex SHA-256 of the text"`
		Missing []cases.GapItem `json:"missing" doc:"steps for which the school has too few different people"`
	}
}

func (s *Server) putProcess(ctx context.Context, in *putProcessInput) (*publishedOutput, error) {
	if !me(ctx).is("admin") {
		return nil, s.forbidden(ctx)
	}
	version, created, err := s.service.Publish(ctx, me(ctx).School, me(ctx).Person.ID, in.ID, in.text())
	if err != nil {
		return nil, s.locate(ctx, err)
	}
	out := &publishedOutput{Status: http.StatusOK}
	if created {
		out.Status = http.StatusCreated
	}
	out.Body.Version = version
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return nil, err
	}
	out.Body.Missing = staffing.Items(in.ID, langOf(ctx))
	return out, nil
}

// locate turns a definition's problems into 422, each with its line and column.
func (s *Server) locate(ctx context.Context, err error) error {
	problems, wrong := cases.IsProblems(err)
	if !wrong {
		return err
	}
	return s.problem(langOf(ctx), http.StatusUnprocessableEntity, "error.definition", problemFaults(problems)...)
}

func problemFaults(problems *source.Problems) []Fault {
	var faults []Fault
	for _, p := range problems.Sorted() {
		detail := p.Message
		if p.Hint != "" {
			detail += " (" + p.Hint + ")"
		}
		faults = append(faults, Fault{Line: p.Line, Column: p.Column, Code: p.Code, Detail: detail})
	}
	return faults
}

// forbidden is the answer to what the caller's roles do not allow.
func (s *Server) forbidden(ctx context.Context) error {
	lang := langOf(ctx)
	return s.problem(lang, http.StatusForbidden, "error.forbidden",
		Fault{Code: "role", Detail: s.site.Words.Say(lang, "error.forbidden")})
}
