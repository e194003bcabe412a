package forms

import (
	"regexp"

	"github.com/shopspring/decimal"
)

// Patterns of JSON Schema mean the same in every dialect of regular expressions: the characters stand as themselves.
const (
	noNul   = "^[^\x00]*$"
	inkText = "[^\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)

// Schema is the JSON Schema 2020-12 of a submission, titles in a language. What hangs on other fields, on the school or
// on the day is the form's alone to judge: such fields are not required here and carry no such bounds.
func (f *Form) Schema(lang string) map[string]any {
	schema := f.level.schema(lang)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = f.Name
	return schema
}

func (l *level) schema(lang string) map[string]any {
	properties := map[string]any{}
	required := []any{}
	for _, f := range l.fields {
		if f.silent() {
			continue
		}
		properties[f.name] = f.schema(lang)
		if f.asked() && !f.assumed {
			required = append(required, f.name)
		}
	}
	schema := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// asked says that a submission in which the field is empty is refused, whatever else was sent.
func (f *field) asked() bool {
	if f.show != nil || f.readonly != nil || f.computed() {
		return false
	}
	return always(f.required) || f.counts() && f.atLeast() > 0
}

// atLeast is the least count, when the definition states it as a number.
func (f *field) atLeast() int64 {
	n, _ := literalOf(f.min).(int64)
	return n
}

func (f *field) schema(lang string) map[string]any {
	if f.computed() { // whatever is sent is ignored
		return map[string]any{"title": f.label.In(lang), "readOnly": true}
	}
	var schema map[string]any
	if f.table != nil {
		schema = f.tableSchema(lang)
	} else {
		schema = f.kind.schema(f)
	}
	schema["title"] = f.label.In(lang)
	if help := f.help.In(lang); help != "" {
		schema["description"] = help
	}
	if always(f.readonly) {
		schema["readOnly"] = true
	}
	if !f.asked() {
		nullable(schema)
	}
	return schema
}

// nullable lets null stand for empty.
func nullable(schema map[string]any) {
	schema["type"] = []any{schema["type"], "null"}
	if words, ok := schema["enum"].([]any); ok {
		schema["enum"] = append(append([]any{}, words...), nil)
	}
}

func (f *field) tableSchema(lang string) map[string]any {
	row := f.table.schema(lang)
	properties, _ := row["properties"].(map[string]any)
	properties["id"] = map[string]any{"type": []any{"string", "null"}, "readOnly": true}
	if f.source != nil {
		properties["line"] = map[string]any{"type": []any{"string", "null"}}
	}
	return listOf(f, row, maxRows, false)
}

func textSchema(f *field, limit int) map[string]any {
	patterns := []any{map[string]any{"pattern": noNul}}
	if f.pattern != nil {
		// An empty text is no text at all: the pattern does not judge it.
		patterns = append(patterns, map[string]any{"anyOf": []any{
			map[string]any{"pattern": f.pattern.String()}, map[string]any{"not": map[string]any{"pattern": inkText}},
		}})
	}
	if f.asked() {
		patterns = append(patterns, map[string]any{"pattern": inkText})
	}
	if n, ok := literalOf(f.max).(int64); ok {
		limit = int(n)
	}
	schema := map[string]any{"type": "string", "allOf": patterns}
	if f.max == nil || f.max.constant() {
		schema["maxLength"] = limit
	}
	if n := f.atLeast(); n > 0 && f.asked() {
		schema["minLength"] = n
	}
	return schema
}

func wholeSchema(f *field, limit int64) map[string]any {
	schema := map[string]any{"type": "integer", "minimum": -limit, "maximum": limit}
	if n, ok := wholeOf(f.min); ok {
		schema["minimum"] = max(n, -limit)
	}
	if n, ok := wholeOf(f.max); ok {
		schema["maximum"] = min(n, limit)
	}
	if n, ok := wholeOf(f.above); ok {
		schema["exclusiveMinimum"] = n
	}
	return schema
}

// wholeOf is a bound as the JSON has it: a whole number, of fen for money.
func wholeOf(e *Expr) (int64, bool) {
	switch n := literalOf(e).(type) {
	case int64:
		return n, true
	case Money:
		return int64(n), true
	case decimal.Decimal:
		return n.IntPart(), n.IsInteger()
	}
	return 0, false
}

func listSchema(f *field, of map[string]any, limit int) map[string]any {
	return listOf(f, of, limit, true)
}

func listOf(f *field, of map[string]any, limit int, distinct bool) map[string]any {
	schema := map[string]any{"type": "array", "items": of, "maxItems": f.limit(limit)}
	if n := f.atLeast(); n > 0 {
		schema["minItems"] = n
	} else if always(f.required) && f.asked() {
		schema["minItems"] = 1
	}
	if distinct {
		schema["uniqueItems"] = true
	}
	return schema
}

// enum lists words as JSON values.
func enum(words []string) []any {
	out := make([]any, len(words))
	for i, word := range words {
		out[i] = word
	}
	return out
}

// wholePattern makes a definition's pattern speak of the whole text.
func wholePattern(text string) (*regexp.Regexp, error) { return regexp.Compile(`^(?:` + text + `)$`) }
