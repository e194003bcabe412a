package forms

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"zongwu/bench/report"
	"zongwu/forms"
	"zongwu/processes"
)

// request is a purchase of so many lines as JSON has it.
func request(lines int) map[string]any {
	rows := make([]any, lines)
	for i := range rows {
		rows[i] = map[string]any{
			"item": "g" + strconv.Itoa(i+1), "qty": strconv.Itoa(i%9 + 1), "price": json.Number(strconv.Itoa(100 + i)),
		}
	}
	return map[string]any{"subject": "30201", "reason": "教学需要", "needed_by": "2026-09-30", "lines": rows}
}

// judging lets a form and the library judge the same requests by the same rules, as far as a schema can say them.
func judging(b *report.Bench, p *processes.Process) error {
	form := p.Forms["request"]
	schema, err := compileSchema(form.Schema(forms.English))
	if err != nil {
		return err
	}
	var rows [][]string
	for _, lines := range sizes() {
		both, err := judge(b, form, schema, lines)
		if err != nil {
			return err
		}
		rows = append(rows, both...)
	}
	b.Table("Judging a request for a purchase", head(), rows)
	b.Note("The library compares types, limits and formats by our exported schema, on data decoded before. The form " +
		"does that and more: it turns quantities and amounts into exact numbers, looks up every item, computes every " +
		"line's amount and the total, holds the rules between fields, and returns the data as it is kept.")
	return nil
}

func judge(b *report.Bench, form *forms.Form, schema *jsonschema.Schema, lines int) ([][]string, error) {
	sent := request(lines)
	env := forms.Env{Ctx: context.Background(), World: newSchool(), Lang: forms.English, Vars: forms.Vars{
		"today": "2026-09-07", "starter": "head", "actor": "head", "outcome": "",
	}}
	ours, err := measure(b, func() error {
		_, failures, err := form.Submit(env, sent, nil)
		if err == nil && failures != nil {
			err = failures
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("judge %d lines: %w", lines, err)
	}
	theirs, err := measure(b, func() error { return schema.Validate(sent) })
	if err != nil {
		return nil, fmt.Errorf("validate %d lines: %w", lines, err)
	}
	name := strconv.Itoa(lines) + " line"
	if lines > 1 {
		name += "s"
	}
	return [][]string{ours.row(name + ", form"), theirs.row(name + ", jsonschema")}, nil
}

func compileSchema(raw map[string]any) (*jsonschema.Schema, error) {
	text, err := json.Marshal(raw)
	if err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("form.json", doc); err != nil {
		return nil, fmt.Errorf("add schema: %w", err)
	}
	return compiler.Compile("form.json")
}

func head() []string { return []string{"what", "µs", "kB", "allocations"} }

func (c cost) row(name string) []string {
	return []string{name, report.Figure(c.ns / 1e3), report.Figure(c.bytes / 1e3), report.Figure(c.allocs)}
}
