package cases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// What an action answers is made before it is written; it must be what anybody reads afterwards.
func TestTheAnswerIsTheCaseAsItIsReadAfterwards(t *testing.T) {
	s := newStage(t)
	var id, task string
	act := func(what, person string, a processes.Action) {
		t.Helper()
		viewer := cases.Viewer{Person: person, Lang: "en"}
		a.Actor = person
		r := cases.Request{School: s.school, Case: id, Action: a, Viewer: &viewer, Key: what, Body: []byte(what)}
		if id == "" {
			r.Process = "purchase"
		}
		r.Answer = func(_ context.Context, _ *store.Tx, r *cases.Result) ([]byte, error) { return json.Marshal(r.View) }
		result, err := s.service.Act(context.Background(), r)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		id = result.Case.ID
		view, err := s.service.Case(context.Background(), s.school, viewer, id)
		if err != nil {
			t.Fatalf("read after %s: %v", what, err)
		}
		read, err := json.Marshal(view)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(result.Answer, read) {
			t.Errorf("%s answered\n%s\nand then the case was read as\n%s", what, result.Answer, read)
		}
		if again, err := s.service.Act(context.Background(), r); err != nil || !bytes.Equal(again.Answer, result.Answer) {
			t.Errorf("%s, sent again: %v, answered\n%s\nfirst\n%s", what, err, again.Answer, result.Answer)
		}
		if task = ""; len(view.Open) > 0 {
			task = view.Open[0].ID
		}
	}
	act("an earlier one like it", "head", processes.Action{Kind: processes.DoStart, Data: js(chalk)})
	id = ""
	act("start", "head", processes.Action{Kind: processes.DoStart, Data: js(chalk)})
	act("claim", "director", processes.Action{Kind: processes.DoClaim, Task: task})
	act("claim what one has", "director", processes.Action{Kind: processes.DoClaim, Task: task})
	act("comment", "head", processes.Action{Kind: processes.DoComment, Comment: "soon, please"})
	act("send back", "director", processes.Action{
		Kind: processes.DoSendBack, Task: task, To: processes.Start, Resume: "again", Comment: "which chalk?",
	})
	act("submit anew", "head", processes.Action{Kind: processes.DoSubmit, Task: task, Outcome: "submit", Data: js(chalk)})
	act("approve", "director", processes.Action{Kind: processes.DoSubmit, Task: task, Outcome: "approve"})
	act("order", "buyer", processes.Action{Kind: processes.DoSubmit, Task: task, Outcome: "done",
		Data: js(`{"supplier":"s1","lines":[{"line":"1","qty":"100","price":340}]}`)})
	act("accept", "storekeeper", processes.Action{Kind: processes.DoSubmit, Task: task, Outcome: "accept",
		Data: js(`{"lines":[{"line":"1","accepted":"100"}]}`)})
}
