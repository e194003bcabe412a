package pages

import (
	"testing"
	"time"
)

// TestMomentsToCome: the school's day counts, not the machine's.
func TestMomentsToCome(t *testing.T) {
	now := time.Date(time.Now().Year(), 11, 21, 17, 0, 0, 0, time.UTC) // 01:00 of the 22nd in China
	for after, want := range map[time.Duration]string{
		time.Hour: "今天 02:00", 23 * time.Hour: "明天 00:00", 46 * time.Hour: "明天 23:00", 48 * time.Hour: "11月24日 01:00",
		-2 * time.Hour: "11月21日 23:00",
	} {
		if got := Soon("zh-CN", now, now.Add(after)); got != want {
			t.Errorf("in %v: %s, want %s", after, got, want)
		}
	}
	if got := Soon("en", now, now.Add(23*time.Hour)); got != "tomorrow 00:00" {
		t.Error(got)
	}
}

// TestUnits: what is counted or weighed reads with its unit, and nothing reads with none.
func TestUnits(t *testing.T) {
	for _, c := range []struct{ lang, shown, unit, want string }{
		{"zh-CN", "60", "%", "60%"}, {"zh-CN", "3", "人", "3人"}, {"en", "60", "%", "60%"}, {"en", "3", "kg", "3 kg"},
		{"en", "", "kg", ""}, {"zh-CN", "3", "", "3"},
	} {
		if got := Measured(c.lang, c.shown, c.unit); got != c.want {
			t.Errorf("%s %q %q: %q, want %q", c.lang, c.shown, c.unit, got, c.want)
		}
	}
}
