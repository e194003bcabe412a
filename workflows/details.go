package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"
)

// show writes where the case stands into the workflow's current details, as Markdown.
func (r *run) show(ctx workflow.Context) {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** %s, %d transitions\n", r.in.Number, r.Status, r.Seq)
	for _, o := range r.Open {
		fmt.Fprintf(&b, "- %s", o.Step)
		if o.Branch != "" {
			fmt.Fprintf(&b, " (%s)", o.Branch)
		}
		fmt.Fprintf(&b, " since %s", moment(o.Since))
		if !o.Due.IsZero() {
			fmt.Fprintf(&b, ", due %s", moment(o.Due))
		}
		b.WriteByte('\n')
	}
	for _, c := range r.Waits {
		fmt.Fprintf(&b, "- waits for case %s\n", c)
	}
	if len(r.Clocks) > 0 {
		fmt.Fprintf(&b, "- next clock %s\n", moment(r.Clocks[0].At))
	}
	workflow.SetCurrentDetails(ctx, b.String())
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
