package processes

import (
	"fmt"
	"strconv"
	"time"

	"zongwu/forms"
)

// When says in a language when cases begin by themselves: every month on its first workday at 08:00.
func (s *Schedule) When(lang string) string {
	clock := fmt.Sprintf("%02d:%02d", s.Clock/time.Hour, s.Clock%time.Hour/time.Minute)
	if s.Day == 0 {
		return forms.Text{
			Zh: "每月第一个工作日 " + clock, ZhTW: "每月第一個工作日 " + clock,
			En: "on the first workday of every month at " + clock,
		}.In(lang)
	}
	day := strconv.Itoa(s.Day)
	return forms.Text{
		Zh: "每月 " + day + " 日 " + clock, ZhTW: "每月 " + day + " 日 " + clock,
		En: "on day " + day + " of every month at " + clock,
	}.In(lang)
}

// NobodyBegins refuses a case that is to begin by schedule when nobody is there in whose name it could.
func NobodyBegins(p *Process) *Refusal {
	return p.nobody(&Step{Title: p.Begin.Title, Human: &Human{By: p.Schedule.By}})
}
