package cases

// traced says in the action's span what was done, in words of the definition alone.
func traced(r Request, result *Result, err error) {
	if !r.span.On() {
		return
	}
	said := resultOf(result, err)
	r.span.Set("zongwu.process", *r.process)
	r.span.Set("zongwu.action", kindOf(r.Action))
	r.span.Set("zongwu.outcome", outcomeOf(r.Action, err))
	r.span.Set("zongwu.result", said)
	if said == "away" || said == "error" {
		r.span.Fail(said)
	}
	if err != nil {
		return
	}
	r.span.Set("zongwu.case", result.Case.ID)
	if result.Transition != nil {
		r.span.Set("zongwu.step", result.Transition.Step)
		r.span.Count("zongwu.seq", result.Transition.Seq)
	}
}
