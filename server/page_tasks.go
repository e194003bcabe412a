package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

const queuePath = "/tasks"

// queued is what a queue page shows beside the tasks themselves: what was just decided, and what could not be.
type queued struct {
	narrow  cases.TaskQuery
	refused map[string]pages.Card // by task: with what was typed and why it was refused
	done    []pages.Decided
}

func (s *Server) pageTasks(c *gin.Context) error {
	return s.showQueue(c, http.StatusOK, queued{narrow: narrowedBy(c.Request.URL.Query())})
}

// narrowedBy reads an address of the queue; queueAddress writes it.
func narrowedBy(q url.Values) cases.TaskQuery {
	return cases.TaskQuery{
		Process: q.Get("process"), Q: q.Get("q"), Overdue: q.Get("late") == "true", Cursor: q.Get("cursor"),
	}
}

func queueAddress(q cases.TaskQuery) string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set("process", q.Process)
	set("q", q.Q)
	set("cursor", q.Cursor)
	if q.Overdue {
		query.Set("late", "true")
	}
	if len(query) == 0 {
		return queuePath
	}
	return queuePath + "?" + query.Encode()
}

func (s *Server) showQueue(c *gin.Context, status int, state queued) error {
	ctx := c.Request.Context()
	query := state.narrow
	query.Beside = true
	list, err := s.service.Tasks(ctx, me(ctx).School, viewerOf(ctx), query)
	if err != nil {
		return err
	}
	page, err := s.queuePage(ctx, state.narrow)
	if err != nil {
		return err
	}
	page.Done = state.done
	known, err := s.acquaintances(ctx)
	if err != nil {
		return err
	}
	views := make([]*forms.View, 0, len(list.Items))
	for _, t := range list.Items {
		views = append(views, t.Beside)
	}
	beside, err := s.besideIn(ctx, views, "k-")
	if err != nil {
		return err
	}
	for i, t := range list.Items {
		card := s.card(ctx, t, known, page.Here)
		card.Beside = beside[i]
		if was, tried := state.refused[t.ID]; tried {
			card.Comment, card.Failures, card.Key = was.Comment, was.Failures, was.Key
			delete(state.refused, t.ID)
		}
		page.Cards = append(page.Cards, card)
	}
	for _, card := range state.refused {
		page.Gone = append(page.Gone, card)
	}
	page.Batch = batchOf(page.Cards, list.Items)
	if list.Next != "" {
		next := state.narrow
		next.Cursor = list.Next
		page.More = queueAddress(next)
	}
	s.render(c, status, "tasks", page)
	return nil
}

// queuePage is a queue without its tasks.
func (s *Server) queuePage(ctx context.Context, narrow cases.TaskQuery) (pages.QueuePage, error) {
	page := pages.QueuePage{Here: queueAddress(narrow), Q: narrow.Q, Key: newKey(ctx)}
	counts, err := s.service.TaskCounts(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return page, err
	}
	if narrow.Process != "" {
		page.Kept = append(page.Kept, pages.Hidden{Name: "process", Value: narrow.Process})
	}
	if narrow.Overdue {
		page.Kept = append(page.Kept, pages.Hidden{Name: "late", Value: "true"})
	}
	page.Filters, page.All = s.filters(langOf(ctx), counts, narrow)
	page.Told, err = s.told(ctx)
	return page, err
}

// filters are the ways to narrow the queue, and how many tasks there are in all. Where all are of one process there is
// nothing to choose among.
func (s *Server) filters(lang string, counts []cases.ProcessCount, narrow cases.TaskQuery) ([]pages.Filter, int) {
	all, late := 0, 0
	for _, count := range counts {
		all, late = all+count.Tasks, late+count.Overdue
	}
	add := func(list []pages.Filter, f pages.Filter, to cases.TaskQuery) []pages.Filter {
		to.Q = narrow.Q
		f.Href = queueAddress(to)
		return append(list, f)
	}
	list := add(nil, pages.Filter{
		Label: s.site.Words.Say(lang, "tasks.all"), Count: all, Chosen: narrow.Process == "" && !narrow.Overdue,
	}, cases.TaskQuery{})
	if late > 0 || narrow.Overdue {
		list = add(list, pages.Filter{
			Label: s.site.Words.Say(lang, "task.overdue"), Count: late, Chosen: narrow.Overdue, Late: true,
		}, cases.TaskQuery{Overdue: true})
	}
	if len(counts) > 1 || narrow.Process != "" {
		for _, count := range counts {
			list = add(list, pages.Filter{
				Label: count.Title, Icon: count.Icon, Count: count.Tasks, Chosen: narrow.Process == count.Process,
			}, cases.TaskQuery{Process: count.Process})
		}
	}
	return list, all
}

