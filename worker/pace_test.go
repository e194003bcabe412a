package worker

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for name, c := range map[string]struct {
		transitions int
		every       time.Duration
		since       time.Duration // the last one
		crowd       bool
	}{
		"nobody":                       {0, 0, 0, false},
		"one":                          {1, 0, 0, false},
		"a busy office":                {100, ms(100), 0, false},
		"a few at one moment":          {crowd - 1, 0, 0, false},
		"a crowd":                      {crowd, ms(5), 0, true},
		"a crowd for long":             {1000, ms(5), ms(20), true},
		"a crowd that has stopped":     {1000, ms(5), lull, false},
		"a crowd that was a while ago": {crowd, ms(5), time.Hour, false},
	} {
		var p pace
		now := time.Now()
		for range c.transitions {
			now = now.Add(c.every)
			p.hear(now)
		}
		if got := p.crowd(now.Add(c.since)); got != c.crowd {
			t.Errorf("%s: crowd %v", name, got)
		}
	}
}
