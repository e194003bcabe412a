package worker

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store/storetest"
)

// TestLeavesBeginByThemselves: nobody touches the case on the day the leave begins; the worker gives it to the deputy.
func TestLeavesBeginByThemselves(t *testing.T) {
	db := storetest.New(t)
	service := &cases.Service{Store: db.Store}
	if _, err := service.PublishCatalogue(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	w, err := New(Config{Store: db.Store, Cases: service, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	result, err := service.Act(t.Context(), cases.Request{School: "main", Process: "purchase", Action: processes.Action{
		Kind: processes.DoStart, Actor: "head", Data: map[string]any{"subject": "30201", "reason": "粉笔", "lines": []any{
			map[string]any{"item": "g02", "qty": "1", "price": json.Number("350")},
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	persons := func() []string {
		t.Helper()
		if err := w.staff(t.Context()); err != nil {
			t.Fatal(err)
		}
		view, err := service.Case(t.Context(), "main", cases.Viewer{Person: "director"}, result.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		return view.Open[0].Persons
	}
	set := func(query string) {
		t.Helper()
		if _, err := db.Owner.ExecContext(context.Background(), query); err != nil {
			t.Fatal(err)
		}
	}
	if got := persons(); !slices.Equal(got, []string{"director"}) {
		t.Errorf("at first %v", got)
	}
	set(`UPDATE people SET deputy = 'liangw', away_from = current_date - 3 WHERE school = 'main' AND id = 'director'`)
	set(`UPDATE schools SET staff_changed_at = now() - interval '3 days', staffed_at = now() - interval '25 hours'`)
	if got := persons(); !slices.Equal(got, []string{"director", "liangw"}) {
		t.Errorf("on leave %v", got)
	}
	set(`UPDATE people SET away_to = current_date - 2 WHERE school = 'main' AND id = 'director'`)
	set(`UPDATE schools SET staff_changed_at = now() - interval '3 days', staffed_at = now() - interval '25 hours'`)
	if got := persons(); !slices.Equal(got, []string{"director"}) {
		t.Errorf("back again %v", got)
	}
}
