package pages

import (
	"net/http"
	"strconv"
)

// ProblemPage is an error as people read it, with the case it is about when there is one to go back to.
type ProblemPage struct {
	Status        int
	Title, Detail string
	Errors        []Fault
	Case          string
	Again         string // the address to try once more; empty when that helps nothing, or would send something twice
	Login         string // where who is not signed in may sign in; empty for who is
	Posted        bool   // something was sent: what was typed is still there behind the back button
}

// Others are the faults that say more than the detail does.
func (p ProblemPage) Others() []Fault {
	var list []Fault
	for _, f := range p.Errors {
		if f.Detail != p.Detail {
			list = append(list, f)
		}
	}
	return list
}

// Then is the message that says what to do next, empty when the detail says it already.
func (p ProblemPage) Then() string {
	if p.Login != "" && (p.Status == http.StatusNotFound || p.Status == http.StatusForbidden) {
		return "" // what it says leads to places a stranger has not
	}
	switch p.Status {
	case http.StatusNotFound, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable,
		http.StatusInternalServerError:
		return "problem.then." + strconv.Itoa(p.Status)
	}
	if p.Posted && p.Case == "" {
		return "problem.then.posted"
	}
	return ""
}

// Icon goes with the status.
func (p ProblemPage) Icon() string {
	switch p.Status {
	case http.StatusNotFound:
		return "search"
	case http.StatusForbidden:
		return "lock"
	case http.StatusConflict:
		return "users"
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return "clock-pause"
	default:
		return "alert-circle"
	}
}
