package forms

import "net/url"

const noNul = `^[^\x{0}]*$`

func textSchema(f *field, limit int) map[string]any                    { return nil }
func wholeSchema(f *field, limit int64) map[string]any                 { return nil }
func listSchema(f *field, of map[string]any, limit int) map[string]any { return nil }

// Schema is the JSON Schema 2020-12 of a submission, titles in a language.
func (f *Form) Schema(lang string) map[string]any { panic("to be written") }

// FromPost turns the values of an HTML form (lines.0.qty=3) into the shape Submit takes.
func (f *Form) FromPost(values url.Values) map[string]any { panic("to be written") }

// View is what a page renders.
func (f *Form) View(env Env, values map[string]any, failures Failures) (View, error) {
	panic("to be written")
}
