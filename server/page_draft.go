package server

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/store"
)

// Places of drafts: the start of a process, or a task.
const (
	newPlace  = "new:"
	taskPlace = "task:"
)

// draft is what somebody filled in before and did not send.
type draft struct {
	posted  *posted
	key     string // of the form
	savedAt time.Time
}

// keepDraft keeps what a form holds; a form in which nothing stands is forgotten. It tells when, zero when nothing is
// kept. A draft is a kindness: that it cannot be kept stops nobody.
func (s *Server) keepDraft(ctx context.Context, place string, p *posted) time.Time {
	if p.key == "" {
		return time.Time{}
	}
	var saved time.Time
	who := me(ctx)
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		if p.empty() {
			return tx.ForgetDraft(ctx, who.Person.ID, place)
		}
		var err error
		saved, err = tx.SaveDraft(ctx, who.Person.ID, store.Draft{Place: place, Key: p.key, Values: p.kept()})
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "keep draft", "error", err)
		return time.Time{}
	}
	return saved
}

// kept is what a draft keeps of what was posted: the fields, and which of several forms it is.
func (p *posted) kept() url.Values {
	kept := url.Values{}
	for name, values := range p.values {
		if p.remove == "" || !strings.HasPrefix(name, p.remove+".") {
			kept[name] = values
		}
	}
	kept[draftGroup], kept[draftComment] = []string{p.asked()}, []string{p.comment}
	return kept
}

// What a draft keeps beside the fields: no field's name has a colon.
const (
	draftGroup   = ":group"
	draftComment = ":comment"
)

// empty says that nothing was filled in.
func (p *posted) empty() bool {
	for name, values := range p.values {
		member := lastName(name)
		if row := member != name; row && slices.Contains([]string{"id", "line", "was"}, member) {
			continue
		}
		for _, value := range values {
			if strings.TrimSpace(value) != "" {
				return false
			}
		}
	}
	return p.comment == ""
}

// draftOf reads the draft of a form, nil when there is none.
func (s *Server) draftOf(ctx context.Context, place string) (*draft, error) {
	var found *store.Draft
	who := me(ctx)
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		found, err = tx.ReadDraft(ctx, who.Person.ID, place)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // no draft is no error
	}
	if err != nil {
		return nil, err
	}
	p := &posted{refresh: true, values: url.Values{}}
	for name, values := range found.Values {
		switch name {
		case draftGroup:
			p.group = url.Values(found.Values).Get(name)
		case draftComment:
			p.comment = url.Values(found.Values).Get(name)
		default:
			p.values[name] = values
		}
	}
	return &draft{posted: p, key: strings.TrimPrefix(found.Key, pageKey("")), savedAt: found.SavedAt}, nil
}

// input is a draft as a form takes it.
func (d *draft) input(form *forms.Form) cases.FormInput {
	return cases.FormInput{Outcome: d.posted.group, Values: d.posted.read(form), Typing: true}
}

// dropDraft forgets the draft of a form that was sent.
func (s *Server) dropDraft(ctx context.Context, place, key string) {
	who := me(ctx)
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return tx.DropDraft(ctx, who.Person.ID, place, key)
	})
	if err != nil { // it is never offered again: its key is used
		s.log.WarnContext(ctx, "drop draft", "error", err)
	}
}

// forgetDraft forgets whatever is kept of a form: somebody begins anew.
func (s *Server) forgetDraft(ctx context.Context, place string) error {
	who := me(ctx)
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return tx.ForgetDraft(ctx, who.Person.ID, place)
	})
}
