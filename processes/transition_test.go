package processes

import (
	"testing"
	"time"
)

// TestUrgent: what has to be told at once, while others may act on the case before its workflow hears of it.
func TestUrgent(t *testing.T) {
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	at := func(later ...time.Duration) (clocks []Clock) {
		for _, d := range later {
			clocks = append(clocks, Clock{ID: "due/t", At: now.Add(d)})
		}
		return clocks
	}
	for name, c := range map[string]struct {
		conduct Conduct
		urgent  bool
	}{
		"a message alone":       {Conduct{Status: Open, Sends: []Send{{ID: "s"}}}, false},
		"the end":               {Conduct{Status: Done}, true},
		"withdrawn":             {Conduct{Status: Withdrawn}, true},
		"a clock of tomorrow":   {Conduct{Status: Open, Clocks: at(24 * time.Hour)}, false},
		"a clock of long ago":   {Conduct{Status: Open, Clocks: at(-time.Hour)}, true},
		"one clock of two soon": {Conduct{Status: Open, Clocks: at(24*time.Hour, 59*time.Second)}, true},
	} {
		if got := c.conduct.Urgent(now); got != c.urgent {
			t.Errorf("%s: urgent %v", name, got)
		}
	}
}
