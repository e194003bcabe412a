package server

import (
	"fmt"
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/server/pages"
)

// sweepLate is how long ago the last sweep may be: workers sweep every ten minutes.
const sweepLate = 25 * time.Minute

// signLate is how long a transition may wait for its signature: trails are signed every quarter of an hour.
const signLate = time.Hour

// stuckWords says in words what is stuck.
type stuckWords struct {
	server *Server
	lang   string
	now    time.Time
	groups []stuckGroup
}

// group adds what is stuck for one kind of reason, if anything is.
func (w *stuckWords) group(kind string, all int, items []stuckItem) {
	if len(items) == 0 {
		return
	}
	w.groups = append(w.groups, stuckGroup{
		Kind: kind, Title: w.server.site.Words.Say(w.lang, "stuck.title."+kind),
		Advice: w.server.site.Words.Say(w.lang, "stuck.advice."+kind), Count: all, Items: items,
	})
}

func (w *stuckWords) say(key string, pairs ...string) string {
	return w.server.sentence(w.lang, key, pairs...)
}

// ago says how long ago something was.
func (w *stuckWords) ago(at time.Time) string { return pages.Span(w.lang, w.now.Sub(at)) }

// engine says that Temporal does not answer, or, where it does, that nobody looks after the workflows.
func (w *stuckWords) engine(health Health, found *cases.Stuck) {
	if health.Temporal != "ok" {
		detail := w.say("stuck.temporal", "{age}", pages.Span(w.lang, health.OutboxAge))
		if health.OutboxAge == 0 {
			detail = w.say("stuck.temporal_idle")
		}
		w.group("temporal", 1, []stuckItem{{Detail: detail}})
		return
	}
	last, key := found.Since, "stuck.worker_never"
	if found.Sweep != nil {
		last, key = found.Sweep.At, "stuck.worker"
	}
	if w.now.Sub(last) > sweepLate {
		w.group("worker", 1, []stuckItem{{Since: &last, Detail: w.say(key, "{ago}", w.ago(last))}})
	}
}

func (w *stuckWords) untold(found *cases.Stuck) {
	var items []stuckItem
	for _, u := range found.Untold {
		item := stuckItem{Case: u.Case, Number: u.Number, Title: u.Title, Process: u.Process, Since: &u.Since, Tries: u.Tries}
		item.Detail = w.say("stuck.untold", "{n}", fmt.Sprint(u.News), "{since}", pages.Lately(w.lang, u.Since),
			"{ago}", w.ago(u.Since))
		if u.Tries > 0 {
			item.NextTry = &u.Next
			item.Detail += w.say("stuck.tried", "{tries}", fmt.Sprint(u.Tries), "{next}",
				u.Next.In(pages.China()).Format(time.TimeOnly))
		}
		items = append(items, item)
	}
	w.group("untold", found.UntoldAll, items)
}

// workflows says what the last sweep found; it mends what it finds, so that the next one should not find it again.
func (w *stuckWords) workflows(found *cases.Stuck) {
	if found.Sweep == nil {
		return
	}
	var items []stuckItem
	for _, f := range found.Sweep.Findings {
		key := "stuck.finding_" + f.Kind
		if f.Schedule != "" {
			key = "stuck.finding_schedule"
		}
		items = append(items, stuckItem{
			Case: f.Case, Number: f.Number, Process: f.Schedule, Since: &found.Sweep.At,
			Detail: w.say(key, "{workflow}", f.Workflow, "{at}", pages.Lately(w.lang, found.Sweep.At)),
		})
	}
	w.group("workflow", len(items), items)
}

func (w *stuckWords) held(found *cases.Stuck) {
	var items []stuckItem
	for _, h := range found.Held {
		item := stuckItem{
			Case: h.Case, Number: h.Number, Title: h.Title, Process: h.Process, Since: &h.Since, Tries: h.Tries,
			Detail: w.say("stuck.held", "{why}", strings.TrimRight(h.Words.In(w.lang), "。."), "{since}",
				pages.Lately(w.lang, h.Since), "{tries}", fmt.Sprint(h.Tries), "{last}", pages.Lately(w.lang, h.Tried)),
		}
		items = append(items, item)
	}
	w.group("held", found.HeldAll, items)
}

