package forms

import (
	"context"
	"net/url"

	"go.yaml.in/yaml/v3"

	"zongwu/source"
)

// Form is a compiled form: fields with their types, conditions and formulas, and rules across fields.
type Form struct {
	Name string
	// fields, rules, compiled expressions …
}

// Compile reads a form's node. scope holds what its expressions may name beside its own fields. Everything wrong goes
// to ps; nil is returned then.
func Compile(name string, n *yaml.Node, scope *Scope, ps *source.Problems) *Form {
	panic("to be written")
}

// Type is the record type of the form's data, under which other steps' expressions see it.
func (f *Form) Type() Type { panic("to be written") }

// Env is what a form is judged in.
type Env struct {
	Ctx   context.Context
	World World
	Vars  Vars   // what the Scope given to Compile names: start, earlier steps, school, starter, today, outcome, key, rows …
	Lang  string // of failures' details
}

// Open gives what the form opens with: defaults, and the rows of tables that continue another step's; earlier is what
// was submitted before (a task sent back), nil at first.
func (f *Form) Open(env Env, earlier Data) (Data, error) { panic("to be written") }

// Submit judges a submission as the HTTP contract has it (JSON values: money an integer of fen, a decimal a string).
// It returns the complete data, formulas recomputed whatever was sent, or every failure at once. earlier is what Open
// was given. error is for the world failing, never for the submission.
func (f *Form) Submit(env Env, submitted map[string]any, earlier Data) (Data, Failures, error) {
	panic("to be written")
}

// Warnings are the form's rules marked as warnings that hold for accepted data: shown, never refusing.
func (f *Form) Warnings(env Env, data Data) (Failures, error) { panic("to be written") }

// Restore reads data that Submit returned once and that was stored as JSON, back into typed values.
func (f *Form) Restore(raw []byte) (Data, error) { panic("to be written") }

// Schema is the JSON Schema 2020-12 of a submission, titles in a language.
func (f *Form) Schema(lang string) map[string]any { panic("to be written") }

// FromPost turns the values of an HTML form (lines.0.qty=3) into the shape Submit takes; money is typed in yuan there.
// Empty inputs are absent; a row with nothing in it is left out. What cannot be read stays as typed text, so that
// Submit refuses it at its pointer and View shows it again as typed.
func (f *Form) FromPost(values url.Values) map[string]any { panic("to be written") }

// View is what a page renders: fields in order with what stands in them and what was wrong.
// values is Open's data or a refused submission as FromPost gave it.
func (f *Form) View(env Env, values map[string]any, failures Failures) (View, error) {
	panic("to be written")
}

// Table returns the row type's name for a field path like "lines", for compilers that check row references.
func (f *Form) HasField(path ...string) bool { panic("to be written") }
