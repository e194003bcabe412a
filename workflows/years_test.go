package workflows_test

import (
	"reflect"
	"testing"
	"time"

	"zongwu/activities"
	"zongwu/processes"
)

// R17: clocks set years ahead ring once each and to the second, over the turn of the year, on a leap day, and in the
// hours that summer time takes away or gives twice where the server may stand.
func TestClocksOverTheYears(t *testing.T) {
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	var err error
	if time.Local, err = time.LoadLocation("America/New_York"); err != nil {
		t.Fatal(err)
	}
	l := &caseLog{}
	due := []string{
		"2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-12-31T16:00:00Z", "2027-03-14T07:00:00Z",
		"2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z",
	}
	open := processes.Conduct{Open: []processes.OpenStep{{Task: task(1), Step: "review", Since: began()}}}
	var want []string
	for _, at := range due {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		open.Clocks = append(open.Clocks, processes.Clock{ID: at + "/" + task(1), At: moment.In(time.Local)})
		want = append(want, at+" rang at "+at)
	}
	l.add(open)
	l.add(processes.Conduct{Status: processes.Done})
	e := newEnv(l)
	e.tell(0, l.signal(1, 1))
	e.tell(3*365*24*time.Hour, l.signal(2, 2))
	var rang []string
	l.onRing = func(clock string) activities.RingOutput {
		at := clock[:len(due[0])]
		rang = append(rang, at+" rang at "+e.Now().UTC().Format(time.RFC3339))
		return activities.RingOutput{Status: activities.Open}
	}
	e.mustEnd(t, input())
	if !reflect.DeepEqual(rang, want) {
		t.Errorf("%v, want %v", rang, want)
	}
}
