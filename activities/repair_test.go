package activities_test

import (
	"testing"

	"zongwu/calendar"
	"zongwu/processes"
)

func broken(category string) map[string]any {
	return map[string]any{"room": "A101", "category": category, "description": "漏水"}
}

// TestWordsOfALateRepair: who is told reads why, and by when.
func TestWordsOfALateRepair(t *testing.T) {
	l := begins(t, "2026-10-20 09:00", "teacher", "repair", broken("tap"))
	l.lives(
		event{"2026-10-20 09:30", func() { l.does("director", "assign done", map[string]any{"to": "repairer"}) }},
		event{"2026-10-20 18:00", func() {
			l.does("repairer", "explain done", map[string]any{"reason": "等电工所的配件", "until": "2026-10-21"})
		}},
		event{"2026-10-21 10:00", func() { l.does("repairer", "mend repaired", nil) }},
	)
	for person, words := range map[string][]string{
		"teacher":  {"郑大勇 will mend it", "Not mended in time: 等电工所的配件. Expected by 2026-10-21", "Done: Repair"},
		"repairer": {"Please see to it: Repair", "Overdue: Repair"}, "director": {"Overdue: Repair"},
	} {
		l.wantTold(person, words...)
	}
}

// A minor repair reported on a Saturday off is due at Monday's closing, one on a Saturday that is made up for at that
// day's.
func TestMinorRepairsAreDueTheSameDay(t *testing.T) {
	for reported, due := range map[string]string{
		"2026-10-10 09:00": "10-10 17:30", // a Saturday, made up for
		"2026-10-13 18:00": "10-15 17:30", // the eve of the sports day
		"2026-10-17 09:00": "10-19 17:30", // a Saturday off
		"2026-10-20 09:00": "10-20 17:30",
		"2026-10-20 18:00": "10-21 17:30",
	} {
		l := begins(t, reported, "teacher", "repair", broken("tap"))
		l.lives(
			event{reported, func() { l.does("director", "assign done", map[string]any{"to": "repairer"}) }},
			event{reported, func() {
				open := l.after(l.id, 0).Open
				if got := open[0].Due.In(calendar.Zone).Format("01-02 15:04"); got != due {
					t.Errorf("reported on %s it is due on %s, want %s", reported, got, due)
				}
				l.act(l.id, "", processes.Action{Kind: processes.DoWithdraw, Actor: "teacher", At: l.env.Now()})
				l.tell(2)
			}},
		)
	}
}
