package processes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zongwu/calendar"
	"zongwu/forms"
)

// World is what a decision may ask of the school, all of one moment.
type World interface {
	forms.World
	// People returns the school's active persons with their roles, sorted by id.
	People(ctx context.Context) ([]Person, error)
	// Settings returns the school's own values of settings (see Setting.Read for their kinds); what is missing takes
	// the definition's default.
	Settings(ctx context.Context) (map[string]any, error)
	// Doers returns those whose doing one of some steps was in some cases, sorted, each once: what was sent back over
	// does not count, nor an added signer, and where a deputy acted it was for the one they stood in for.
	Doers(ctx context.Context, cases, steps []string) ([]string, error)
	// Calendar returns the school's working time.
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// Person is somebody of the school.
type Person struct {
	ID         string // the login, as the HTTP contract shows it
	Name       string
	Department string
	Roles      []string
	Stores     []string // the stores a storekeeper keeps; empty means every store
	Trades     []string // what a repairer mends; empty means everything
	HeadOf     []string // departments this person heads
	Leave      Leave
}

// Decide is the heart: given a definition, the state of a case and an action, it returns the transition that follows,
// or a *Refusal. It writes nothing and reads only the World. For DoStart the state is the zero State and id the new
// case's id. A clock that no longer matters, or the end of a case nobody waits for, gives (nil, nil).
func Decide(ctx context.Context, p *Process, id string, s State, a Action, w World) (*Transition, error) {
	e, err := newEngine(ctx, p, id, s, a, w)
	if err != nil {
		return nil, err
	}
	matters, err := e.act()
	if err == nil && matters && len(e.t.Changes.Visits)+len(e.t.Changes.Undone) > 0 {
		err = e.restaff()
	}
	err = cmp.Or(err, e.doubt)
	var evalErr *forms.EvalError
	if errors.As(err, &evalErr) {
		return nil, cannotEvaluate(evalErr)
	}
	if err != nil {
		return nil, err
	}
	if !matters {
		return nil, nil //nolint:nilnil // a clock that no longer matters is neither a transition nor an error
	}
	e.conclude()
	return e.t, nil
}

// act sends the action to its function; false means that it no longer matters.
func (e *engine) act() (bool, error) {
	switch e.a.Kind {
	case DoClock:
		return e.clock()
	case DoEnded:
		return e.ended()
	case DoRestaff:
		return e.staffOpen()
	case DoStart:
		return true, e.start()
	}
	if !e.active(e.a.Actor) {
		return false, refuse(NotYours, textNotYours)
	}
	if e.a.Kind == DoCopy {
		return true, e.copyTo()
	}
	if e.a.Kind == DoComment {
		if strings.TrimSpace(e.a.Comment) == "" {
			return false, invalid("/comment", "required", textNoComment)
		}
		return true, nil
	}
	if e.s.Status != Open {
		return false, refuse(Closed, textCaseOver)
	}
	return true, e.person()
}

// person does what only persons do to open cases.
func (e *engine) person() error {
	switch e.a.Kind {
	case DoSubmit:
		return e.submit()
	case DoClaim:
		return e.claim()
	case DoRelease:
		return e.release()
	case DoTransfer, DoReassign:
		return e.handOver()
	case DoAddSigner:
		return e.addSigner()
	case DoSendBack:
		return e.sendBack()
	case DoWithdraw, DoCancel:
		return e.stop()
	case DoUrge:
		return e.urge()
	}
	return fmt.Errorf("decide: unknown action %q", e.a.Kind)
}

// start begins a case: its first transition.
func (e *engine) start() error {
	step := e.p.Begin
	if err := e.mayBegin(step); err != nil {
		return err
	}
	pinned, err := pinSettings(e.ctx, e.p, e.w)
	if err != nil {
		return err
	}
	e.t.Begun = e.a.Begun
	begun := &Begin{
		Starter: e.a.Actor, Department: e.known(e.a.Actor).Department, At: e.a.At, Settings: pinned,
	}
	e.t.Changes.Begin, e.t.Step, e.t.Outcome = begun, Start, "submit"
	e.s = Apply(e.s, &Transition{Seq: 1, Changes: Changes{Begin: begun}})
	if err := e.fill(step, "", "submit", nil); err != nil {
		return err
	}
	e.visit(Visit{Step: Start, Actor: e.a.Actor, Outcome: "submit"})
	return e.arrive(e.p.Steps[0], "")
}

// mayBegin refuses whoever may not begin a case, unless a definition begins it in their name.
func (e *engine) mayBegin(step *Step) error {
	if e.a.Begun && e.active(e.a.Actor) {
		return nil
	}
	allowed, err := e.candidates(step.Human.By, step, "", nil)
	if err != nil {
		return err
	}
	if !contains(allowed, e.a.Actor) {
		return refuse(NotYours, textMayNotBegin)
	}
	return nil
}

// submit takes an outcome of a task.
func (e *engine) submit() error {
	task, step, err := e.task()
	if err != nil {
		return err
	}
	if err := e.maySign(task, step); err != nil {
		return err
	}
	if i := task.signerIndex(e.seat); i >= 0 && task.Signers[i].Ready {
		return e.signAdded(task, step, task.Signers[i])
	}
	if e.othersClaim(task) {
		return refuse(Claimed, textClaimed(e.name(task.Claimed)))
	}
	outcome, ok := step.Human.Outcome(e.a.Outcome)
	if !ok {
		return invalid("/outcome", "choice", textOutcome)
	}
	if err := e.mayTake(task, step, outcome); err != nil {
		return err
	}
	e.t.Step, e.t.Branch, e.t.Task, e.t.Outcome, e.t.For = step.ID, task.Branch, task.ID, outcome.ID, e.standsFor()
	before := e.s.Data[place(step.ID, task.Branch)]
	if err := e.fill(step, task.Branch, outcome.ID, &task); err != nil {
		return err
	}
	return e.signed(task, step, outcome, before)
}

// signed counts a signature; once enough stand, and those added, the step is over and the case goes on.
func (e *engine) signed(task Task, step *Step, outcome Outcome, before forms.Data) error {
	v := Visit{Step: step.ID, Branch: task.Branch, Actor: e.a.Actor, For: e.standsFor(), Outcome: outcome.ID}
	first := outcome.ID == step.Human.Outcomes[0].ID
	if task.callAfter(e.seat); first && task.Need > 1 {
		v.Partial = true
		e.visit(v)
		task.Claimed = ""
		task.sign(e.seat, e.a.Actor)
		e.changeTask(task)
		e.tellSigners(task)
		return nil
	}
	straight, err := e.mayGoStraight(task, step, before)
	if err != nil {
		return err
	}
	by := Held{Outcome: outcome.ID, Seat: e.seat, Actor: e.a.Actor, Straight: straight}
	if task.awaits(PlaceAfter) && (first || step.Kind != KindApprove) {
		v.Partial = true
		e.visit(v)
		task.Claimed, task.Held = "", &by
		e.changeTask(task)
		e.tellSigners(task)
		return nil
	}
	return e.complete(task, step, by, v)
}

// complete ends a step by an outcome and goes on where it leads; v is the last visit to it.
func (e *engine) complete(task Task, step *Step, by Held, v Visit) error {
	e.closeTask(task.ID)
	e.closeBeside(step, task.Branch)
	e.visit(v)
	back := &Back{From: step.ID, Branch: task.Branch, Actor: by.Actor, Resume: "again", Reason: e.a.Comment}
	if by.Seat != by.Actor {
		back.For = by.Seat
	}
	if by.Straight {
		return e.goStraight(task, step, back)
	}
	if step.ID == Start {
		return e.arrive(e.p.Steps[0], "")
	}
	outcome, _ := step.Human.Outcome(by.Outcome)
	if outcome.Back {
		e.reopening = back
	}
	return e.goOn(step, task.Branch, outcome.Then)
}

// fill judges the submitted data against the step's form and keeps it.
func (e *engine) fill(step *Step, branch, outcome string, task *Task) error {
	form := e.p.Forms[step.Form()]
	if form == nil {
		return noForm(e.a.Data)
	}
	var earlier forms.Data
	if task != nil && task.Back != nil {
		earlier = e.s.Data[place(step.ID, branch)]
	}
	e.outcome = outcome
	env, err := e.env(step, branch)
	if err != nil {
		return err
	}
	data, failures, err := form.Submit(env, e.a.Data, earlier)
	if err != nil {
		return err
	}
	if len(failures) > 0 {
		return &Refusal{Reason: Invalid, Detail: textInvalid, Failures: failures}
	}
	e.t.Data = data
	e.setData(place(step.ID, branch), data)
	return nil
}

// noForm refuses data for a step that asks nothing.
func noForm(data map[string]any) error {
	var failures forms.Failures
	for _, name := range sortedKeys(data) {
		failures = append(failures, forms.Failure{
			Pointer: "/" + name, Code: "unknown", Detail: textNothingAsked.Zh, Text: textNothingAsked,
		})
	}
	if len(failures) > 0 {
		return &Refusal{Reason: Invalid, Detail: textInvalid, Failures: failures}
	}
	return nil
}

// stop ends a case on the starter's or the director's word. Where a part of it is final, the director can still stop
// the rest, and the case is done.
func (e *engine) stop() error {
	status := Withdrawn
	if e.a.Kind == DoWithdraw && e.a.Actor != e.s.Starter {
		return refuse(NotYours, textOnlyStarter)
	}
	if e.a.Kind == DoWithdraw && e.bound() {
		return refuse(Sealed, textBound)
	}
	if e.a.Kind == DoCancel {
		if status = Cancelled; !contains(e.known(e.a.Actor).Roles, "director") {
			return refuse(NotYours, textOnlyDirector)
		}
	}
	if e.s.Sealed {
		if e.a.Kind == DoWithdraw || !e.anyLoose() {
			return refuse(Sealed, textSealed)
		}
		if err := e.undo(e.loose); err != nil {
			return err
		}
		status = Done
	}
	return e.finish(status)
}

// bound says that the step until which a case can be withdrawn was done. Sending back over it does not unbind: else who
// is asked about what it found could do away with it.
func (e *engine) bound() bool {
	return e.p.Binding != "" && slices.ContainsFunc(e.s.Path, func(v Visit) bool {
		return v.Step == e.p.Binding && !v.Partial
	})
}

// urge reminds whoever has the case now.
func (e *engine) urge() error {
	if e.a.Actor != e.s.Starter && !e.tookPart(e.a.Actor) && !contains(e.known(e.a.Actor).Roles, "director") {
		return refuse(NotYours, textNotYours)
	}
	for _, t := range e.s.Open {
		e.send("urge", t.Asked(), t.ID)
	}
	return nil
}

func (e *engine) tookPart(person string) bool {
	for _, v := range e.s.Path {
		if person != "" && (v.Actor == person || v.For == person) {
			return true
		}
	}
	return false
}

// TaskData gives what a task's form opens with for whoever looks at it; a is as TaskEnv has it. As long as no outcome
// is chosen, what is asked for one of them only is there too, the rows of its tables among it.
func TaskData(ctx context.Context, p *Process, s State, task Task, a Action, w World) (forms.Data, error) {
	env, form, err := TaskEnv(ctx, p, s, task, a, w)
	if err != nil || form == nil {
		return nil, err
	}
	return form.Open(env, s.before(task))
}

// TaskAsks is TaskData for a page: what has to be said there is empty.
func TaskAsks(ctx context.Context, p *Process, s State, task Task, a Action, w World) (forms.Data, error) {
	env, form, err := TaskEnv(ctx, p, s, task, a, w)
	if err != nil || form == nil {
		return nil, err
	}
	return form.Ask(env, s.before(task))
}

// before is what was submitted for a task that was sent back, nil for another.
func (s State) before(task Task) forms.Data {
	if task.Back == nil {
		return nil
	}
	return s.Data[place(task.Step, task.Branch)]
}

// TaskEnv gives a task's form and what it is judged in, for pages; a is the action as far as it is known (actor, time,
// outcome). The form is nil when the step asks nothing.
func TaskEnv(ctx context.Context, p *Process, s State, task Task, a Action, w World) (forms.Env, *forms.Form, error) {
	step, ok := p.Step(task.Step)
	if !ok {
		return forms.Env{}, nil, fmt.Errorf("open task: process %s has no step %q", p.ID, task.Step)
	}
	return envOf(ctx, p, s, task, a, w, p.Forms[step.Form()])
}

// envOf gives a form and what it is judged in beside a task.
func envOf(
	ctx context.Context, p *Process, s State, task Task, a Action, w World, form *forms.Form,
) (forms.Env, *forms.Form, error) {
	step, ok := p.Step(task.Step)
	if form == nil || !ok {
		return forms.Env{}, nil, nil
	}
	e, err := newEngine(ctx, p, "", s, a, w)
	if err != nil {
		return forms.Env{}, nil, err
	}
	e.outcome = a.Outcome
	env, err := e.env(step, task.Branch)
	return env, form, err
}

// StartEnv gives the start's form and what it is judged in before a case exists.
func StartEnv(ctx context.Context, p *Process, a Action, w World) (forms.Env, *forms.Form, error) {
	return caselessEnv(ctx, p, Start, a, w)
}

// EmptyEnv gives a step's form and what it is shown in without any case.
func EmptyEnv(ctx context.Context, p *Process, s *Step, a Action, w World) (forms.Env, *forms.Form, error) {
	return caselessEnv(ctx, p, s.ID, a, w)
}

func caselessEnv(ctx context.Context, p *Process, step string, a Action, w World) (forms.Env, *forms.Form, error) {
	pinned, err := pinSettings(ctx, p, w)
	if err != nil {
		return forms.Env{}, nil, err
	}
	s := State{Starter: a.Actor, Settings: pinned, Status: Open}
	return TaskEnv(ctx, p, s, Task{Step: step}, a, w)
}

// MayBegin says whether a person may begin a case of a process.
func MayBegin(ctx context.Context, p *Process, person string, w World) (bool, error) {
	e, err := newEngine(ctx, p, "", State{Starter: person}, Action{Actor: person}, w)
	if err != nil {
		return false, err
	}
	allowed, err := e.candidates(p.Begin.Human.By, p.Begin, "", nil)
	return contains(allowed, person), err
}
