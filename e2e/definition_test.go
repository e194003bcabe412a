package e2e

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// Processes that are no purchase, written from the documents alone, are checked, put in force and run: side by side,
// one branch a row, another case waited for, handing out of the store, all must sign, once more round. An edit in
// between does not touch the case under way.
func TestOtherProcesses(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	admin, teacher, director := as(t, school, "admin"), as(t, school, "teacher"), as(t, school, "director")
	publish(t, admin, "key_loan", definition(t, "key_loan"))
	text := definition(t, "room_repair")
	first := publish(t, admin, "room_repair", text)
	before := onHand(t, director, "g14")

	c := teacher.post("/api/v1/cases", map[string]any{"process": "room_repair", "data": map[string]any{
		"room": "A302", "what": "灯管不亮,门锁松动", "way": "normal",
	}})
	r := repair{t: t, id: c.ID, watcher: director, school: school}
	r.take("director", "plan", "done", map[string]any{
		"jobs": []any{map[string]any{"what": "换灯管", "hours": "1.5"}, map[string]any{"what": "修门锁", "hours": "1"}},
		"materials": []any{
			map[string]any{"item": "g14", "qty": "6"}, map[string]any{"item": "g16", "qty": "1"},
		},
	})
	second := publish(t, admin, "room_repair", bytes.Replace(text, []byte("教室维修"), []byte("教室维修二"), 1))
	require.NotEqual(t, first, second)
	require.Equal(t, []string{"department", "money"}, r.open())
	r.take("accountant", "money", "approve", nil)
	r.take("head2", "department", "approve", nil)

	// The key's case was begun in the director's name; when it has ended, its workflow tells ours.
	require.Empty(t, r.open())
	loans, err := client.List[client.Task](t.Context(), as(t, school, "duty").Session, "/api/v1/tasks?process=key_loan")
	require.NoError(t, err)
	require.Len(t, loans, 1)
	as(t, school, "duty").post("/api/v1/tasks/"+loans[0].ID, map[string]any{"outcome": "sign"})
	require.Eventually(t, func() bool { return slices.Equal(r.open(), []string{"give"}) }, 20*time.Second, 50*time.Millisecond,
		"the end of the other case does not come back")

	handed := func(qty string) map[string]any {
		return map[string]any{"lines": []any{map[string]any{"line": "1", "qty": qty}}}
	}
	r.take("storekeeper", "give", "sign", handed("2.5"))
	require.True(t, before.Sub(decimal.RequireFromString("2.5")).Equal(onHand(t, director, "g14")))
	r.take("storekeeper", "give", "sign", nil)
	require.True(t, before.Sub(decimal.RequireFromString("6")).Equal(onHand(t, director, "g14")))
	for range 2 {
		require.Equal(t, []string{"job", "job"}, r.open())
		r.take("repairer", "job", "done", nil)
		r.take("repairer", "job", "done", nil)
		r.take("teacher", "checked", "sign", nil)
		r.take("director", "checked", "sign", nil)
		if len(r.done("rate")) == 0 {
			r.take("teacher", "rate", "again", map[string]any{"words": "门锁还是松"})
		}
	}
	r.take("teacher", "rate", "fine", map[string]any{"stars": 5})
	end := director.reread(c.ID)
	require.Equal(t, client.Done, end.State)
	require.Equal(t, first, end.Version, "the running case took over the edit")
	require.NoError(t, theBox.verify(t.Context()))
}

func definition(t *testing.T, process string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", process+".yaml"))
	require.NoError(t, err)
	return text
}

// publish puts a definition in force and returns its version.
func publish(t *testing.T, admin caller, process string, text []byte) string {
	t.Helper()
	var put struct{ Version string }
	answer, err := admin.Send(t.Context(), http.MethodPut, "/api/v1/processes/"+process, "application/yaml", text, "")
	require.NoError(t, err)
	require.NoError(t, answer.Into(&put, process))
	return put.Version
}

func onHand(t *testing.T, who caller, item string) decimal.Decimal {
	t.Helper()
	stock, err := client.List[client.Stock](t.Context(), who.Session, "/api/v1/stock")
	require.NoError(t, err)
	i := slices.IndexFunc(stock, func(s client.Stock) bool { return s.Item == item })
	require.GreaterOrEqual(t, i, 0)
	return stock[i].Quantity
}

// repair is a case under way.
type repair struct {
	t       *testing.T
	id      string
	watcher caller
	school  *client.School
}

func (r repair) open() []string {
	r.t.Helper()
	var steps []string
	for _, task := range r.watcher.reread(r.id).Open {
		steps = append(steps, task.Step)
	}
	slices.Sort(steps)
	return steps
}

// done lists the outcomes a step has had.
func (r repair) done(step string) []string {
	r.t.Helper()
	var outcomes []string
	for _, e := range r.watcher.reread(r.id).History {
		if e.Step == step && e.Outcome != "" {
			outcomes = append(outcomes, e.Outcome)
		}
	}
	return outcomes
}

// take does the first open task of a step; without data it sends what the task opens with.
func (r repair) take(login, step, outcome string, data map[string]any) {
	r.t.Helper()
	person := as(r.t, r.school, login)
	mine, err := client.List[client.Task](r.t.Context(), person.Session, "/api/v1/tasks")
	require.NoError(r.t, err)
	i := slices.IndexFunc(mine, func(t client.Task) bool { return t.Case == r.id && t.Step == step })
	require.GreaterOrEqual(r.t, i, 0, "%s has no %s to do; open: %v", login, step, r.open())
	body := map[string]any{"outcome": outcome}
	if data != nil {
		body["data"] = data
	} else if mine[i].Form != "" {
		body["data"] = mine[i].Data
	}
	person.post("/api/v1/tasks/"+mine[i].ID, body)
}
