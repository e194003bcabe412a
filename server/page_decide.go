package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/server/pages"
)

// maxSeveral is how many tasks can be decided at once: as many as a page of the queue shows at most.
const maxSeveral = 200

// decision is an outcome somebody takes in the queue, where nothing but a comment is asked.
type decision struct{ task, outcome, comment, key string }

// cameFromQueue finds the address of the queue a form was sent from.
func cameFromQueue(c *gin.Context) (narrow cases.TaskQuery, came bool) {
	back, err := url.Parse(ownPath(c.PostForm("back")))
	if err != nil || back.Path != queuePath {
		return cases.TaskQuery{}, false
	}
	return narrowedBy(back.Query()), true
}

// postFromQueue takes a task's outcome on its card: with scripts the card goes away or comes back with what is wrong,
// without them the queue is shown anew.
func (s *Server) postFromQueue(c *gin.Context, narrow cases.TaskQuery) error {
	ctx := c.Request.Context()
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	d := decision{task: c.Param("task"), outcome: p.outcome, comment: p.comment, key: c.PostForm("key")}
	done, err := s.decide(ctx, d)
	if err != nil {
		return err
	}
	if done.Why == "" {
		if partly(c) {
			return s.cardGoes(c, narrow, done)
		}
		s.sayNext(c, done.Said)
		c.Redirect(http.StatusSeeOther, queueAddress(narrow))
		return nil
	}
	card, err := s.refusedCard(ctx, d, done, queueAddress(narrow))
	if err != nil {
		return err
	}
	if partly(c) {
		return s.renderPart(c, done.Status, "tasks", "one", card)
	}
	return s.showQueue(c, done.Status, queued{narrow: narrow, refused: map[string]pages.Card{d.task: card}})
}

// cardGoes answers a decision taken with scripts: nothing where the card stood, what was done, and the new counts.
func (s *Server) cardGoes(c *gin.Context, narrow cases.TaskQuery, done pages.Decided) error {
	page, err := s.queuePage(c.Request.Context(), narrow)
	if err != nil {
		return err
	}
	page.Done = []pages.Decided{done}
	return s.renderPart(c, http.StatusOK, "tasks", "gone", page)
}

// decide takes one outcome. A refusal is told in the answer; the error is for what nobody decided.
func (s *Server) decide(ctx context.Context, d decision) (pages.Decided, error) {
	who, viewer := me(ctx), viewerOf(ctx)
	var done pages.Decided
	task, err := s.service.OpenTask(ctx, who.School, viewer, d.task)
	if err == nil {
		done.Number = task.Number
	} else {
		task = nil
	}
	request := cases.Request{School: who.School, Action: processes.Action{
		Kind: processes.DoSubmit, Actor: viewer.Person, Task: d.task, Outcome: d.outcome, Data: map[string]any{},
		Comment: d.comment,
	}}
	if d.key != "" {
		request.Key = "queue:" + d.key
		if len(request.Key) > maxKey {
			return done, reject(http.StatusBadRequest, "error.key", Fault{Code: "key"})
		}
	}
	if request.Body, err = json.Marshal([]string{d.task, d.outcome, d.comment}); err != nil {
		return done, fmt.Errorf("read decision: %w", err)
	}
	result, err := s.service.Act(ctx, request)
	if err == nil {
		done.Number = result.Case.Number
		done.Said = s.decidedWords(langOf(ctx), done.Number, task, d.outcome)
		return done, nil
	}
	problem := s.explain(ctx, err)
	if problem.Status == http.StatusNotFound || problem.Status >= http.StatusInternalServerError {
		return done, err
	}
	done.Why, done.Status = problem.Detail, problem.Status
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		done.Why = pages.Joined(langOf(ctx), failureWords(langOf(ctx), refused))
	}
	return done, nil
}

// refusedCard is the card of a task that could not be decided, with what was typed; where it is over, it says how.
func (s *Server) refusedCard(ctx context.Context, d decision, done pages.Decided, back string) (pages.Card, error) {
	var card pages.Card
	school, viewer := me(ctx).School, viewerOf(ctx)
	task, gone := s.service.Task(ctx, school, viewer, d.task)
	known, err := s.acquaintances(ctx)
	if err != nil {
		return card, err
	}
	if gone == nil {
		card = s.card(ctx, task.TaskView, known, back)
		beside, err := s.besideIn(ctx, []*forms.View{task.Beside}, "k-")
		if err != nil {
			return card, err
		}
		card.Beside = beside[0]
		if !slices.Contains(task.Persons, viewer.Person) {
			card.Mine, card.Outcomes, card.Several = false, nil, nil
		}
	} else if card, err = s.closedCard(ctx, d.task, known); err != nil {
		return card, err
	}
	card.Comment = d.comment
	if card.Failures == nil {
		card.Failures = []string{done.Why}
	}
	return card, nil
}

