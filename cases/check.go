package cases

import (
	"slices"
	"strings"
	"unicode/utf8"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// maxComment is the longest comment, in characters.
const maxComment = 2000

// check refuses what no case could accept, before the database is asked: text that PostgreSQL cannot hold, a comment
// without end, an action without an actor that is not the engine's own.
func (r Request) check() error {
	a := r.Action
	for _, id := range append([]string{r.School, r.Case, r.Process, a.Actor, a.Task}, a.Persons...) {
		if !clean(id) {
			return store.ErrNotFound
		}
	}
	var failures forms.Failures
	for _, f := range []struct{ pointer, text string }{
		{"/comment", a.Comment}, {"/outcome", a.Outcome}, {"/to", a.To}, {"/resume", a.Resume}, {"/place", a.Place},
	} {
		switch {
		case strings.ContainsRune(f.text, 0):
			failures = append(failures, forms.Failure{Pointer: f.pointer, Code: "nul", Detail: nulText().Zh, Text: nulText()})
		case !utf8.ValidString(f.text):
			failures = append(failures, forms.Failure{Pointer: f.pointer, Code: "type", Detail: utf8Text().Zh, Text: utf8Text()})
		case utf8.RuneCountInString(f.text) > maxComment:
			failures = append(failures, forms.Failure{Pointer: f.pointer, Code: "max", Detail: longText().Zh, Text: longText()})
		}
	}
	if len(failures) > 0 {
		return &processes.Refusal{Reason: processes.Invalid, Detail: unreadableText(), Failures: failures}
	}
	engine := slices.Contains(engineKinds(), a.Kind)
	if engine != (a.Actor == "") {
		return &processes.Refusal{Reason: processes.NotYours, Detail: strangerText()}
	}
	return nil
}

// engineKinds are the actions nobody takes: the engine does.
func engineKinds() []processes.Kind {
	return []processes.Kind{processes.DoClock, processes.DoEnded, processes.DoRestaff}
}

// clean says that a text can be an id at all.
func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && len(s) <= 400 }
