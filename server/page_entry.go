package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
)

// grouped is a set of outcomes that ask for the same fields.
type grouped struct {
	page     *cases.FormPage
	outcomes []cases.OutcomeView
	asked    map[string][]pages.PickOption // by input: what something typed may have meant
}

// groups opens a form once per outcome and joins the outcomes that ask for the same: without scripts a page must show
// what each of them asks. They are told apart by what they ask at first, so that nothing typed moves a button.
func groups(
	outcomes []cases.OutcomeView, open func(outcome string) (*cases.FormPage, error),
) ([]grouped, error) {
	var found []grouped
	seen := map[string]int{}
	for _, o := range outcomes {
		page, err := open(o.ID)
		if err != nil {
			return nil, err
		}
		asks := asksFor(page.View)
		i, same := seen[asks]
		if !same {
			seen[asks] = len(found)
			found = append(found, grouped{page: page, outcomes: []cases.OutcomeView{o}})
			continue
		}
		found[i].outcomes = append(found[i].outcomes, o)
	}
	return found, nil
}

// asksFor tells two forms apart by what they ask, not by what stands in them or must stand there.
func asksFor(view forms.View) string {
	var out strings.Builder
	for _, f := range view.Fields {
		fmt.Fprintf(&out, "%s %t;", f.Name, f.Readonly)
		for _, column := range f.Columns {
			fmt.Fprintf(&out, "%s;", column.Name)
		}
	}
	return out.String()
}

// title names a group by its outcomes.
func (g grouped) title() string {
	titles := make([]string, 0, len(g.outcomes))
	for _, o := range g.outcomes {
		titles = append(titles, o.Title)
	}
	return strings.Join(titles, " / ")
}

func (g grouped) holds(outcome string) bool {
	return slices.ContainsFunc(g.outcomes, func(o cases.OutcomeView) bool { return o.ID == outcome })
}

// newEntry makes the form of one group ready for its template; name begins every id in it and never changes, so that a
// form that is renewed is the same one.
func (s *Server) newEntry(ctx context.Context, g grouped, action, key, name string) (pages.Entry, error) {
	e := pages.Entry{
		ID: name, Action: action, Key: key, Group: g.outcomes[0].ID, Prefix: name + "-", Outcomes: g.outcomes,
	}
	var err error
	if e.Fields, err = s.boxesOf(ctx, g.page.View, boxer{prefix: e.Prefix, post: true, asked: g.asked}); err != nil {
		return e, err
	}
	e.Computes, e.Refills = computes(g.page.View.Fields), refills(g.page.View.Fields)
	for _, f := range g.page.View.Failures {
		e.Failures = append(e.Failures, pages.Told{Text: sayFailure(langOf(ctx), f)})
	}
	for _, w := range g.page.View.Warnings {
		e.Doubts = append(e.Doubts, sayFailure(langOf(ctx), w))
	}
	e.Failures = append(e.Failures, s.unsaid(langOf(ctx), e.Fields)...)
	e.Failures = append(e.Failures, toMend(langOf(ctx), e.Fields, "")...)
	return e, nil
}

// computes says that a form asks for numbers and shows others it computes from them.
func computes(fields []forms.FieldView) bool {
	asked, shown := false, false
	for _, f := range fields {
		for _, cell := range append([]forms.FieldView{f}, f.Columns...) {
			asked = asked || pages.Amount(cell.Type) && !cell.Readonly
			shown = shown || cell.Type == "money" && cell.Readonly
		}
	}
	return asked && shown
}

// refills says that rows of a form hang on what is chosen in it.
func refills(fields []forms.FieldView) bool {
	return slices.ContainsFunc(fields, func(f forms.FieldView) bool { return f.Refills })
}

// toMend lists what is wrong field by field, so that a page can say it in one place and lead to each.
func toMend(lang string, fields []pages.Box, before string) []pages.Told {
	colon := "："
	if lang == forms.English {
		colon = ": "
	}
	var list []pages.Told
	for _, b := range fields {
		for _, failure := range b.Field.Failures {
			list = append(list, pages.Told{Text: before + b.Field.Label + colon + failure, ID: b.ID})
		}
		for _, row := range b.Rows {
			row.Cells = slices.DeleteFunc(slices.Clone(row.Cells), isUnsaid)
			list = append(list, toMend(lang, row.Cells, before+b.Field.Label+" "+strconv.Itoa(row.Number)+" · ")...)
		}
	}
	return list
}

// opened asks for a form, and once more where a table lacks the rows to begin with.
func opened(
	in cases.FormInput, form func(cases.FormInput) (*cases.FormPage, error),
) (*cases.FormPage, error) {
	page, err := form(in)
	if err != nil || page.Form == nil {
		return page, err
	}
	if values := withFirstRows(page, in); values != nil {
		in.Values = values
		return form(in)
	}
	return page, nil
}

// withFirstRows opens tables that people add rows to with the rows they must have, one at least, so that nobody begins
// with an empty page and nobody who is refused ends with one. It gives nil when no row is wanting.
func withFirstRows(page *cases.FormPage, in cases.FormInput) map[string]any {
	values := map[string]any{}
	maps.Copy(values, page.Data)
	if in.Values != nil {
		values = maps.Clone(page.Values)
	}
	added := false
	for _, f := range page.View.Fields {
		if f.Type != "table" || !f.CanAdd {
			continue
		}
		rows := rowsOf(values[f.Name])
		own := 0
		for _, row := range f.Rows {
			if row.Added {
				own++
			}
		}
		for ; own < max(1, f.Least); own++ {
			rows, added = append(rows, map[string]any{}), true
		}
		values[f.Name] = rows
	}
	if !added {
		return nil
	}
	return values
}

func sayFailure(lang string, f forms.Failure) string {
	return forms.Message(f, lang)
}
