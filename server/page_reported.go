package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

const (
	reportedPath = "/reported"
	reportName   = ":report" // the input that names the report a start form is filled in from: no field's name has a colon
	lastDecided  = 20
)

// pageReported is what was reported by labels and waits for a look.
func (s *Server) pageReported(c *gin.Context) error {
	return s.showReported(c, http.StatusOK, "")
}

func (s *Server) showReported(c *gin.Context, status int, wrong string) error {
	ctx := c.Request.Context()
	if err := s.keepersOnly(ctx); err != nil {
		return err
	}
	var held, decided []store.Report
	var next string
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		var err error
		held, next, err = tx.Reports(ctx, store.Query{Limit: longestList, Cursor: c.Query("cursor")}, store.ReportHeld)
		if err == nil {
			decided, err = tx.DecidedReports(ctx, lastDecided)
		}
		return err
	})
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	page := pages.ReportedPage{Wrong: wrong, Held: shownReports(held, names), Decided: shownReports(decided, names)}
	onRoom, err := s.labelChoices(ctx, false)
	if err != nil {
		return err
	}
	onAsset, err := s.labelChoices(ctx, true)
	if err != nil {
		return err
	}
	for i := range page.Held {
		if page.Held[i].Offers = onRoom; page.Held[i].Asset != "" {
			page.Held[i].Offers = onAsset
		}
	}
	s.seenReports(ctx)
	s.renderList(c, status, "reported", page, next)
	return nil
}

// labelChoices are the processes a report about a thing, or about a room, may become a case of.
func (s *Server) labelChoices(ctx context.Context, onAsset bool) ([]pages.Choice, error) {
	var choices []pages.Choice
	err := s.labelled(ctx, onAsset, func(p *processes.Process) {
		choices = append(choices, pages.Choice{Value: p.ID, Label: p.Title.In(langOf(ctx))})
	})
	return choices, err
}

func shownReports(reports []store.Report, names map[string]string) []pages.Reported {
	list := make([]pages.Reported, 0, len(reports))
	for _, r := range reports {
		one := pages.Reported{
			ID: r.ID, At: r.At, Place: pages.FirstOf(r.AssetName, r.Asset, r.RoomName, r.Room), Asset: r.Asset,
			Description: r.Description, Persons: r.Persons, Who: joined(names[r.Reporter], r.Name, r.Phone),
			DecidedAt: r.DecidedAt, DecidedBy: names[r.DecidedBy], Number: r.Number, Reason: r.Reason,
		}
		for n := range r.Photos {
			one.Photos = append(one.Photos, n+1)
		}
		list = append(list, one)
	}
	return list
}

// pageReportPhoto is a picture of a report.
func (s *Server) pageReportPhoto(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.keepersOnly(ctx); err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return store.ErrNotFound
	}
	photo, err := s.reportPhoto(ctx, c.Param("id"), n)
	if err != nil {
		return err
	}
	header := c.Writer.Header()
	for name, value := range fileHeaders(photo.Name, photo.Type, true) {
		header.Set(name, value)
	}
	c.Data(http.StatusOK, photo.Type, photo.Content)
	return nil
}

// postReported discards a report, or goes on to the start of a process filled in with it.
func (s *Server) postReported(c *gin.Context) error {
	ctx, id := c.Request.Context(), c.Param("id")
	if err := s.keepersOnly(ctx); err != nil {
		return err
	}
	report, err := oneOf(ctx, s, id, anyReports)
	if err != nil {
		return err
	}
	if report.Body.State != store.ReportHeld {
		return s.showReported(c, http.StatusConflict, s.site.Words.Say(langOf(ctx), "error.report_decided"))
	}
	if c.PostForm("do") == "discard" {
		if strings.TrimSpace(c.PostForm("reason")) == "" {
			return s.showReported(c, http.StatusUnprocessableEntity, s.site.Words.Say(langOf(ctx), "reported.why"))
		}
		if _, err := s.discard(ctx, id, c.PostForm("reason")); err != nil {
			return err
		}
		s.sayNext(c, s.site.Words.Say(langOf(ctx), "reported.discarded"))
		c.Redirect(http.StatusSeeOther, reportedPath)
		return nil
	}
	process, err := s.service.Process(ctx, me(ctx).School, c.PostForm("process"))
	if err != nil {
		return err
	}
	if err := s.takeOverPhotos(ctx, id); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, "/new/"+url.PathEscape(process.ID)+"?"+url.Values{reportName: {id}}.Encode())
	return nil
}