// acquaintances are what people and departments are called.
type acquaintances struct {
	people      map[string]string
	departments map[string]string // of people, by person
}

func (s *Server) acquaintances(ctx context.Context) (acquaintances, error) {
	a := acquaintances{people: map[string]string{}, departments: map[string]string{}}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		rooms, _, err := tx.Departments(ctx, store.Query{Limit: longestList})
		if err != nil {
			return err
		}
		called := map[string]string{}
		for _, d := range rooms {
			called[d.ID] = d.Name
		}
		for _, p := range people {
			a.people[p.ID], a.departments[p.ID] = p.Name, called[p.Department]
		}
		return nil
	})
	return a, err
}

// card puts a task into the words of the queue; back is the address it is decided from.
func (s *Server) card(ctx context.Context, t cases.TaskView, known acquaintances, back string) pages.Card {
	lang, now := langOf(ctx), time.Now()
	claimer := t.Claimer()
	base := "/cases/" + url.PathEscape(t.Number)
	card := pages.Card{
		ID: t.ID, Number: t.Number, Case: base + "#task-" + t.ID, Icon: t.Icon, Process: t.ProcessTitle,
		Step:       places{lang, map[string]string{t.Branch: t.BranchName}}.titled(t.Title, t.Branch),
		Starter:    known.people[t.Starter],
		Department: known.departments[t.Starter], Overdue: t.Overdue,
		Waited: s.sentence(lang, "task.waited", "{time}", pages.Span(lang, now.Sub(t.OpenedAt))),
		Mine:   t.Mine,
		Action: base + "/tasks/" + url.PathEscape(t.ID), Key: newKey(ctx), Back: back,
	}
	switch {
	case t.Overdue:
		card.Due = s.sentence(lang, "task.late", "{time}", pages.Span(lang, now.Sub(*t.DueAt)))
	case t.DueAt != nil:
		card.Due = s.sentence(lang, "task.until", "{time}", pages.Soon(lang, time.Now(), *t.DueAt))
	}
	if claimer != "" {
		card.Claimed = s.sentence(lang, "task.claimed_by", "{person}", pages.FirstOf(known.people[claimer], claimer))
	}
	if t.Back != nil {
		key := "task.sent_back"
		if t.Back.Reason == "" {
			key = "task.sent_back_so"
		}
		card.Notes = append(card.Notes, s.sentence(lang, key, "{person}", known.people[t.Back.Actor],
			"{reason}", t.Back.Reason))
	}
	if t.Held != nil {
		card.Notes = append(card.Notes, s.sentence(lang, "task.held", "{person}",
			pages.FirstOf(known.people[t.Held.By], t.Held.By), "{outcome}", t.Held.Title))
	}
	if t.For != "" {
		card.Notes = append(card.Notes, s.sentence(lang, "task.for", "{person}", known.people[t.For]))
	}
	card.SumUp(t.Parts)
	card.Opens = len(t.InPlace()) < len(t.Choices)
	if card.Mine {
		card.Outcomes = t.InPlace()
		for _, o := range t.Several() {
			card.Several = append(card.Several, o.ID)
		}
	}
	return card
}

// batchOf are the outcomes several tasks of the page can end with at once; one task alone needs no such button.
func batchOf(cards []pages.Card, tasks []cases.TaskView) []pages.BatchChoice {
	var batch []pages.BatchChoice
	for i, t := range tasks {
		for _, o := range t.Several() {
			if !slices.Contains(cards[i].Several, o.ID) {
				continue
			}
			at := slices.IndexFunc(batch, func(b pages.BatchChoice) bool { return b.ID == o.ID })
			if at < 0 {
				at = len(batch)
				batch = append(batch, pages.BatchChoice{ID: o.ID, Title: o.Title, Style: o.Style})
			}
			batch[at].Count++
		}
	}
	return slices.DeleteFunc(batch, func(b pages.BatchChoice) bool { return b.Count < 2 })
}
