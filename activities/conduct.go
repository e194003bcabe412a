package activities

import (
	"slices"
	"strings"

	"zongwu/processes"
)

// Sum makes one conduct of several in order of seq: what a workflow has to know of them all.
func Sum(conducts []processes.Conduct) Conduct {
	var sum Conduct
	for i, c := range conducts {
		if i == 0 {
			sum.First = c.Seq
		}
		sum.Seq, sum.Status, sum.Waits = c.Seq, string(c.Status), c.Waits
		sum.Open = sum.Open[:0]
		for _, o := range c.Open {
			sum.Open = append(sum.Open, OpenStep(o))
		}
		for _, k := range c.Clocks {
			sum.Clocks = append(sum.Clocks, Clock(k))
		}
		for _, s := range c.Sends {
			sum.Sends = append(sum.Sends, Send(s))
		}
	}
	sum.Clocks = Matter(sum.Clocks, sum)
	return sum
}

// Matter leaves out the clocks that cannot matter any more: all when the case is over, a task's when it is closed, and
// of those with the same id all but the last. What a clock that is left then does is not known here.
func Matter(clocks []Clock, now Conduct) []Clock {
	if now.Status != Open {
		return nil
	}
	var kept []Clock
	for _, c := range clocks {
		what, task, _ := strings.Cut(c.ID, "/")
		ofTask := strings.HasPrefix(what, "remind") || what == "due"
		if ofTask && !slices.ContainsFunc(now.Open, func(o OpenStep) bool { return o.Task == task }) {
			continue
		}
		if i := slices.IndexFunc(kept, func(k Clock) bool { return k.ID == c.ID }); i >= 0 {
			kept[i] = c
			continue
		}
		kept = append(kept, c)
	}
	return kept
}
