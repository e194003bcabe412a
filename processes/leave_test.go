package processes_test

import (
	"slices"
	"testing"

	"zongwu/processes"
)

// onLeave sends somebody of the school on leave with a deputy.
func (m *memory) onLeave(person, deputy, from, to string) {
	i := slices.IndexFunc(m.people, func(p processes.Person) bool { return p.ID == person })
	m.people[i].Leave = processes.Leave{From: from, To: to, Deputy: deputy}
}

// grant gives somebody exactly these roles.
func (m *memory) grant(person string, roles ...string) {
	i := slices.IndexFunc(m.people, func(p processes.Person) bool { return p.ID == person })
	m.people[i].Roles = roles
}

func (l *life) restaff() {
	l.t.Helper()
	if err := l.try(processes.Action{Kind: processes.DoRestaff}); err != nil {
		l.t.Fatalf("restaff: %v", err)
	}
}

func (l *life) wantPersons(place string, want ...string) {
	l.t.Helper()
	if got := l.open(place).Persons; !slices.Equal(got, want) {
		l.t.Fatalf("%s is with %v, wanted %v", place, got, want)
	}
}

const today = "2026-09-07" // of every life

// TestDeputies: who may sign while somebody is away, by the day, by duties, and never through two people.
func TestDeputies(t *testing.T) {
	for _, c := range []struct {
		name    string
		starter string
		away    func(m *memory)
		by      string
		reason  processes.Reason // "" when it is accepted
		stands  string           // for whom, when accepted
		skipped string
		absent  bool
		persons []string
	}{
		{name: "nobody away", away: func(*memory) {}, by: "buyer", reason: processes.NotYours, persons: []string{"principal"}},
		{name: "today only", away: func(m *memory) { m.onLeave("principal", "buyer", today, today) }, by: "buyer",
			stands: "principal", persons: []string{"buyer", "principal"}},
		{name: "open-ended", away: func(m *memory) { m.onLeave("principal", "buyer", "2026-09-01", "") }, by: "buyer",
			stands: "principal", persons: []string{"buyer", "principal"}},
		{name: "the person keeps it", away: func(m *memory) { m.onLeave("principal", "buyer", today, "") }, by: "principal",
			persons: []string{"buyer", "principal"}},
		{name: "over yesterday", away: func(m *memory) { m.onLeave("principal", "buyer", "2026-09-01", "2026-09-06") },
			by: "buyer", reason: processes.NotYours, persons: []string{"principal"}},
		{name: "from tomorrow", away: func(m *memory) { m.onLeave("principal", "buyer", "2026-09-08", "") }, by: "buyer",
			reason: processes.NotYours, persons: []string{"principal"}},
		{name: "a deputy alone is not on leave", away: func(m *memory) { m.onLeave("principal", "buyer", "", "") },
			by: "buyer", reason: processes.NotYours, persons: []string{"principal"}},
		{name: "the deputy asked for it", starter: "head", by: "head", reason: processes.Duty, skipped: "duty", absent: true,
			away: func(m *memory) { m.onLeave("principal", "head", today, "") }, persons: []string{"principal"}},
		{name: "the deputy is away too", by: "buyer", reason: processes.NotYours, skipped: "away", absent: true,
			persons: []string{"principal"}, away: func(m *memory) {
				m.onLeave("principal", "buyer", today, "")
				m.onLeave("buyer", "buyer2", today, "")
			}},
		{name: "no chain to the deputy's deputy", by: "buyer2", reason: processes.NotYours, skipped: "away", absent: true,
			persons: []string{"principal"}, away: func(m *memory) {
				m.onLeave("principal", "buyer", today, "")
				m.onLeave("buyer", "buyer2", today, "")
			}},
		{name: "each the other's deputy", by: "buyer", reason: processes.NotYours, skipped: "away", absent: true,
			persons: []string{"principal"}, away: func(m *memory) {
				m.onLeave("principal", "buyer", today, "")
				m.onLeave("buyer", "principal", today, "")
			}},
		{name: "the deputy has left", by: "buyer", reason: processes.NotYours, skipped: "gone", absent: true,
			persons: []string{"principal"}, away: func(m *memory) { m.onLeave("principal", "nobody", today, "") }},
		{name: "first is not who is there", by: "deputy", reason: processes.NotYours, absent: true,
			persons: []string{"principal"}, away: func(m *memory) { m.onLeave("principal", "", today, "") }},
		{name: "a principal's own, the deputy principal away with the principal for deputy", starter: "principal",
			by: "principal", reason: processes.Duty, skipped: "duty", absent: true, persons: []string{"deputy"},
			away: func(m *memory) { m.onLeave("deputy", "principal", today, "") }},
		{name: "whose request it was is not signed for by who stands in for them elsewhere", starter: "director",
			by: "buyer", stands: "principal", persons: []string{"buyer", "principal"}, away: func(m *memory) {
				m.onLeave("principal", "buyer", today, "")
				m.onLeave("director", "head", today, "")
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := school()
			w.left = 100_000_00
			c.away(w)
			l := newLife(t, compileFile(t, "definitions/purchase.yaml"), w)
			starter := c.starter
			if starter == "" {
				starter = "director" // goes straight to the principal
			}
			l.begin(starter, request(line("paper", "80", 22_50)))
			if starter == "head" {
				l.do("director", "review", "approve", nil)
			}
			l.wantPersons("permit", c.persons...)
			task := l.open("permit")
			if task.Absent != c.absent {
				t.Errorf("nobody there: %t", task.Absent)
			}
			if skipped := skippedOf(task); skipped != c.skipped {
				t.Errorf("the deputy is skipped for %q, wanted %q", skipped, c.skipped)
			}
			err := l.tryDo(c.by, "permit", "approve", nil)
			if c.reason != "" {
				wantRefusal(t, err, c.reason, "")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := l.all[len(l.all)-1].For; got != c.stands {
				t.Errorf("signed for %q, wanted %q", got, c.stands)
			}
		})
	}
}

// TestAClaimDoesNotShutOutTheDeputy: what somebody claimed before they left is open to who stands in for them, also to a
// colleague who could have done it without.
func TestAClaimDoesNotShutOutTheDeputy(t *testing.T) {
	for _, deputy := range []string{"head", "buyer2"} {
		w := school()
		l := officeLife(t, w)
		l.play("buyer claim", "buyer2! approve claimed")
		w.onLeave("buyer", deputy, today, "")
		if deputy == "head" { // who began it
			l.play("head! approve duty")
			continue
		}
		l.play("keeper! approve not_yours", deputy+" approve")
		if last := l.all[len(l.all)-1]; last.For != "buyer" {
			t.Errorf("signed for %q", last.For)
		}
	}
	w := school()
	l := officeLife(t, w)
	w.onLeave("buyer", "keeper", today, "")
	l.play("keeper claim", "buyer2! approve claimed", "buyer! approve claimed", "buyer release", "buyer approve")
	l.expect(processes.Open, "work")
}

func skippedOf(task processes.Task) string {
	for _, d := range task.Deputies {
		if d.Skipped != "" {
			return d.Skipped
		}
	}
	return ""
}
