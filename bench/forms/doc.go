// Package forms measures the pure core: judging what people fill in beside an independent JSON Schema library on the
// same data, deciding what follows from an action, and drawing the page of a case.
// forms.go: the part; judge.go: forms and schemas; decide.go: decisions and pages; school.go: a school in memory.
package forms
