package cases

import (
	"fmt"
	"sync"
	"testing"

	"zongwu/processes"
	"zongwu/processes/definitions"
)

func TestTheCacheIsBoundedAndForgetsWhatWasLongUnused(t *testing.T) {
	t.Parallel()
	var cache compiledCache
	kept := &processes.Process{ID: "kept"}
	cache.put("kept", kept)
	for i := range 2 * maxCompiled {
		cache.put(fmt.Sprint(i), &processes.Process{})
		cache.get("kept")
	}
	if cache.get("kept") != kept || cache.get("0") != nil {
		t.Error("it is not the longest unused that was forgotten")
	}
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			cache.put(fmt.Sprint("more ", i), &processes.Process{})
			cache.get("kept")
		})
	}
	all.Wait()
	if len(cache.entries) > maxCompiled {
		t.Errorf("the cache holds %d entries", len(cache.entries))
	}
}

func TestFilesAreFoundWhereverTheyStand(t *testing.T) {
	t.Parallel()
	roles, err := CatalogueRoles()
	if err != nil || len(roles) == 0 {
		t.Fatal(roles, err)
	}
	const text = `process: p
title: {zh: 试, en: P}
number: P-{year}-{seq}
forms:
  f:
    fields:
      - {name: one, type: file, label: {zh: 一, en: One}}
      - {name: some, type: file, label: {zh: 多, en: Some}, many: true}
      - {name: shot, type: photo, label: {zh: 照, en: Shot}}
      - {name: sign, type: signature, label: {zh: 签, en: Sign}}
      - {name: word, type: text, label: {zh: 字, en: Word}}
      - name: rows
        type: table
        label: {zh: 行, en: Rows}
        fields:
          - {name: proof, type: file, label: {zh: 证, en: Proof}}
start: {by: [{role: head}], form: f}
steps:
  - {id: s, kind: sign, title: {zh: 签, en: Sign}, by: starter}
`
	p, err := checked("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	form, ok := formOf(p, "start@branch")
	if !ok {
		t.Fatal("the start has no form")
	}
	data, err := form.Restore([]byte(`{"one":"a","some":["b","c"],"shot":"d","sign":"e","word":"no",
		"rows":[{"id":"1","proof":"f"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, id := range filesIn(form.Type(), data) {
		found[id] = true
	}
	if len(found) != 6 || found["no"] {
		t.Errorf("found %v", found)
	}
}

// TestATextThatIsNotItsVersionsIsNeverUsed: whoever edits a definition in the database changes no case's rules.
func TestATextThatIsNotItsVersionsIsNeverUsed(t *testing.T) {
	t.Parallel()
	files, err := definitions.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	s, file := &Service{}, files[0]
	p, err := s.compile("right", file.Process(), hashOf(file.Text), file.Text)
	if err != nil || p.Version != hashOf(file.Text) {
		t.Fatal(err)
	}
	edited := append(file.Text, "\n# edited\n"...)
	if p, err := s.compile("wrong", file.Process(), hashOf(file.Text), edited); err == nil || p != nil {
		t.Error("an edited text is taken for the version it was")
	}
	if s.compiled.get("wrong") != nil {
		t.Error("an edited text is remembered")
	}
}
