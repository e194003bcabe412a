package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// bodyKind is what a call takes as its body.
type bodyKind int

const (
	noBody bodyKind = iota
	jsonBody
	yamlBody
	fileBody
	formBody   // of pages
	reportBody // JSON or a form, with pictures or without, from whoever stands before a label
)

// call is one call of the interface as routes.go writes it.
type call struct {
	method, path string
	body         bodyKind
	id, summary  string
	created      bool // answers 201 when something came to be
	errors       []int
}

// register declares a call: huma reads its parameters, checks its body's shape and writes it into the OpenAPI
// document; every error passes through the one table of refusals.go.
func register[I, O any](s *Server, api huma.API, c call, handler func(context.Context, *I) (*O, error)) {
	status := http.StatusOK
	if c.created {
		status = http.StatusCreated
	}
	op := huma.Operation{
		Method: c.method, Path: c.path, OperationID: c.id, Summary: c.summary, DefaultStatus: status,
		Tags: []string{tagOf(c.path)}, MaxBodyBytes: -1, // gate.go has measured it
		Errors: append([]int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusTooManyRequests,
			http.StatusServiceUnavailable}, c.errors...),
	}
	if !isPublic(c.method, ginPath(c.path)) {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	s.bodies[c.method+" "+ginPath(c.path)] = c.body
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.explain(ctx, err)
		}
		return out, nil
	})
}

// tagOf groups calls by the first word of their path.
func tagOf(path string) string {
	rest := strings.TrimPrefix(path, "/api/v1/")
	word, _, _ := strings.Cut(rest, "/")
	return word
}

// ginPath is a path as Gin writes it: /cases/{id} is /cases/:id.
func ginPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// page declares an address of the pages.
func (s *Server) page(engine *gin.Engine, method, path string, handler func(*gin.Context) error) {
	if method != http.MethodGet {
		s.bodies[method+" "+path] = formBody
	}
	engine.Handle(method, path, func(c *gin.Context) {
		err := ownForm(c)
		if err == nil {
			err = handler(c)
		}
		if err != nil {
			s.abort(c, s.explain(c.Request.Context(), err))
		}
		nextForScripts(c)
	})
}

// reading has a page read everything in one transaction. Nothing is sent before its end: a page that met another
// transaction is read again.
func (s *Server) reading(handler func(*gin.Context) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		plain := c.Request
		who, signedIn := callerOf(plain.Context())
		if !signedIn {
			return handler(c)
		}
		err := s.store.Reading(plain.Context(), who.School, func(ctx context.Context) error {
			c.Request = plain.WithContext(ctx)
			return handler(c)
		})
		c.Request = plain
		if err != nil && c.Writer.Written() { // the page is whole and on its way
			if plain.Context().Err() == nil { // else who asked has hung up, having got it
				s.log.WarnContext(plain.Context(), "end reading", "error", err)
			}
			return nil
		}
		return err
	}
}
