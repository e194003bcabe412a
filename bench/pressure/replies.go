package pressure

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"zongwu/bench/report"
)

// reply is what came of one try of one call.
type reply struct {
	due  time.Time
	took time.Duration // from when it was due
	kind kind
}

type kind int

// What can come of a try.
const (
	answered     kind = iota // a read, or an action's first answer once more
	acknowledged             // an action, for the first time
	shed                     // 429 or 503, with Retry-After
	wrong                    // anything else a program that has too much to do should not say
)

// replies are all of them, in the order they came.
type replies struct {
	mu           sync.Mutex
	all          []reply
	acknowledged map[string]bool // keys of actions
	strange      map[string]int  // what came that should not have
}

func (r *replies) note(request *http.Request, due time.Time, response *http.Response, err error) {
	now := reply{due: due, took: time.Since(due)}
	key := request.Header.Get("Idempotency-Key")
	r.mu.Lock()
	defer r.mu.Unlock()
	strange := ""
	switch {
	case err != nil:
		now.kind, strange = wrong, "no answer: "+err.Error()
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable:
		now.kind = shed
		if response.Header.Get("Retry-After") == "" {
			now.kind, strange = wrong, fmt.Sprintf("%d without Retry-After", response.StatusCode)
		}
	case response.StatusCode >= http.StatusInternalServerError:
		now.kind, strange = wrong, response.Status
	case response.StatusCode < http.StatusMultipleChoices && key != "" && !r.acknowledged[key]:
		now.kind = acknowledged
		r.acknowledged[key] = true
	}
	if strange != "" {
		if r.strange == nil {
			r.strange = map[string]int{}
		}
		r.strange[strange]++
	}
	r.all = append(r.all, now)
}

// during are the replies to calls that were due in a stretch of time.
func (r *replies) during(from, to time.Time) sample {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := sample{length: to.Sub(from), goodput: 0}
	for _, one := range r.all {
		if !one.due.Before(from) && one.due.Before(to) {
			s.replies = append(s.replies, one)
		}
		if came := one.due.Add(one.took); one.kind == acknowledged && !came.Before(from) && came.Before(to) {
			s.goodput++
		}
	}
	return s
}

func (r *replies) odd() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	odd := map[string]int{}
	for what, n := range r.strange {
		odd[what] = n
	}
	return odd
}

// sample are the replies to what was due in a stretch of time, and the actions acknowledged while it lasted.
type sample struct {
	length  time.Duration
	replies []reply
	goodput int
}

// and is both together.
func (s sample) and(o sample) sample {
	return sample{
		length: s.length + o.length, replies: slices.Concat(s.replies, o.replies), goodput: s.goodput + o.goodput,
	}
}

// rate is so many a second.
func (s sample) rate(n int) float64 { return float64(n) / s.length.Seconds() }

func (s sample) count(k ...kind) int {
	n := 0
	for _, one := range s.replies {
		for _, wanted := range k {
			if one.kind == wanted {
				n++
			}
		}
	}
	return n
}

// percentile of what was answered well.
func (s sample) percentile(p float64) time.Duration {
	var took []time.Duration
	for _, one := range s.replies {
		if one.kind == answered || one.kind == acknowledged {
			took = append(took, one.took)
		}
	}
	return report.Percentile(took, p)
}
