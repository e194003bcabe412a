package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// table prints rows as Markdown that is aligned for the eye.
func (r *run) table(head []string, rows [][]string) {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 1, ' ', 0)
	line := func(cells []string) { _, _ = fmt.Fprintln(w, "| "+strings.Join(cells, "\t| ")+"\t|") }
	line(head)
	line(slices.Repeat([]string{"---"}, len(head)))
	for _, row := range rows {
		line(row)
	}
	_ = w.Flush() // into memory
	r.say("\n" + text.String())
}

// report prints what a phase came to and keeps what is wrong.
func (r *run) report(o outcome, all []struck) {
	r.broken = append(r.broken, o.violations...)
	for _, v := range o.violations {
		r.say("VIOLATION " + v)
	}
	if len(all) > 0 {
		r.faultTable(all)
		r.replyTable(o, all)
	}
	n := strconv.Itoa
	head := []string{"cases", "faults", "acknowledged", "sent again", "of those done already", "lost", "doubled",
		"violations"}
	r.table(head, [][]string{{
		n(o.cases), n(len(all)), n(o.acknowledged), n(o.resent), n(o.repeated), n(o.lost), n(o.doubled), n(len(o.violations)),
	}})
	r.say(o.verified)
}

type group struct{ kind, target string }

// grouped gathers faults by kind and by what they struck; a pair of the same parts counts as one target.
func grouped(all []struck) (keys []group, by map[group][]struck) {
	by = map[group][]struck{}
	for _, one := range all {
		key := group{one.kind, plain(one.target)}
		by[key] = append(by[key], one)
	}
	keys = slices.SortedFunc(maps.Keys(by), func(a, b group) int {
		return strings.Compare(a.kind+" "+a.target, b.kind+" "+b.target)
	})
	return keys, by
}

func plain(target string) string {
	return strings.NewReplacer(" 1", "", " 2", "").Replace(target)
}

func (r *run) faultTable(all []struck) {
	keys, by := grouped(all)
	var rows [][]string
	for _, key := range keys {
		var pauses, recovered, told []time.Duration
		for _, one := range by[key] {
			pauses, recovered = append(pauses, one.pause), append(recovered, one.recovered)
			told = append(told, one.told)
		}
		rows = append(rows, []string{
			key.target, key.kind, strconv.Itoa(len(by[key])), short(median(pauses)), short(slices.Max(pauses)),
			short(median(recovered)), short(slices.Max(recovered)), short(median(told)), short(slices.Max(told)),
		})
	}
	r.table([]string{"struck", "how", "times", "pause median", "longest", "answers again median", "longest",
		"workflows told median", "longest"}, rows)
}

// replyTable shows what callers got while a fault lasted.
func (r *run) replyTable(o outcome, all []struck) {
	keys, by := grouped(all)
	var rows [][]string
	for _, key := range keys {
		counts, tries := map[string]int{}, 0
		var took []time.Duration
		for _, one := range by[key] {
			for _, reply := range o.record.begun(one.from, one.to) {
				tries++
				took = append(took, reply.took)
				if reply.status >= 500 || reply.status == 0 {
					counts[reply.what]++
				}
			}
		}
		slices.Sort(took)
		rows = append(rows, []string{
			key.target, key.kind, strconv.Itoa(tries), short(quantile(took, 0.5)), short(quantile(took, 0.99)),
			short(quantile(took, 1)), kinds(counts),
		})
	}
	r.table([]string{"struck", "how", "tries", "p50", "p99", "longest", "not answered well"}, rows)
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func kinds(counts map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s: %d", kind, counts[kind]))
	}
	return strings.Join(parts, ", ")
}
