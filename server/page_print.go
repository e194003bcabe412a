package server

import (
	"context"
	"encoding/base64"
	"errors"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
)

// pagePrint is a case on paper, for the browser's own printer.
func (s *Server) pagePrint(c *gin.Context) error {
	page, err := s.printPage(c)
	if err != nil {
		return err
	}
	return s.renderPart(c, http.StatusOK, "print", "print", page)
}

// pagePDF is the same as a PDF, which the machine's Chromium makes: it is given a page that needs nothing from
// anywhere.
func (s *Server) pagePDF(c *gin.Context) error {
	page, err := s.printPage(c)
	if err != nil {
		return err
	}
	if !s.printer.Ready() {
		return reject(http.StatusServiceUnavailable, "print.no_pdf")
	}
	page.Alone = true
	html, err := s.site.Part("print", "print", s.frame(c, page))
	if err != nil {
		return err
	}
	outOfTurn(c.Request.Context()) // a browser draws for seconds
	pdf, err := s.printer.PDF(c.Request.Context(), html)
	if errors.Is(err, paper.ErrBusy) || errors.Is(err, paper.ErrSlow) {
		s.log.WarnContext(c.Request.Context(), "print case", "error", err)
		return reject(http.StatusServiceUnavailable, "print.busy")
	}
	if err != nil {
		return err
	}
	name := mime.FormatMediaType("inline", map[string]string{"filename": page.Number + ".pdf"})
	c.Header("Content-Disposition", name)
	c.Data(http.StatusOK, "application/pdf", pdf)
	return nil
}

// printPage is a case made ready for paper: everything in it, nothing to press.
func (s *Server) printPage(c *gin.Context) (*pages.PrintPage, error) {
	ctx := c.Request.Context()
	r, err := s.readCase(ctx, c.Param("number"))
	if err != nil {
		return nil, err
	}
	head, err := s.caseHead(ctx, r)
	if err != nil {
		return nil, err
	}
	page := &pages.PrintPage{
		CasePage: *head, Size: pages.PaperSize(c.Query("paper")), Printed: time.Now(), By: me(ctx).Person.Name,
		Ready: s.printer.Ready(),
	}
	if page.Paper, err = s.paper(ctx, r); err != nil {
		return nil, err
	}
	if err := s.inkSignatures(ctx, page.Paper); err != nil {
		return nil, err
	}
	page.Paper.Plain(langOf(ctx))
	page.School, _ = s.surroundings(ctx)
	code, err := paper.QR(s.addressOf(c, "/cases/"+url.PathEscape(r.view.Number)))
	page.Code = template.URL(code) //nolint:gosec // a picture we drew
	return page, err
}

// addressOf is where a page is reached from outside, as whoever asks reached us.
func (s *Server) addressOf(c *gin.Context, path string) string {
	scheme := "http"
	if s.secure {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: c.Request.Host, Path: path}).String()
}

// inkSignatures puts the drawn signatures themselves on a paper, in place of their addresses.
func (s *Server) inkSignatures(ctx context.Context, p pages.Paper) error {
	who := me(ctx)
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return p.EachSign(func(box *pages.SignBox) error {
			switch {
			case box.Hand != 0:
				_, picture, err := tx.SignaturePicture(ctx, box.Hand)
				box.Ink("image/png", base64.StdEncoding.EncodeToString(picture))
				return err
			case box.DrawnID == "":
				return nil
			}
			file, content, err := tx.ReadFile(ctx, box.DrawnID, cases.SightOf(&who.Person))
			if err != nil {
				return err
			}
			box.Ink(file.Type, base64.StdEncoding.EncodeToString(content))
			return nil
		})
	})
}
