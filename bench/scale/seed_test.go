package scale

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A school of a million cases is twenty times as old as one of fifty thousand, and not as young as what the nanoseconds of all its
// cases' ages come to.
func TestALargeSchoolIsAsOldAsItsCases(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for since, days := range map[int]int{0: 0, aDay: 1, 50_000: 250, 1_000_000: 5000} {
		require.Equal(t, now.AddDate(0, 0, -days), begunAt(now, since))
	}
}
