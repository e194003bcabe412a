package client

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// make carries out a move on a task and puts what was acknowledged on the account.
func (w *walker) make(ctx context.Context, t *Task, b *Branch, move string) (*Case, error) {
	switch {
	case move == "withdraw":
		return w.stop(ctx, move, w.p.Starter.ID, Withdrawn)
	case move == "cancel":
		return w.stop(ctx, move, "director"+w.school.Suffix, Cancelled)
	case strings.HasPrefix(move, "back:"):
		return w.sendBack(ctx, t, move)
	case strings.HasPrefix(move, "late-"):
		return w.tooLate(ctx, t, move)
	case move == "over-budget":
		return w.overBudget(ctx, t)
	default:
		return w.outcome(ctx, t, b, move)
	}
}

func (w *walker) stop(ctx context.Context, action, person, status string) (*Case, error) {
	session, err := w.session(ctx, person)
	if err != nil {
		return nil, err
	}
	c, err := w.post(ctx, session, w.casePath(), map[string]any{"action": action, "comment": "不买了"})
	if err == nil {
		w.p.Stopped(status)
		err = w.p.Check(c)
	}
	return c, err
}

func (w *walker) casePath() string { return "/api/v1/cases/" + w.p.ID + "/actions" }

func (w *walker) sendBack(ctx context.Context, t *Task, move string) (*Case, error) {
	words := strings.Split(move, ":")
	to, resume := words[1], words[2]
	session, err := w.session(ctx, string(pick(w.rng, t.Persons)))
	if err != nil {
		return nil, err
	}
	body := map[string]any{"action": "send_back", "to": to, "resume": resume, "comment": "请再看一看"}
	c, err := w.post(ctx, session, "/api/v1/tasks/"+t.ID+"/actions", body)
	if err == nil {
		w.p.SentBack(t.Step, to, resume)
	}
	return c, err
}

// tooLate tries to stop or turn back a purchase of which something was accepted: 409, and nothing changes.
func (w *walker) tooLate(ctx context.Context, t *Task, move string) (*Case, error) {
	person, path := w.p.Starter.ID, w.casePath()
	body := map[string]any{"action": strings.TrimPrefix(move, "late-"), "comment": "太晚了"}
	switch move {
	case "late-cancel":
		person = "director" + w.school.Suffix
	case "late-back":
		person, path = string(t.Persons[0]), "/api/v1/tasks/"+t.ID+"/actions"
		body = map[string]any{"action": "send_back", "to": "start", "resume": "again", "comment": "太晚了"}
	}
	session, err := w.session(ctx, person)
	if err != nil {
		return nil, err
	}
	if _, err := w.refused(ctx, session, path, body, http.StatusConflict); err != nil {
		return nil, err
	}
	return w.reread(ctx)
}

// overBudget approves what the budget cannot bear: 422 at /total, and nothing changes.
func (w *walker) overBudget(ctx context.Context, t *Task) (*Case, error) {
	session, err := w.session(ctx, string(t.Persons[0]))
	if err != nil {
		return nil, err
	}
	body := map[string]any{"outcome": "approve"}
	refusal, err := w.refused(ctx, session, "/api/v1/tasks/"+t.ID, body, http.StatusUnprocessableEntity)
	if err != nil {
		return nil, err
	}
	if !refusal.Has("budget", "/total") {
		return nil, fmt.Errorf("no code budget at /total: %w", refusal)
	}
	return w.reread(ctx)
}

// aside does by chance what changes nothing about the way: comments, urging, claiming, handing over.
func (w *walker) aside(ctx context.Context, c *Case) (*Case, error) {
	if w.rng.IntN(6) > 0 {
		return c, nil
	}
	t := &c.Open[w.rng.IntN(len(c.Open))]
	actor, path, body := w.p.Starter.ID, w.casePath(), map[string]any{}
	switch w.rng.IntN(5) {
	case 0:
		body["action"], body["comment"] = "comment", "麻烦尽快"
	case 1:
		body["action"], body["comment"] = "urge", "急用"
	case 2:
		return w.claim(ctx, t)
	case 3:
		to := pick(w.rng, t.Persons)
		actor, path = string(pick(w.rng, t.Persons)), "/api/v1/tasks/"+t.ID+"/actions"
		if to == ID(actor) {
			return c, nil
		}
		body["action"], body["to"], body["comment"] = "transfer", to, "请代办"
	default:
		if slices.Contains([]string{"start", "accept_service"}, t.Step) {
			return c, nil
		}
		actor, path = "director"+w.school.Suffix, "/api/v1/tasks/"+t.ID+"/actions"
		body["action"], body["to"], body["comment"] = "reassign", pick(w.rng, t.Persons), "请你办理"
	}
	session, err := w.session(ctx, actor)
	if err != nil {
		return nil, err
	}
	next, err := w.post(ctx, session, path, body)
	if err != nil {
		return nil, fmt.Errorf("%s, %s at %s by %s: %w", w.p.Number, body["action"], t.Step, actor, err)
	}
	w.p.Acts++
	return next, w.p.Check(next)
}

// claim takes a task and puts it back.
func (w *walker) claim(ctx context.Context, t *Task) (*Case, error) {
	person := string(pick(w.rng, t.Persons))
	session, err := w.session(ctx, person)
	if err != nil {
		return nil, err
	}
	path := "/api/v1/tasks/" + t.ID + "/actions"
	claimed, err := w.post(ctx, session, path, map[string]any{"action": "claim"})
	if err != nil {
		return nil, fmt.Errorf("%s, claim %s by %s: %w", w.p.Number, t.Step, person, err)
	}
	w.p.Acts++
	i := slices.IndexFunc(claimed.Open, func(o Task) bool { return o.ID == t.ID })
	if i < 0 || claimed.Open[i].ClaimedBy != ID(person) {
		return nil, fmt.Errorf("%s: %s claimed %s, but: %s", w.p.Number, person, t.Step, encode(claimed.Open))
	}
	released, err := w.post(ctx, session, path, map[string]any{"action": "release"})
	if err != nil {
		return nil, fmt.Errorf("%s, release %s by %s: %w", w.p.Number, t.Step, person, err)
	}
	w.p.Acts++
	return released, w.p.Check(released)
}
