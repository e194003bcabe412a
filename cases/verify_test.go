package cases_test

import (
	"context"
	"testing"

	"zongwu/cases"
	"zongwu/store/storetest"
)

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, sql, what string }{
		{"status", `UPDATE cases SET status = 'done'`, "state"},
		{"state", `UPDATE cases SET state = jsonb_set(state, '{data,start,reason}', '"别的"')`, "state"},
		{"state gone", `UPDATE cases SET state = state - 'path'`, "state"},
		{"task gone", `DELETE FROM task_persons; DELETE FROM tasks`, "tasks"},
		{"task due", `UPDATE tasks SET body = jsonb_set(body, '{due_at}', '"2099-01-01T00:00:00Z"')`, "tasks"},
		{"queue", `DELETE FROM task_persons`, "tasks"},
		{"transition", `ALTER TABLE transitions DISABLE TRIGGER append_only;
			UPDATE transitions SET body = jsonb_set(body, '{actor}', '"head2"') WHERE seq = 1`, "trail"},
		{"budget", `UPDATE budget_lines SET reserved = reserved + 1 WHERE department = 'jwc'`, "budget"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := storetest.New(t)
			s := &stage{T: t, db: db, service: &cases.Service{Store: db.Store}, school: "main"}
			if _, err := s.service.PublishCatalogue(context.Background(), "main"); err != nil {
				t.Fatal(err)
			}
			r := s.start("head", chalk)
			r.do("director", "review", "approve", "")
			if found := s.findings(); len(found) != 0 {
				t.Fatalf("before: %+v", found)
			}
			if _, err := db.Owner.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			for _, f := range s.findings() {
				if f.What == c.what && (f.Number == r.number || c.what == "budget") {
					return
				}
			}
			t.Errorf("found %+v", s.findings())
		})
	}
}

func (s *stage) findings() []cases.Finding {
	s.Helper()
	found, err := s.service.Verify(context.Background(), s.school)
	if err != nil {
		s.Fatal(err)
	}
	return found
}
