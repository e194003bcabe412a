package server

import (
	"encoding/json"
	"net/http"
	"reflect"
	"sort"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// document is the interface's description, made once from the calls as they were registered.
type document struct {
	json    []byte
	Tags    []docTag
	Problem string // the shape of every error
}

type docTag struct {
	Tag   string
	Calls []docCall
}

// docCall is one call on the page that people read.
type docCall struct {
	Method, Path, Summary string
	Parameters            []string
	TakesType, Takes      string
	Status, Answers       string
	Errors                []string
}

func newDocument(api *huma.OpenAPI) (*document, error) {
	raw, err := json.Marshal(api)
	if err != nil {
		return nil, err
	}
	d := &document{json: raw}
	byTag := map[string][]docCall{}
	for path, item := range api.Paths {
		for method, op := range map[string]*huma.Operation{
			get: item.Get, post: item.Post, put: item.Put, del: item.Delete,
		} {
			if op == nil {
				continue
			}
			call, err := describe(api, method, path, op)
			if err != nil {
				return nil, err
			}
			byTag[op.Tags[0]] = append(byTag[op.Tags[0]], call)
		}
	}
	for tag, calls := range byTag {
		sort.Slice(calls, func(i, j int) bool {
			return calls[i].Path+calls[i].Method < calls[j].Path+calls[j].Method
		})
		d.Tags = append(d.Tags, docTag{Tag: tag, Calls: calls})
	}
	sort.Slice(d.Tags, func(i, j int) bool { return d.Tags[i].Tag < d.Tags[j].Tag })
	d.Problem, err = schemaText(api, api.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, ""))
	return d, err
}

func describe(api *huma.OpenAPI, method, path string, op *huma.Operation) (docCall, error) {
	call := docCall{Method: method, Path: path, Summary: op.Summary}
	for _, p := range op.Parameters {
		call.Parameters = append(call.Parameters, p.In+" "+p.Name)
	}
	if op.RequestBody != nil {
		for media, content := range op.RequestBody.Content {
			call.TakesType = media
			text, err := schemaText(api, content.Schema)
			if err != nil {
				return call, err
			}
			call.Takes = text
		}
	}
	for status, answer := range op.Responses {
		code, err := strconv.Atoi(status)
		if err != nil || code >= http.StatusBadRequest {
			call.Errors = append(call.Errors, status)
			continue
		}
		call.Status = status
		for _, content := range answer.Content {
			text, err := schemaText(api, content.Schema)
			if err != nil {
				return call, err
			}
			call.Answers = text
		}
	}
	sort.Strings(call.Errors)
	return call, nil
}

func schemaText(api *huma.OpenAPI, schema *huma.Schema) (string, error) {
	if schema == nil {
		return "", nil
	}
	if schema.Ref != "" {
		schema = api.Components.Schemas.SchemaFromRef(schema.Ref)
	}
	raw, err := json.MarshalIndent(schema, "", "  ")
	return string(raw), err
}

func (s *Server) openAPI(c *gin.Context) {
	c.Data(http.StatusOK, "application/json", s.document.json)
}

func (s *Server) readDocs(c *gin.Context) {
	s.render(c, http.StatusOK, "docs", s.document)
}
