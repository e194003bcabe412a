package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

func TestEverybodySignsIn(t *testing.T) {
	server := running(t)
	for _, suffix := range []string{"", "@second"} {
		school, _ := openSchool(t, server, suffix)
		require.NoError(t, school.SignInAll(t.Context()))
	}
}

// Purchases through every branch, 16 at a time, in the first school.
func TestOutsideProgram(t *testing.T) {
	server := running(t)
	_, account := openSchool(t, server, "")
	carry(t, account, client.Options{Seed: seed(t), Workers: 16, Scenarios: client.Scenarios(), Chance: 60})
	seenByNobodyElse(t, server, account)
}

// The same in the second school, where one person holds several roles and budgets are small.
func TestSecondSchool(t *testing.T) {
	server := running(t)
	_, account := openSchool(t, server, "@second")
	var scenarios []client.Scenario
	for _, sc := range client.Scenarios() {
		// Its only general storekeepers are two, and only one of them may be the starter.
		if sc.Starter != "storekeeper" || sc.Goods != "food" {
			scenarios = append(scenarios, sc)
		}
	}
	carry(t, account, client.Options{Seed: seed(t), Workers: 8, Scenarios: scenarios})
}

// carry runs the outside program and compares everything afterwards.
func carry(t *testing.T, account *client.Account, o client.Options) {
	t.Helper()
	report, err := client.Run(t.Context(), account, o)
	t.Logf("%d purchases, %d actions, %v; answered in %v (p50), %v (p99); no budget left for %d of the scenarios",
		report.Purchases, report.Actions, report.States, report.P50, report.P99, len(report.Skipped))
	require.NoError(t, err)
	require.GreaterOrEqual(t, report.Purchases, 25, "too little budget: %v", report.Skipped)
	agree(t, account)
}

// agree compares books and trails with the account, and asks the product's own verify.
func agree(t *testing.T, account *client.Account) {
	t.Helper()
	require.NoError(t, account.Compare(t.Context()))
	require.NoError(t, checkTrails(t.Context(), account))
	require.NoError(t, theBox.verify(t.Context()))
}

func checkTrails(ctx context.Context, account *client.Account) error {
	auditor, err := account.School.As(ctx, "auditor"+account.School.Suffix)
	if err != nil {
		return err
	}
	var me struct {
		School string `json:"school"`
	}
	if err := auditor.Get(ctx, "/api/v1/me", &me); err != nil {
		return err
	}
	for _, p := range account.Purchases() {
		if err := client.CheckTrail(ctx, auditor, me.School, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// seenByNobodyElse: the other school's people get the same 404 as for what never was, and no list names the cases.
func seenByNobodyElse(t *testing.T, server *client.Server, account *client.Account) {
	t.Helper()
	other, _ := openSchool(t, server, "@second")
	stranger, err := other.As(t.Context(), "principal@second")
	require.NoError(t, err)
	director, err := account.School.As(t.Context(), "director")
	require.NoError(t, err)
	purchases := account.Purchases()
	for _, p := range []*client.Purchase{purchases[0], purchases[len(purchases)-1]} {
		for _, path := range []string{"", "/trail"} {
			require.Equal(t, body(t, stranger, "/api/v1/cases/00000000-0000-7000-8000-000000000000"+path),
				body(t, stranger, "/api/v1/cases/"+p.ID+path))
		}
		action := []byte(`{"action":"comment","comment":"x"}`)
		path := "/api/v1/cases/" + p.ID + "/actions"
		answer, err := stranger.Send(t.Context(), http.MethodPost, path, "application/json", action, "")
		require.NoError(t, err)
		require.Equal(t, http.StatusNotFound, answer.Status)
	}
	tasks, err := client.List[client.Task](t.Context(), director, "/api/v1/tasks")
	require.NoError(t, err)
	for _, task := range tasks[:min(3, len(tasks))] {
		answer, err := stranger.Send(t.Context(), http.MethodPost, "/api/v1/tasks/"+task.ID, "application/json",
			[]byte(`{"outcome":"approve"}`), "")
		require.NoError(t, err)
		require.Equal(t, http.StatusNotFound, answer.Status)
	}
	theirs, err := client.List[client.Case](t.Context(), stranger, "/api/v1/cases")
	require.NoError(t, err)
	for _, c := range theirs {
		require.False(t, slices.ContainsFunc(purchases, func(p *client.Purchase) bool { return p.ID == c.ID }))
	}
}

// body is an answer's status and JSON without what may differ between two calls (the address asked for).
func body(t *testing.T, s *client.Session, path string) map[string]any {
	t.Helper()
	answer, err := s.Send(t.Context(), http.MethodGet, path, "", nil, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, answer.Status, "%s: %s", path, answer.Body)
	var problem map[string]any
	require.NoError(t, json.Unmarshal(answer.Body, &problem))
	delete(problem, "instance")
	return problem
}
