package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/calendar"
	"zongwu/lists"
	"zongwu/server/pages"
	"zongwu/store"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxShown is how many new or changed records a plan lists; the rest are counted.
const maxShown = 100

// exportRecords sends a list as a workbook, or an empty one to fill in.
func (s *Server) exportRecords(c *gin.Context) error {
	ctx := c.Request.Context()
	who, list, err := s.keeperOf(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.lists.Export(ctx, who, list.ID, c.Query("blank") != "", &out); err != nil {
		return err
	}
	sendWorkbook(c, list.Title.In(who.Lang), out.Bytes())
	return nil
}

// sendWorkbook answers with a workbook, named after what it holds and the day.
func sendWorkbook(c *gin.Context, title string, content []byte) {
	name := title + " " + time.Now().In(calendar.Zone).Format(time.DateOnly) + ".xlsx"
	c.Header("Content-Disposition", `attachment; filename="workbook.xlsx"; filename*=UTF-8''`+
		strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	c.Data(http.StatusOK, workbookType, content)
}

func (s *Server) importPage(ctx context.Context, list string) (lists.Who, pages.ImportPage, error) {
	who, found, err := s.keeperOf(ctx, list)
	if err == nil && !found.Exports() {
		err = store.ErrNotFound
	}
	if err != nil {
		return who, pages.ImportPage{}, err
	}
	return who, pages.ImportPage{ID: found.ID, Title: found.Title.In(who.Lang), Icon: found.Icon, Grows: found.Grows}, nil
}

func (s *Server) pageImport(c *gin.Context) error {
	_, page, err := s.importPage(c.Request.Context(), c.Param("list"))
	if err != nil {
		return err
	}
	s.render(c, http.StatusOK, "adminimport", page)
	return nil
}

// postImport checks a workbook, or takes one that was checked.
func (s *Server) postImport(c *gin.Context) error {
	ctx := c.Request.Context()
	who, page, err := s.importPage(ctx, c.Param("list"))
	if err != nil {
		return err
	}
	if file := c.PostForm("file"); file != "" {
		return s.takeImport(c, who, page, file)
	}
	name, content, err := sentWorkbook(c)
	if err != nil {
		return err
	}
	if len(content) == 0 {
		page.NoFile = true
		s.render(c, http.StatusUnprocessableEntity, "adminimport", page)
		return nil
	}
	plan, err := s.lists.Check(ctx, who, page.ID, name, content)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !plan.Sound() {
		status = http.StatusUnprocessableEntity
	}
	page.Plan = s.planView(who.Lang, plan)
	s.render(c, status, "adminimport", page)
	return nil
}

func (s *Server) takeImport(c *gin.Context, who lists.Who, page pages.ImportPage, file string) error {
	plan, err := s.lists.Take(c.Request.Context(), who, page.ID, file, c.PostForm("digest"))
	status := http.StatusOK
	if errors.Is(err, lists.ErrOutdated) {
		page.Outdated, status, err = true, http.StatusConflict, nil
	}
	if err != nil {
		return err
	}
	page.Plan = s.planView(who.Lang, plan)
	s.render(c, status, "adminimport", page)
	return nil
}

// sentWorkbook is the file a form brought, nothing when it brought none.
func sentWorkbook(c *gin.Context) (name string, content []byte, err error) {
	form := c.Request.MultipartForm
	if form == nil || len(form.File["workbook"]) == 0 {
		return "", nil, nil
	}
	sent := form.File["workbook"][0]
	if sent.Size > maxFile {
		return "", nil, reject(http.StatusRequestEntityTooLarge, "error.file_large", Fault{Code: "size"})
	}
	content, err = readUpload(sent)
	return fileName(sent.Filename, ".xlsx"), content, err
}

// planView is a plan in a page's words.
func (s *Server) planView(lang string, plan *lists.Plan) *pages.PlanView {
	view := &pages.PlanView{
		Refusal: plan.Refusal, More: plan.More, Faults: plan.Faults, File: plan.File, Digest: plan.Digest,
		Empty: plan.Empty(), Taken: plan.Taken, Remarks: plan.Remarks,
	}
	if len(plan.Faults) > 0 {
		view.Faulty = s.numbered(lang, "lists.excel.faults", len(plan.Faults))
	}
	if len(plan.Passed) > 0 {
		view.Passed = s.sentence(lang, "lists.excel.passed", "{columns}", pages.Joined(lang, plan.Passed))
	}
	for _, fact := range []struct {
		key string
		n   int
	}{
		{"lists.excel.new", len(plan.New)}, {"lists.excel.changed", len(plan.Changed)},
		{"lists.excel.same", plan.Same}, {"lists.excel.absent", plan.Absent},
	} {
		if fact.n > 0 {
			view.Facts = append(view.Facts, s.numbered(lang, fact.key, fact.n))
		}
	}
	view.Opening = s.openingView(lang, plan.Opens, "gaps.again_take")
	if plan.Taken && view.Opening != nil {
		view.Opening.Made, view.Opening.Again = true, ""
	}
	view.New, view.MoreNew = s.firstOf(lang, plan.New)
	view.Changed, view.MoreChanged = s.firstOf(lang, plan.Changed)
	return view
}

func (s *Server) firstOf(lang string, all []lists.Change) (shown []lists.Change, more string) {
	if len(all) <= maxShown {
		return all, ""
	}
	return all[:maxShown], s.sentence(lang, "lists.excel.and_more", "{n}", fmt.Sprint(len(all)-maxShown))
}