// reported is what the start form of a process opens with about a report that is held: what its labels name.
func (s *Server) reported(ctx context.Context, process *processes.Process, id string) (url.Values, error) {
	if err := s.keepersOnly(ctx); err != nil {
		return nil, err
	}
	report, err := oneOf(ctx, s, id, anyReports)
	if err != nil {
		return nil, err
	}
	if report.Body.State != store.ReportHeld {
		return nil, decidedReport()
	}
	var files []string
	filled, on := url.Values{}, store.Labelled{}
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		var err error
		if files, err = tx.ReportFiles(ctx, id); err != nil {
			return err
		}
		on, err = tx.ReadLabel(ctx, store.Label{Room: report.Body.Room, Asset: report.Body.Asset})
		return err
	})
	label := process.Label
	openWith(filled, label.Room, on.Room)
	openWith(filled, label.Asset, on.Asset)
	openWith(filled, label.Words, report.Body.Description) // not by whom: those it is about read the case
	if label.Photos != "" && len(files) > 0 {
		filled[label.Photos] = files
	}
	return filled, err
}

// reportFor is the report a case is about to be begun from, none for whoever does not look at reports: its form shows
// beside what it is filled in with what is not put into the case.
func (s *Server) reportFor(ctx context.Context, id string) ([]pages.Reported, error) {
	if id == "" || !me(ctx).keepsReports() {
		return nil, nil
	}
	report, err := oneOf(ctx, s, id, anyReports)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.namedReports(ctx, []store.Report{report.Body})
}

// reportsOf are the reports that became a case, for whoever looks at reports.
func (s *Server) reportsOf(ctx context.Context, caseID string) ([]pages.Reported, error) {
	if !me(ctx).keepsReports() {
		return nil, nil
	}
	var reports []store.Report
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		var err error
		reports, err = tx.ReportsOf(ctx, caseID)
		return err
	})
	if err != nil || len(reports) == 0 {
		return nil, err
	}
	return s.namedReports(ctx, reports)
}

func (s *Server) namedReports(ctx context.Context, reports []store.Report) ([]pages.Reported, error) {
	names, err := s.personNames(ctx)
	return shownReports(reports, names), err
}

// accepting has a case that is begun from a report say so in the report, in the same transaction. A report that is
// decided about begins none.
func accepting(r *cases.Request, report string) {
	if report == "" {
		return
	}
	answer := r.Answer
	r.Answer = func(ctx context.Context, tx *store.Tx, result *cases.Result) ([]byte, error) {
		accepted, err := tx.AcceptReport(ctx, report, result.Case.ID, r.Action.Actor)
		if err != nil {
			return nil, err
		}
		if !accepted {
			return nil, decidedReport()
		}
		if answer == nil {
			return json.Marshal(nil)
		}
		return answer(ctx, tx, result)
	}
}

// fillFromReport fills in what data leaves out of what the process's labels name. The report's pictures are taken over
// as files of the caller's.
func (s *Server) fillFromReport(ctx context.Context, id, report string, data map[string]any) error {
	if err := s.keepersOnly(ctx); err != nil {
		return err
	}
	one, err := oneOf(ctx, s, report, anyReports)
	if err != nil {
		return err
	}
	if one.Body.State != store.ReportHeld && sentWith(ctx).key != "" {
		return nil // it may be this very call's: its key tells
	}
	process, err := s.service.Process(ctx, me(ctx).School, id)
	if err != nil {
		return err
	}
	if err := s.takeOverPhotos(ctx, report); err != nil {
		return err
	}
	filled, err := s.reported(ctx, process, report)
	if err != nil {
		return err
	}
	for field, values := range filled {
		if _, sent := data[field]; sent {
			continue
		}
		if field != process.Label.Photos {
			data[field] = values[0]
			continue
		}
		files := make([]any, len(values))
		for i, file := range values {
			files[i] = file
		}
		data[field] = files
	}
	return nil
}

// takeOverPhotos makes a report's pictures files of whoever decides about it.
func (s *Server) takeOverPhotos(ctx context.Context, report string) error {
	return s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		_, err := tx.TakeOverPhotos(ctx, report, person)
		return err
	})
}
