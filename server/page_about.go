package server

import (
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
)

// about is what a start form opens with when the address says what it is about (?supplier=s1): the named fields,
// references by number or name as well, and beside them what it opens with for everybody. It is nil when the address
// names no field.
func (s *Server) about(c *gin.Context, id string) (*cases.FormInput, error) {
	ctx := c.Request.Context()
	page, err := s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, cases.FormInput{})
	if err != nil || page.Form == nil || c.Query("copy") != "" {
		return nil, err
	}
	p := &posted{values: named(c, page.View), refresh: true}
	if report := c.Query(reportName); report != "" {
		if p.values, err = s.reported(ctx, page.Process, report); err != nil {
			return nil, err
		}
	}
	if len(p.values) == 0 {
		return nil, nil //nolint:nilnil // the address names nothing, which is no error
	}
	in := &cases.FormInput{Values: p.read(page.Form), Typing: true}
	for _, f := range page.View.Fields {
		if _, named := p.values[f.Name]; !named && f.Type != "table" && page.Data[f.Name] != nil {
			in.Values[f.Name] = page.Data[f.Name]
		}
	}
	if page, err = s.service.StartForm(ctx, me(ctx).School, viewerOf(ctx), id, *in); err != nil {
		return nil, err
	}
	in.Values = page.Values
	refs, err := s.resolve(ctx, page.View, in.Values)
	in.Failures = refs.failures
	return in, err
}

// named are the fields an address fills in.
func named(c *gin.Context, view forms.View) url.Values {
	values := url.Values{}
	for _, f := range view.Fields {
		if f.Readonly || f.Type == "table" || slices.Contains([]string{"file", "photo", "signature"}, f.Type) {
			continue
		}
		if given := c.QueryArray(f.Name); len(given) > 0 {
			values[f.Name] = given
		}
	}
	return values
}

// unblamed takes out of fields what is wrong with them.
func unblamed(fields []forms.FieldView) {
	for i := range fields {
		fields[i].Failures = nil
		for _, row := range fields[i].Rows {
			unblamed(row.Cells)
		}
	}
}
