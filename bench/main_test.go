package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"zongwu/bench/report"
)

// TestQuick: the comparison runs from end to end and its ratios are there. How large they are is no test's business.
func TestQuick(t *testing.T) {
	var out strings.Builder
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	err := run(ctx, report.Bench{Out: &out, Quick: true}, []string{"compare"})
	ratios := []string{
		"answered engine/hand-written", "finished engine/hand-written", "step-p50 engine/hand-written",
	}
	if strings.Contains(out.String(), "Left out: the engines from npm") {
		if err == nil {
			t.Error("ratios are missing and the run did not fail")
		}
	} else {
		ratios = append(ratios, "answered engine/dbos", "answered engine/bpmn-engine")
		if err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
	}
	for _, name := range ratios {
		line := regexp.MustCompile(`(?m)^ratio ` + regexp.QuoteMeta(name) + ` \d+\.\d\d$`)
		if !line.MatchString(out.String()) {
			t.Errorf("no line %q in\n%s", name, out.String())
		}
	}
}

func TestChoose(t *testing.T) {
	if _, err := choose(parts(), []string{"nosuch"}); err == nil || !strings.Contains(err.Error(), "compare") {
		t.Errorf("an unknown part: %v", err)
	}
	all, err := choose(parts(), nil)
	if err != nil || len(all) != len(parts())-2 {
		t.Errorf("no name means all but overload and endurance: %d, %v", len(all), err)
	}
	if long, err := choose(parts(), []string{"overload", "endurance"}); err != nil || len(long) != 2 {
		t.Errorf("the long parts by name: %v, %v", long, err)
	}
}
