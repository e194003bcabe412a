package server

import (
	"context"
	"errors"
	"net/http"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// statusOf is the one table from a reason for refusing to the HTTP status of api.md.
func statusOf(r processes.Reason) int {
	switch r {
	case processes.Invalid:
		return http.StatusUnprocessableEntity
	case processes.NotYours, processes.Duty:
		return http.StatusForbidden
	case processes.Closed, processes.Claimed, processes.Sealed:
		return http.StatusConflict
	case processes.NotFound:
		return http.StatusNotFound
	default:
		return http.StatusInternalServerError
	}
}

// explain turns any error into what the caller is told. What is not the caller's business becomes a plain 500 and is
// logged with its reason.
func (s *Server) explain(ctx context.Context, err error) *Problem {
	lang := langOf(ctx)
	var (
		told    *Problem
		refused *processes.Refusal
		fails   forms.Failures
		away    *store.Away
		rejects *rejection
	)
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &rejects):
		return s.problem(lang, rejects.status, rejects.detail, s.sayFaults(lang, rejects.faults)...)
	case errors.As(err, &refused):
		return s.explainRefusal(lang, refused)
	case errors.As(err, &fails):
		return s.problem(lang, http.StatusUnprocessableEntity, "error.form", formFaults(lang, fails)...)
	case errors.Is(err, store.ErrCursor):
		return s.problem(lang, http.StatusBadRequest, "error.shape",
			Fault{Pointer: "/cursor", Code: "type", Detail: s.site.Words.Say(lang, "error.code.type")})
	case errors.Is(err, store.ErrNotFound):
		return s.problem(lang, http.StatusNotFound, "error.not_found")
	case errors.Is(err, cases.ErrKeyReused):
		return s.problem(lang, http.StatusConflict, "error.key_reused",
			Fault{Code: "key", Detail: s.site.Words.Say(lang, "error.key_reused")})
	case errors.As(err, &away):
		s.log.WarnContext(ctx, "database away", "error", err)
		return s.problem(lang, http.StatusServiceUnavailable, "error.away")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return s.problem(lang, http.StatusServiceUnavailable, "error.away")
	default:
		s.log.ErrorContext(ctx, "answer request", "error", err)
		return s.problem(lang, http.StatusInternalServerError, "error.internal")
	}
}

func (s *Server) explainRefusal(lang string, r *processes.Refusal) *Problem {
	if r.Reason == processes.NotFound { // the same body as for another school's
		return s.problem(lang, http.StatusNotFound, "error.not_found")
	}
	p := s.problem(lang, statusOf(r.Reason), "error.refused."+string(r.Reason), formFaults(lang, r.Failures)...)
	if detail := r.Detail.In(lang); detail != "" {
		p.Detail = detail
	}
	if len(p.Errors) == 0 {
		p.Errors = []Fault{{Code: string(r.Reason), Detail: p.Detail}}
	}
	return p
}

func formFaults(lang string, fails forms.Failures) []Fault {
	faults := make([]Fault, 0, len(fails))
	for _, f := range fails {
		faults = append(faults, Fault{Pointer: f.Pointer, Code: f.Code, Detail: forms.Message(f, lang)})
	}
	return faults
}

// rejection is a request refused before anybody judged it: its shape, its size, its type.
type rejection struct {
	status int
	detail string // a message's key
	faults []Fault
}

func (r *rejection) Error() string { return r.detail }

// reject refuses a request by its shape; faults carry a message's key as detail, or nothing.
func reject(status int, detail string, faults ...Fault) *rejection {
	return &rejection{status: status, detail: detail, faults: faults}
}

func (s *Server) sayFaults(lang string, faults []Fault) []Fault {
	out := make([]Fault, len(faults))
	for i, f := range faults {
		if f.Detail == "" {
			f.Detail = "error.code." + f.Code
		}
		f.Detail = s.site.Words.Say(lang, f.Detail)
		out[i] = f
	}
	return out
}
