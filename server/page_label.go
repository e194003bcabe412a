package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

// labelOf finds what a label stands on. Another school's is to whoever is signed in what nobody has.
func (s *Server) labelOf(ctx context.Context, code string) (*store.Label, error) {
	label, err := s.store.FindLabel(ctx, code)
	if who, signedIn := callerOf(ctx); err == nil && signedIn && label.School != who.School {
		err = store.ErrNotFound
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, reject(http.StatusNotFound, "error.no_label")
	}
	return label, err
}

// mayReport says whether a report by a label is taken from whoever asks.
func (s *Server) mayReport(ctx context.Context, label *store.Label) bool {
	_, signedIn := callerOf(ctx)
	return signedIn || label.Open
}

// pageLabel is what somebody sees who scanned a label: what may be begun about the thing, or a short form to report by;
// of what is written off that it is.
func (s *Server) pageLabel(c *gin.Context) error {
	label, err := s.labelOf(c.Request.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	return s.showLabel(c, http.StatusOK, label, pages.LabelPage{})
}

func (s *Server) showLabel(c *gin.Context, status int, label *store.Label, page pages.LabelPage) error {
	ctx := c.Request.Context()
	if !s.mayReport(ctx, label) {
		s.turnAway(c)
		return nil
	}
	var on store.Labelled
	err := s.store.InSchool(ctx, label.School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		on, err = tx.ReadLabel(ctx, *label)
		return err
	})
	if err != nil {
		return err
	}
	page.Gone = on.Gone
	if !on.Gone {
		if err := s.aboutLabel(ctx, label.School, on, &page); err != nil {
			return err
		}
	}
	page.Code, page.Login = c.Param("code"), "/login?next="+url.QueryEscape("/q/"+url.PathEscape(c.Param("code")))
	page.School, page.Title, page.Place = on.School, pages.FirstOf(on.AssetName, on.RoomName), on.Room
	if on.Asset != "" {
		page.Place, page.Card = joined(on.Asset, on.RoomName), assetHref(on.Asset)
	}
	s.render(c, status, "label", page)
	return nil
}

// aboutLabel says what may be begun about what a label stands on, and what was; to whoever is not signed in only that
// it was.
func (s *Server) aboutLabel(ctx context.Context, school string, on store.Labelled, page *pages.LabelPage) error {
	if _, signedIn := callerOf(ctx); !signedIn {
		found, err := s.service.Handled(ctx, school, cases.Viewer{}, on.Asset)
		page.Open = len(found) > 0
		return err
	}
	var err error
	if page.Offers, err = s.labelOffers(ctx, on); err == nil {
		page.Handled, err = s.handled(ctx, on.Asset)
	}
	return err
}

// labelOffers are the processes the caller may begin about what a label stands on, with what it fills in.
func (s *Server) labelOffers(ctx context.Context, on store.Labelled) ([]pages.Link, error) {
	var offers []pages.Link
	err := s.labelled(ctx, on.Asset != "", func(process *processes.Process) {
		filled := url.Values{}
		openWith(filled, process.Label.Room, on.Room)
		openWith(filled, process.Label.Asset, on.Asset)
		offers = append(offers, pages.Link{
			Href:  "/new/" + url.PathEscape(process.ID) + "?" + filled.Encode(),
			Label: process.Title.In(langOf(ctx)), Icon: pages.FirstOf(process.Icon, "file-text"),
		})
	})
	return offers, err
}

// labelled goes through the processes that the label on a thing, or on a room, offers to the caller.
func (s *Server) labelled(ctx context.Context, onAsset bool, each func(*processes.Process)) error {
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	for _, item := range items {
		process, err := s.service.Process(ctx, me(ctx).School, item.ID)
		if err != nil {
			return err
		}
		if item.CanStart && (onAsset && process.Label.OnAsset() || !onAsset && process.Label.OnRoom()) {
			each(process)
		}
	}
	return nil
}

// openWith says what a field of a start form opens with; a form without it, or nothing to fill in, is left.
func openWith(values url.Values, field, value string) {
	if field != "" && value != "" {
		values.Set(field, value)
	}
}

// postLabel reports by a label from its page.
func (s *Server) postLabel(c *gin.Context) error {
	ctx := c.Request.Context()
	label, err := s.labelOf(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	if !s.mayReport(ctx, label) {
		s.turnAway(c)
		return nil
	}
	in, err := readReporting(c)
	in.Code = c.Param("code")
	if err == nil {
		_, _, err = s.report(ctx, label, in)
	}
	var refused *rejection
	var told *Problem
	page := pages.LabelPage{Description: in.Description, Persons: string(in.Persons), Name: in.Name, Phone: in.Phone}
	switch {
	case errors.As(err, &refused):
		page.Wrong = s.reportFaults(ctx, refused)
		return s.showLabel(c, refused.status, label, page)
	case errors.As(err, &told):
		for name, values := range told.GetHeaders() {
			c.Header(name, values[0])
		}
		page.Wrong = []string{told.Detail}
		return s.showLabel(c, told.Status, label, page)
	case err != nil:
		return err
	}
	s.sayNext(c, s.site.Words.Say(langOf(ctx), "label.sent"))
	c.Redirect(http.StatusSeeOther, "/q/"+url.PathEscape(in.Code))
	return nil
}

// reportFaults says what is wrong with a report, as its page does.
func (s *Server) reportFaults(ctx context.Context, refused *rejection) []string {
	lang := langOf(ctx)
	var said []string
	for _, f := range s.sayFaults(lang, refused.faults) {
		if key := "label.field." + strings.TrimPrefix(f.Pointer, "/"); s.site.Words.Has(key) {
			f.Detail = s.site.Words.Say(lang, key) + " · " + f.Detail
		}
		said = append(said, f.Detail)
	}
	if refused.status != http.StatusUnprocessableEntity {
		return []string{s.site.Words.Say(lang, refused.detail)}
	}
	return said
}
