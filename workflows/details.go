package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"
)

// show writes where the case stands into the workflow's current details, as Markdown.
func (r *run) show(ctx workflow.Context) {
	lines := []string{fmt.Sprintf("**%s** %s, %d transitions", r.in.Number, r.Status, r.Seq)}
	for _, o := range r.Open {
		line := "- " + o.Step
		if o.Branch != "" {
			line += " (" + o.Branch + ")"
		}
		line += " since " + moment(o.Since)
		if !o.Due.IsZero() {
			line += ", due " + moment(o.Due)
		}
		lines = append(lines, line)
	}
	for _, c := range r.Waits {
		lines = append(lines, "- waits for case "+c)
	}
	if len(r.Clocks) > 0 {
		lines = append(lines, "- next clock "+moment(r.Clocks[0].At))
	}
	workflow.SetCurrentDetails(ctx, strings.Join(lines, "\n"))
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
