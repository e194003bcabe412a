package cases_test

import (
	"context"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/store/storetest"
)

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	s := &stage{T: t, db: db, service: &cases.Service{Store: db.Store}, school: "main"}
	if _, err := s.service.PublishCatalogue(context.Background(), "main"); err != nil {
		t.Fatal(err)
	}
	tampered := []struct{ name, what, sql string }{
		{"status", "state", `UPDATE cases SET status = 'done' WHERE id = $1`},
		{"data", "state", `UPDATE cases SET state = jsonb_set(state, '{data,start,reason}', '"别的"') WHERE id = $1`},
		{"path", "state", `UPDATE cases SET state = state - 'path' WHERE id = $1`},
		{"task gone", "tasks", `WITH p AS (DELETE FROM task_persons WHERE starts_with(task_id, $1))
			DELETE FROM tasks WHERE case_id = $1`},
		{"task due", "tasks", `UPDATE tasks SET body = jsonb_set(body, '{due_at}', '"2099-01-01T00:00:00Z"')
			WHERE case_id = $1`},
		{"queue", "tasks", `DELETE FROM task_persons WHERE starts_with(task_id, $1)`},
		{"starter", "state", `UPDATE cases SET starter = 'head2' WHERE id = $1`},
		{"department", "state", `UPDATE cases SET department = 'dyc' WHERE id = $1`},
		{"process", "definitions", `UPDATE cases SET process = 'permit' WHERE id = $1`},
		{"version", "definitions", `UPDATE cases SET version = repeat('0', 64) WHERE id = $1`},
		{"claim", "tasks", `UPDATE tasks SET claimed_by = 'head2' WHERE case_id = $1`},
		{"transition", "trail", `UPDATE transitions SET body = jsonb_set(body, '{actor}', '"head2"')
			WHERE seq = 1 AND case_id = $1`},
	}
	var runs []*run
	for range tampered {
		r := s.start("head", stick)
		r.do("director", "review", "approve", "")
		runs = append(runs, r)
	}
	if found := s.findings(); len(found) != 0 {
		t.Fatalf("before: %+v", found)
	}
	if _, err := db.Owner.Exec(`ALTER TABLE transitions DISABLE TRIGGER append_only`); err != nil {
		t.Fatal(err)
	}
	for i, c := range tampered {
		if _, err := db.Owner.Exec(c.sql, runs[i].id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Owner.Exec(`ALTER TABLE definitions DISABLE TRIGGER append_only`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(`UPDATE definitions SET body = body || '#' WHERE process = 'purchase'`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(`UPDATE budget_lines SET reserved = reserved + 1 WHERE id LIKE '%jwc%'`); err != nil {
		t.Fatal(err)
	}
	found := s.findings()
	for i, c := range tampered {
		if !slices.ContainsFunc(found, func(f cases.Finding) bool {
			return f.What == c.what && f.Number == runs[i].number
		}) {
			t.Errorf("%s: not found in %+v", c.name, found)
		}
	}
	for _, what := range []string{"budget", "definitions"} {
		if !slices.ContainsFunc(found, func(f cases.Finding) bool { return f.What == what && f.Number == "" }) {
			t.Errorf("%s: not found in %+v", what, found)
		}
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
