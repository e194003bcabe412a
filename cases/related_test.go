package cases_test

import (
	"context"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/store"
)

// related are the numbers and ways of the cases that have to do with one, and whether the reader may read them.
func (r *run) related(person string) []string {
	r.Helper()
	list, err := r.service.Related(context.Background(), r.school, cases.Viewer{Person: person}, r.id)
	if err != nil {
		r.Fatal(err)
	}
	var told []string
	for _, other := range list {
		said := other.Way + " " + other.Number + " " + other.Title
		if !other.Seen {
			said += "(unseen)"
		}
		told = append(told, said)
	}
	return told
}

// TestRelatedCases: a case knows who began it and what it began; of one that somebody may not see its page says no more
// than that it is there, and one that nothing ties to another has none.
func TestRelatedCases(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand, "journey": journey})
	result, err := s.startOf("journey", "head", `{"why":"取教材","cost":1250}`)
	if err != nil {
		t.Fatal(err)
	}
	parent := &run{stage: s, id: result.Case.ID}
	child := &run{stage: s, id: result.State.Waits[0].Case}
	for _, look := range []struct {
		at     *run
		person string
		want   []string
	}{
		{parent, "head", []string{store.Begins + " PT-2026-0001 取教材"}},
		{child, "director", []string{store.BegunBy + " CX-2026-0001 取教材"}},
		{child, "buyer", []string{store.BegunBy + " CX-2026-0001 (unseen)"}},
		{s.start("head", `{"subject":"30201","reason":"粉笔","lines":[{"item":"g01","qty":"2","price":100}]}`), "head", nil},
	} {
		if got := look.at.related(look.person); !slices.Equal(got, look.want) {
			t.Errorf("%s reads %q, want %q", look.person, got, look.want)
		}
	}
}
