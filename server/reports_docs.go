package server

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// describeReport writes the call by which anybody reports into the interface's description: it takes JSON or a form
// with pictures, which huma reads one at a time.
func describeReport(api huma.API) {
	text := func(most int, doc string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, MaxLength: &most, Description: doc}
	}
	about := "who was there, by name, if known; told only to who looks at reports"
	persons := &huma.Schema{Description: about, OneOf: []*huma.Schema{
		text(longestPersons, about), {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
	}}
	fields := func(photos *huma.Schema) *huma.MediaType {
		return &huma.MediaType{Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"code", "description"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				"code":        {Type: huma.TypeString, Description: "of the label"},
				"room":        {Type: huma.TypeString, Description: "the label's, where it is sent: another is refused"},
				"asset":       {Type: huma.TypeString, Description: "the label's, where it is sent: another is refused"},
				"description": text(longestReport, "what happened"), "persons": persons,
				"name": text(longestReporter, "of who reports"), "phone": text(longestPhone, "of who reports"), "photos": photos,
			},
		}}
	}
	most := mostPhotos
	answer := func(summary string) *huma.Response {
		return &huma.Response{Description: summary, Content: map[string]*huma.MediaType{"application/json": {
			Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[reportMade](), true, "ReportMade"),
		}}}
	}
	op := &huma.Operation{
		Method: http.MethodPost, Path: "/api/v1/reports", OperationID: "create-report", Tags: []string{"reports"},
		Summary:     "Report by a label, signed in or not",
		Description: "Held for a look. Without signing in where the school allows it: else 401.",
		Parameters:  []*huma.Param{{Name: "Idempotency-Key", In: "header", Schema: text(maxKey, "of who is signed in")}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": fields(&huma.Schema{
				Type: huma.TypeArray, MaxItems: &most, Description: "ids of uploaded pictures",
				Items: &huma.Schema{Type: huma.TypeString},
			}),
			"multipart/form-data": fields(&huma.Schema{
				Type: huma.TypeArray, MaxItems: &most, Description: "pictures, at most 8 MiB each",
				Items: &huma.Schema{Type: huma.TypeString, Format: "binary"},
			}),
		}},
		Responses: map[string]*huma.Response{
			"201": answer("held"), "200": answer("its key was used for the same before"),
		},
	}
	schemas := api.OpenAPI().Components.Schemas
	problem := map[string]*huma.MediaType{problemType: {
		Schema: schemas.Schema(reflect.TypeFor[Problem](), true, "Problem"),
	}}
	for _, status := range []string{"400", "401", "404", "409", "413", "415", "422", "429", "503"} {
		op.Responses[status] = &huma.Response{Description: "refused", Content: problem}
	}
	api.OpenAPI().AddOperation(op)
}
