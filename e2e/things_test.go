package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
	"zongwu/e2e/things"
)

// Twenty of each of what a school does with its things, all at once, the process killed meanwhile: every thing has one
// place and one holder, everybody owes their share, the stores hold what they should.
func TestTwentyOfEachAtOnce(t *testing.T) {
	running(t)
	server := client.NewServer("http://"+theBox.address, 2*time.Minute)
	school, err := client.OpenSchool(t.Context(), server, "", password)
	require.NoError(t, err)
	hall, err := things.Open(t.Context(), school)
	require.NoError(t, err)
	killer := killMeanwhile(t, 11)
	report, err := things.Run(t.Context(), hall, things.Options{Seed: seed(t), Each: 20})
	recoveries := killer.end(t)
	require.NoError(t, err)
	t.Logf("%d kills, %d actions, refused meanwhile %v, ended %v", len(recoveries), report.Actions, report.Refused, report.Ended)
	require.NoError(t, hall.Compare(t.Context()))
	require.NoError(t, theBox.verify(t.Context()))
}
