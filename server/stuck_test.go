package server

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/store"
)

// TestStuck: a school where all goes on is told so; one case is then held up, one not told, one with nobody to do it,
// one long overdue, and each is named with its reason, to its own school's administrator.
func TestStuck(t *testing.T) {
	s := newSite(t)
	in := func(body func(ctx context.Context, tx *store.Tx) error) { t.Helper(); s.db.In(t, "main", body) }
	in(func(ctx context.Context, tx *store.Tx) error { return tx.KeepSweep(ctx, nil) })
	s.check(t, scenario{name: "calm", as: "admin", url: "/admin/stuck", status: 200, has: []string{"没有卡住的事"}})
	ask := func(as string) stuckView {
		t.Helper()
		w := s.check(t, scenario{name: "ask", as: as, url: "/api/v1/admin/stuck", status: 200})
		var view stuckView
		if err := json.Unmarshal(w.Body.Bytes(), &view); err != nil {
			t.Fatal(err)
		}
		return view
	}
	if view := ask("admin"); !view.Calm || len(view.Groups) != 0 || view.SweptAt == nil || view.SignedAt != nil {
		t.Errorf("a calm school is told as %+v", view)
	}

	held, untold, idle, late := s.begin(t), s.begin(t), s.begin(t), s.begin(t)
	in(func(ctx context.Context, tx *store.Tx) error {
		why := forms.Text{Zh: "预算不足", ZhTW: "預算不足", En: "The budget does not suffice"}
		if err := tx.KeepHeld(ctx, held.ID, "due/x", why); err != nil {
			return err
		}
		return tx.KeepSweep(ctx, []store.SweepFinding{{Kind: "missing", Workflow: "main:purchase:" + idle.ID,
			Case: idle.ID, Number: idle.Number}})
	})
	s.owner(t, `DELETE FROM outbox WHERE case_id <> $1`, untold.ID)
	s.owner(t, `UPDATE outbox SET tries = 4, not_before = now() + interval '8 s', at = now() - interval '2 minutes'`)
	s.owner(t, `DELETE FROM task_persons WHERE task_id IN (SELECT id FROM tasks WHERE case_id = $1)`, idle.ID)
	s.owner(t, `UPDATE tasks SET due_at = now() - interval '5 days' WHERE case_id = $1`, late.ID)

	view := ask("admin")
	want := map[string]struct{ number, detail string }{
		"temporal": {"", "2 分钟"}, "untold": {untold.Number, "已试 4 次"}, "workflow": {idle.Number, "引擎中没有"},
		"held": {held.Number, "预算不足。从"}, "idle": {idle.Number, "没有人可以办理"},
		"late": {late.Number, "已逾期 5 天"},
	}
	if view.Calm || view.Temporal != "away" || len(view.Groups) != len(want) {
		t.Errorf("what is stuck is told as %+v", view)
	}
	for _, g := range view.Groups {
		w, is := want[g.Kind]
		if !is || g.Count != 1 || len(g.Items) != 1 || g.Title == "" || g.Advice == "" ||
			g.Items[0].Number != w.number || !strings.Contains(g.Items[0].Detail, w.detail) {
			t.Errorf("%s: %+v, want %+v", g.Kind, g, w)
		}
	}
	s.check(t, scenario{name: "page", as: "admin", url: "/admin/stuck", status: 200,
		has: []string{held.Number, untold.Number, idle.Number, late.Number, "预算不足。", "已试 4 次"}, hasNot: []string{"没有卡住的事"}})
	if other := ask("admin@second"); strings.Contains(dump(t, other), held.Number) || len(other.Groups) > 1 {
		t.Errorf("the other school is told %+v", other)
	}
}

func dump(t *testing.T, view stuckView) string {
	t.Helper()
	text, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
