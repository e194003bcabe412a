package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// scheduled reads the schedule of a process, nil when it has none.
func (s *Server) scheduled(ctx context.Context, id string) (*cases.ScheduleView, error) {
	view, err := s.service.Schedule(ctx, me(ctx).School, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // most processes have none
	}
	return view, err
}

// scheduleBox is the schedule of a process on its page, nil when it has none. ran is the run that was just made.
func (s *Server) scheduleBox(ctx context.Context, id, ran string) (*pages.Schedule, error) {
	found, err := s.scheduled(ctx, id)
	if found == nil || err != nil {
		return nil, err
	}
	lang := langOf(ctx)
	box := &pages.Schedule{
		Process: id, When: s.scheduleWords(ctx, found.Process), Next: found.Next, Due: !found.Next.After(time.Now()),
		Today: time.Now().In(pages.China()).Format(time.DateOnly),
	}
	for i := range found.Runs {
		line := s.runLine(lang, &found.Runs[i])
		if found.Runs[i].ID == ran {
			box.Done = &line
		}
		box.Runs = append(box.Runs, line)
	}
	return box, nil
}

// scheduleWords says when cases begin by themselves, for what, and in whose name.
func (s *Server) scheduleWords(ctx context.Context, p *processes.Process) string {
	lang, key := langOf(ctx), "schedule.once"
	if p.Schedule.EveryRow() {
		key = "schedule.every_row"
	}
	g, err := s.guide(ctx, &cases.Route{Process: p})
	who := ""
	if err == nil {
		who = p.Schedule.By.In(lang, p, g.role)
	}
	return s.sentence(lang, key, "{when}", p.Schedule.When(lang), "{who}", who)
}

// runLine is a run as a page shows it.
func (s *Server) runLine(lang string, run *cases.RunView) pages.RunLine {
	line := pages.RunLine{
		For: run.ID, Due: run.Due, At: run.Begun, By: run.By, Passed: run.Passed,
		Unfinished: run.Ended == nil && len(run.Refused) > 0,
	}
	if cases.IsExtra(run.ID) {
		line.For = s.site.Words.Say(lang, "schedule.extra")
	}
	for _, c := range run.Begins {
		line.Cases = append(line.Cases, c.Number)
	}
	for _, r := range run.Refused {
		what := pages.FirstOf(r.Title, r.Key, line.For)
		line.Refused = append(line.Refused,
			s.sentence(lang, "schedule.refused", "{what}", what, "{why}", r.Words.In(lang)))
	}
	line.Said = s.sentence(lang, "schedule.ran", "{for}", line.For, "{n}", fmt.Sprint(len(run.Begins)), "{passed}",
		fmt.Sprint(run.Passed))
	return line
}

// scheduleLines are the schedules of a school on the administration's first page.
func (s *Server) scheduleLines(ctx context.Context) ([]pages.ScheduleLine, error) {
	found, err := s.service.Schedules(ctx, me(ctx).School)
	if err != nil {
		return nil, err
	}
	lang, lines := langOf(ctx), make([]pages.ScheduleLine, 0, len(found))
	for _, one := range found {
		line := pages.ScheduleLine{
			Href: "/admin/processes/" + one.Process.ID + "#schedule", Title: one.Process.Title.In(lang),
			Icon: one.Process.Icon, Next: one.Next, Due: !one.Next.After(time.Now()),
		}
		if len(one.Runs) > 0 {
			last := s.runLine(lang, &one.Runs[0])
			line.Last = &last
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// pageRun shows what a run would begin, before anybody has it made.
func (s *Server) pageRun(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	asOf, err := momentAsked(c.Query("as_of"))
	if err != nil {
		return err
	}
	return s.showRun(c, http.StatusOK, c.Query("as_of"), asOf, nil)
}

// refusedBy parts a rule's no from what went wrong.
func refusedBy(err error) (*processes.Refusal, error) {
	var why *processes.Refusal
	if errors.As(err, &why) {
		return why, nil
	}
	return nil, err
}

// showRun asks for confirmation; why says what stands against it.
func (s *Server) showRun(c *gin.Context, status int, asked string, asOf time.Time, why *processes.Refusal) error {
	ctx := c.Request.Context()
	lang, id := langOf(ctx), c.Param("id")
	p, err := s.service.Process(ctx, me(ctx).School, id)
	if err != nil {
		return err
	}
	page := pages.RunPage{
		Process: id, Title: p.Title.In(lang), AsOf: strings.TrimSpace(asked),
		Heading: s.sentence(lang, "schedule.confirm", "{process}", p.Title.In(lang)),
	}
	preview, err := s.service.PreviewRun(ctx, me(ctx).School, viewerOf(ctx), id, asOf, time.Now())
	refused, err := refusedBy(err)
	if err != nil && why == nil {
		return err
	}
	if why == nil && refused != nil {
		status, why = statusOf(refused.Reason), refused
	}
	if why != nil {
		page.Refused = s.explainRefusal(lang, why).Detail
		s.render(c, status, "adminrun", page)
		return nil
	}
	page.Month, page.Due, page.Early = preview.Month, preview.Due, preview.Due.After(time.Now())
	for _, row := range preview.Rows {
		line := pages.RunRow{Title: pages.FirstOf(row.Title, page.Title), Starter: row.Starter, Passed: row.Passed}
		if page.Rows = append(page.Rows, line); !row.Passed {
			page.Begins++
		}
	}
	page.Lead = s.runLead(lang, &page)
	s.render(c, status, "adminrun", page)
	return nil
}

// runLead says which run it would be.
func (s *Server) runLead(lang string, page *pages.RunPage) string {
	due := page.Due.In(pages.China()).Format("2006-01-02 15:04")
	switch {
	case page.Month == "":
		return s.site.Words.Say(lang, "schedule.lead_extra")
	case page.Early:
		return s.sentence(lang, "schedule.lead_early", "{month}", page.Month, "{due}", due)
	default:
		return s.sentence(lang, "schedule.lead_late", "{month}", page.Month, "{due}", due)
	}
}

// postRun has a run made.
func (s *Server) postRun(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	ctx, asked := c.Request.Context(), c.PostForm("as_of")
	asOf, err := momentAsked(asked)
	if err != nil {
		return err
	}
	run, err := s.service.RunByHand(ctx, me(ctx).School, me(ctx).Person.ID, c.Param("id"), asOf, time.Now())
	var why *processes.Refusal
	if errors.As(err, &why) {
		return s.showRun(c, statusOf(why.Reason), asked, asOf, why)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/admin/processes/"+c.Param("id")+"?ran="+url.QueryEscape(run.ID)+"#schedule")
	return nil
}

// begunBy says that a case was begun by its process's schedule; "" when somebody began it.
func (s *Server) begunBy(lang string, view *cases.CaseView) string {
	run := view.Schedule
	if run == nil {
		return ""
	}
	due := run.DueAt.In(pages.China()).Format("2006-01-02 15:04")
	switch {
	case run.By == "":
		return s.sentence(lang, "schedule.begun", "{due}", due, "{starter}", view.Names[view.Starter])
	case cases.IsExtra(run.Run):
		return s.sentence(lang, "schedule.begun_extra", "{who}", view.Names[run.By], "{starter}", view.Names[view.Starter])
	default:
		return s.sentence(lang, "schedule.begun_hand", "{month}", run.Run, "{who}", view.Names[run.By], "{starter}",
			view.Names[view.Starter])
	}
}
