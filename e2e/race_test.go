package e2e

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// A double click: 20 times the same call at once under one key is one request and one answer; the same key with
// another body is refused.
func TestDoubleClick(t *testing.T) {
	server := running(t)
	school, _ := openSchool(t, server, "")
	head := as(t, school, "head")
	before, key := mine(head), client.NewKey()
	content, err := json.Marshal(with(nil))
	require.NoError(t, err)
	answers := make([]*client.Answer, 20)
	var clicks sync.WaitGroup
	for i := range answers {
		clicks.Go(func() {
			answer, err := head.Send(t.Context(), "POST", "/api/v1/cases", "application/json", content, key)
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = answer
		})
	}
	clicks.Wait()
	created := 0
	for _, a := range answers {
		require.NotNil(t, a)
		require.Contains(t, []int{200, 201}, a.Status, "%s", a.Body)
		if a.Status == 201 {
			created++
		}
		require.JSONEq(t, string(answers[0].Body), string(a.Body))
	}
	require.Equal(t, 1, created)
	require.Equal(t, before+1, mine(head))
	other, err := json.Marshal(with(map[string]any{"reason": "别的"}))
	require.NoError(t, err)
	require.Equal(t, 409, head.raw("/api/v1/cases", "application/json", other, key).Status)
	require.Equal(t, before+1, mine(head))
}

// Two hands on one task: of approval and rejection sent at the same moment one wins, of two buyers who order too.
func TestTwoHands(t *testing.T) {
	server := running(t)
	school, account := openSchool(t, server, "")
	head, director := as(t, school, "head"), as(t, school, "director")
	buyer, buyer2 := as(t, school, "buyer"), as(t, school, "buyer2")
	for range 10 {
		c := head.post("/api/v1/cases", with(nil))
		review := "/api/v1/tasks/" + c.Open[0].ID
		won := both(t, director, director, review, map[string]any{"outcome": "approve"}, map[string]any{"outcome": "reject"})
		if won == 2 {
			require.Equal(t, client.Rejected, director.reread(c.ID).State)
			continue
		}
		buy := "/api/v1/tasks/" + director.reread(c.ID).Open[0].ID
		won = both(t, buyer, buyer2, buy, order("s1", "1", "2", 22_50), order("s6", "1", "2", 22_00))
		accept := director.reread(c.ID)
		require.Equal(t, []string{"accept"}, []string{accept.Open[0].Step})
		var step struct {
			Steps struct{ Buy struct{ Supplier string } }
		}
		require.NoError(t, head.Get(t.Context(), "/api/v1/cases/"+c.ID, &step))
		require.Equal(t, map[int]string{1: "s1", 2: "s6"}[won], step.Steps.Buy.Supplier)
		head.post("/api/v1/cases/"+c.ID+"/actions", map[string]any{"action": "withdraw"})
	}
	require.NoError(t, account.Compare(t.Context()), "all of them were withdrawn or rejected")
}

// both sends two outcomes of one task at once and says which one won; the other must get 409.
func both(t *testing.T, one, two caller, path string, first, second any) (won int) {
	t.Helper()
	var hands sync.WaitGroup
	answers := make([]*client.Answer, 2)
	for i, c := range []caller{one, two} {
		content, err := json.Marshal([]any{first, second}[i])
		require.NoError(t, err)
		hands.Go(func() {
			answer, err := c.Send(t.Context(), "POST", path, "application/json", content, "")
			if err != nil {
				t.Error(err)
				return
			}
			answers[i] = answer
		})
	}
	hands.Wait()
	require.NotNil(t, answers[0])
	require.NotNil(t, answers[1])
	require.ElementsMatch(t, []int{200, 409}, []int{answers[0].Status, answers[1].Status}, "%s\n%s", answers[0].Body,
		answers[1].Body)
	if answers[0].Status == 200 {
		return 1
	}
	return 2
}
