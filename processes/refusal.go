package processes

import "zongwu/forms"

// Reason says why an action is refused; it decides the HTTP status.
type Reason string

// The reasons for a refusal.
const (
	Invalid  Reason = "invalid"   // 422: the form, a book or a rule refuses; Failures say where
	NotYours Reason = "not_yours" // 403
	Duty     Reason = "duty"      // 403: separation of duties
	Closed   Reason = "closed"    // 409: no longer open
	Claimed  Reason = "claimed"   // 409: claimed by another
	Sealed   Reason = "sealed"    // 409: something was accepted; no way back
	NotFound Reason = "not_found" // 404
)

// Refusal is an action refused by rule: an answer, not an accident.
type Refusal struct {
	Reason   Reason
	Detail   forms.Text // for a person, with what to do next
	Failures forms.Failures
}

func (r *Refusal) Error() string { return string(r.Reason) + ": " + r.Detail.Zh }