// closedCard is what is left of a task that somebody else has done: its case, and what happened to it last.
func (s *Server) closedCard(ctx context.Context, task string, known acquaintances) (pages.Card, error) {
	view, err := s.service.Case(ctx, me(ctx).School, viewerOf(ctx), cases.CaseOf(task))
	if err != nil {
		return pages.Card{}, err
	}
	card := pages.Card{
		ID: task, Number: view.Number, Case: "/cases/" + url.PathEscape(view.Number), Icon: view.Icon,
		Process: view.ProcessTitle, Starter: view.Names[view.Starter], Department: known.departments[view.Starter],
	}
	card.SumUp(view.Parts)
	card.Failures = []string{s.site.Words.Say(langOf(ctx), "tasks.outrun")}
	if n := len(view.History); n > 0 {
		last := s.historyLine(ctx, reader{view: view, where: places{langOf(ctx), view.Branches}}, view.History[n-1])
		card.Notes = append(card.Notes, strings.TrimSpace(pages.Moment(langOf(ctx), last.At)+" "+last.Actor+" "+last.Said))
	}
	return card, nil
}

// postDecide takes one outcome for several tasks: each is an action of its own, done or refused by itself.
func (s *Server) postDecide(c *gin.Context) error {
	ctx := c.Request.Context()
	narrow, _ := cameFromQueue(c)
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	tasks := slices.Compact(slices.Sorted(slices.Values(c.PostFormArray("task"))))
	if len(tasks) > maxSeveral {
		return reject(http.StatusUnprocessableEntity, "error.shape", Fault{Pointer: "/task", Code: "max"})
	}
	state := queued{narrow: narrow}
	status := http.StatusOK
	if len(tasks) == 0 {
		status = http.StatusUnprocessableEntity
		why := s.site.Words.Say(langOf(ctx), "tasks.none_chosen")
		state.done = append(state.done, pages.Decided{Why: why, Status: status})
	}
	key := c.PostForm("key")
	for _, task := range tasks {
		d := decision{task: task, outcome: p.outcome, comment: p.comment}
		if key != "" {
			d.key = key + ":" + task
		}
		done, err := s.decideOneOfSeveral(ctx, d)
		if err != nil {
			return err
		}
		state.done = append(state.done, done)
	}
	return s.showQueue(c, status, state)
}

// decideOneOfSeveral refuses what the definition does not offer for several tasks, and tells instead of failing: the
// others go on.
func (s *Server) decideOneOfSeveral(ctx context.Context, d decision) (pages.Decided, error) {
	task, err := s.service.OpenTask(ctx, me(ctx).School, viewerOf(ctx), d.task)
	if err == nil && !slices.ContainsFunc(task.Several(), func(o cases.OutcomeView) bool { return o.ID == d.outcome }) {
		return pages.Decided{
			Number: task.Number, Why: s.site.Words.Say(langOf(ctx), "tasks.not_several"),
			Status: http.StatusUnprocessableEntity,
		}, nil
	}
	done, err := s.decide(ctx, d)
	if err != nil {
		problem := s.explain(ctx, err)
		done.Why, done.Status = problem.Detail, problem.Status
	}
	if done.Number == "" {
		if view, err := s.service.Case(ctx, me(ctx).School, viewerOf(ctx), cases.CaseOf(d.task)); err == nil {
			done.Number = view.Number
		}
	}
	return done, nil
}

// decidedWords says that a task was decided, and of several beside each other which; how, and what it was of,
// is not known where it had been done before: then there is no task.
func (s *Server) decidedWords(lang, number string, task *cases.TaskView, outcome string) string {
	if task == nil {
		return s.sentence(lang, "tasks.was_decided", "{number}", number)
	}
	if task.BranchName != "" {
		number += " " + places{lang, map[string]string{task.Branch: task.BranchName}}.titled(task.Title, task.Branch)
	}
	for _, o := range task.Choices {
		if o.ID == outcome {
			return s.sentence(lang, "tasks.decided", "{number}", number, "{outcome}", o.Title)
		}
	}
	return s.sentence(lang, "tasks.was_decided", "{number}", number)
}