func (w *stuckWords) idle(found *cases.Stuck) {
	var items []stuckItem
	for _, t := range found.Idle {
		key := "stuck.idle"
		if t.Away {
			key = "stuck.away"
		}
		items = append(items, w.task(t, t.Opened, key))
	}
	w.group("idle", found.IdleAll, items)
}

func (w *stuckWords) late(found *cases.Stuck) {
	var items []stuckItem
	for _, t := range found.Late {
		if due := t.Due; due != nil {
			items = append(items, w.task(t, *due, "stuck.late"))
		}
	}
	w.group("late", found.LateAll, items)
}

func (w *stuckWords) task(t cases.TaskStuck, since time.Time, key string) stuckItem {
	names := pages.Joined(w.lang, t.Names)
	if names == "" {
		names = w.say("stuck.nobody")
	}
	return stuckItem{
		Case: t.Case, Number: t.Number, Title: t.Title, Process: t.Process, Step: t.StuckTask.Step, Task: t.ID,
		Since: &since, Detail: w.say(key, "{step}", t.Step, "{who}", names, "{ago}", w.ago(since),
			"{since}", pages.Moment(w.lang, since)),
	}
}

func (w *stuckWords) schedules(found *cases.Stuck) {
	var items []stuckItem
	for _, v := range found.Schedules {
		next, title := v.Next, v.Process.Title.In(w.lang)
		item := stuckItem{Process: v.Process.ID, Since: &next, links: []pages.Link{
			{Href: "/admin/processes/" + v.Process.ID + "#schedule", Label: w.say("stuck.schedule_see")},
		}}
		if w.now.After(next) {
			item.Detail = w.say("stuck.schedule", "{process}", title, "{due}", pages.Moment(w.lang, next), "{ago}", w.ago(next))
			items = append(items, item)
		}
		if len(v.Runs) == 0 || v.Runs[0].Ended != nil {
			continue
		}
		for _, row := range v.Runs[0].Refused {
			item.Since = &v.Runs[0].Begun
			item.Detail = w.say("stuck.schedule_row", "{process}", title, "{row}", pages.FirstOf(row.Title, row.Key, title),
				"{why}", row.Words.In(w.lang))
			items = append(items, item)
		}
	}
	w.group("schedule", len(items), items)
}

func (w *stuckWords) trail(found *cases.Stuck) {
	waiting := found.Signing.Since
	if waiting == nil || w.now.Sub(*waiting) < signLate {
		return
	}
	item := stuckItem{Since: waiting, Detail: w.say("stuck.trail_never", "{ago}", w.ago(*waiting))}
	if !found.Signing.At.IsZero() {
		item.Detail = w.say("stuck.trail", "{at}", pages.Moment(w.lang, found.Signing.At), "{ago}", w.ago(*waiting))
	}
	w.group("trail", 1, []stuckItem{item})
}

// facts say how the engine stands, whether anything is stuck or not.
func (w *stuckWords) facts(view *stuckView) []pages.Fact {
	facts := []pages.Fact{
		{Label: w.say("stuck.fact.temporal"), Text: w.say("stuck.fact.temporal_" + view.Temporal)},
		{Label: w.say("stuck.fact.outbox"), Text: w.say("stuck.fact.outbox_none")},
		{Label: w.say("stuck.fact.swept"), Text: w.say("stuck.fact.never")},
		{Label: w.say("stuck.fact.signed"), Text: w.say("stuck.fact.never")},
	}
	if view.OutboxAge >= 1 {
		facts[1].Text = pages.Span(w.lang, time.Duration(view.OutboxAge*float64(time.Second)))
	}
	if view.SweptAt != nil {
		facts[2].Text = pages.Lately(w.lang, *view.SweptAt)
	}
	if view.SignedAt != nil {
		facts[3].Text = pages.Lately(w.lang, *view.SignedAt)
	}
	return facts
}
