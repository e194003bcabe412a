package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// problemType is the media type of every error.
const problemType = "application/problem+json"

// Problem is an error as RFC 9457 has it; every error of the interface has this shape.
type Problem struct {
	Type   string  `json:"type" doc:"about:blank: the status says what kind of error it is"`
	Title  string  `json:"title" doc:"the status in words"`
	Status int     `json:"status" doc:"the HTTP status"`
	Detail string  `json:"detail" doc:"what happened and what to do, for a person"`
	Errors []Fault `json:"errors,omitempty" doc:"every single thing that is wrong, each at its place"`

	retry time.Duration
}

// soon is when who was told that something is away may ask again.
const soon = 2 * time.Second

// Fault is one thing wrong at one place of what was sent.
type Fault struct {
	Pointer string `json:"pointer,omitempty" doc:"RFC 6901, into the form's data or, for a call's own members, its body"`
	Line    int    `json:"line,omitempty" doc:"of a text, from 1"`
	Column  int    `json:"column,omitempty" doc:"of a text, from 1"`
	Code    string `json:"code" doc:"one word for programs: required, min, unknown, budget, duty …"`
	Detail  string `json:"detail" doc:"for a person, in the language asked for"`
}

// Error makes a Problem an error; it is what was told to the caller.
func (p *Problem) Error() string { return strconv.Itoa(p.Status) + " " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType says that the answer is a problem and not an ordinary one.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders carries Retry-After where waiting helps.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if p.retry > 0 {
		seconds := int((p.retry + time.Second - 1) / time.Second)
		h.Set("Retry-After", strconv.Itoa(seconds))
	}
	return h
}

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.HeadersError      = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)

// problem builds an error whose detail is a message of pages.Words.
func (s *Server) problem(lang string, status int, detail string, faults ...Fault) *Problem {
	p := &Problem{
		Type: "about:blank", Title: s.site.Words.Say(lang, "status."+strconv.Itoa(status)), Status: status,
		Detail: s.site.Words.Say(lang, detail), Errors: faults,
	}
	if status == http.StatusServiceUnavailable { // whatever was away, it is worth asking again
		p.retry = soon
	}
	return p
}

// abort ends a Gin request with a problem; people who asked for a page get a page that says the same.
func (s *Server) abort(c *gin.Context, p *Problem) {
	c.Abort()
	if errors.Is(c.Request.Context().Err(), context.Canceled) {
		// net/http takes it that nobody is there any more, and remembers that of the connection. Where somebody is all the
		// same, a proxy for one, each further call on it would be answered so: they begin another.
		c.Header("Connection", "close")
	}
	for name, values := range p.GetHeaders() {
		c.Header(name, values[0])
	}
	if wantsPage(c.Request) {
		s.renderProblem(c, p)
		return
	}
	body, err := json.Marshal(p)
	if err != nil { // a Problem holds only text and numbers
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(p.Status, problemType, append(body, '\n'))
}
