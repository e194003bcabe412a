package processes_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/source"
)

// settling begins a case for every monthly supplier.
const settling = `process: settling
title: {zh: 月结, zh-TW: 月結, en: Settling}
number: YJ-{year}-{seq}
schedule:
  every: month
  on: first workday
  at: "08:00"
  rows: unpaid_suppliers('monthly')
  by: {role: buyer}
  with: {supplier: row.supplier, day: today}
start: {by: {role: buyer}, form: ask}
forms:
  ask:
    fields:
      - {name: supplier, type: supplier, label: {zh: 供应商, en: Supplier}, required: true}
      - {name: day, type: date, label: {zh: 日期, en: Day}}
steps:
  - {id: look, kind: sign, by: {role: director}}
`

func compiled(t *testing.T, text string) *processes.Process {
	t.Helper()
	p, problems := processes.Compile("x.yaml", []byte(text), []processes.Role{{ID: "buyer"}, {ID: "director"}})
	if p == nil {
		t.Fatal(problems)
	}
	return p
}

func clock(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestScheduleMoments(t *testing.T) {
	flood, err := calendar.New(calendar.School{
		Closures: []calendar.Period{{Name: "flood", From: "2026-11-02", To: "2026-12-02"}},
		Holidays: []string{"2027-01-01"},
	})
	if err != nil {
		t.Fatal(err)
	}
	workday := compiled(t, settling).Schedule
	tenth := compiled(t, strings.ReplaceAll(settling, "on: first workday", "on: 10")).Schedule
	for _, c := range []struct {
		name            string
		s               *processes.Schedule
		c               *calendar.Calendar
		now             string
		last, lastMonth string
		next, nextMonth string
	}{
		{"before National Day's end", workday, nil, "2026-10-07 12:00", "2026-09-01 08:00", "2026-09",
			"2026-10-08 08:00", "2026-10"},
		{"a minute before", workday, nil, "2026-10-08 07:59", "2026-09-01 08:00", "2026-09", "2026-10-08 08:00", "2026-10"},
		{"to the minute", workday, nil, "2026-10-08 08:00", "2026-10-08 08:00", "2026-10", "2026-11-02 08:00", "2026-11"},
		{"a year whose days off nobody knows yet", workday, nil, "2026-12-20 12:00", "2026-12-01 08:00", "2026-12",
			"2027-01-01 08:00", "2027-01"},
		{"closed all November", workday, flood, "2026-11-15 12:00", "2026-10-08 08:00", "2026-10",
			"2026-12-03 08:00", "2026-12"},
		{"both months on one day", workday, flood, "2026-12-03 08:00", "2026-12-03 08:00", "2026-12",
			"2027-01-04 08:00", "2027-01"},
		{"a day of the month, workday or not", tenth, nil, "2026-10-09 12:00", "2026-09-10 08:00", "2026-09",
			"2026-10-10 08:00", "2026-10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := clock(t, c.now).UTC()
			last, next := c.s.Last(c.c, now), c.s.Next(c.c, now)
			if !last.At.Equal(clock(t, c.last)) || last.Month != c.lastMonth {
				t.Errorf("last %v %s, want %s", last.At, last.Month, c.last)
			}
			if !next.At.Equal(clock(t, c.next)) || next.Month != c.nextMonth {
				t.Errorf("next %v %s, want %s", next.At, next.Month, c.next)
			}
		})
	}
}

// monthly is a school with rows of suppliers to settle with.
type monthly struct {
	*memory
	rows []forms.Data
}

func (m monthly) Lookup(ctx context.Context, name string, args []any) (any, error) {
	if name == "unpaid_suppliers" && args[0] == "monthly" {
		return m.rows, nil
	}
	return m.memory.Lookup(ctx, name, args)
}

func TestStarts(t *testing.T) {
	at := clock(t, "2026-12-01 08:00")
	rows := []forms.Data{{"id": "s1", "supplier": "s1"}, {"id": "s2", "supplier": "s2"}}
	starts := func(text string, m *memory) string {
		t.Helper()
		got, err := processes.Starts(t.Context(), compiled(t, text), at, monthly{m, rows})
		if err != nil {
			t.Fatal(err)
		}
		return asJSON(t, got)
	}
	both := func(starter string) string {
		return `[{"Key":"s1","Starter":"` + starter + `","Data":{"day":"2026-12-01","supplier":"s1"}},` +
			`{"Key":"s2","Starter":"` + starter + `","Data":{"day":"2026-12-01","supplier":"s2"}}]`
	}
	if got := starts(settling, school()); got != both("buyer") {
		t.Errorf("starts %s", got)
	}
	away := school()
	i := slices.IndexFunc(away.people, func(p processes.Person) bool { return p.ID == "buyer" })
	away.people[i].Leave = processes.Leave{From: "2026-11-30"}
	if got := starts(settling, away); got != both("buyer2") {
		t.Errorf("with the buyer away it starts %s", got)
	}
	nobody := school()
	gone("buyer")(nobody)
	gone("buyer2")(nobody)
	if got := starts(settling, nobody); got != both("") {
		t.Errorf("without buyers it starts %s", got)
	}
	once := strings.NewReplacer("  rows: unpaid_suppliers('monthly')\n", "", "supplier: row.supplier, ", "",
		"label: {zh: 供应商, en: Supplier}, required: true", "label: 供应商").Replace(settling)
	if got := starts(once, school()); got != `[{"Key":"","Starter":"buyer","Data":{"day":"2026-12-01"}}]` {
		t.Errorf("without rows it starts %s", got)
	}
	headed := strings.Replace(settling, "by: {role: buyer}\n  with", "by: {head_of: row.department}\n  with", 1)
	if _, problems := processes.Compile("x.yaml", []byte(headed), []processes.Role{{ID: "buyer"}, {ID: "director"}}); problems.OK() {
		t.Error("rows of suppliers have no department, and yet their head may begin")
	}
}

func TestScheduleProblems(t *testing.T) {
	for _, c := range []struct{ old, new, code, says string }{
		{"every: month", "every: week", "schedule", `cases cannot begin every "week"`},
		{"on: first workday", "on: 29", "schedule", `"29" is no day every month has`},
		{"on: first workday", "on: 0", "schedule", `"0" is no day`},
		{"on: first workday", "on: last workday", "schedule", "first workday, or a day"},
		{`at: "08:00"`, "at: noon", "schedule", `"noon" is no time of day`},
		{"  by: {role: buyer}\n", "", "required", "by"},
		{"by: {role: buyer}\n  with", "by: {did: look}\n  with", "who", "cannot hang on who did something"},
		{"by: {role: buyer}\n  with", "by: starter\n  with", "who", "cannot hang on who did something"},
		{"supplier: row.supplier, ", "", "required", `requires "supplier"`},
		{"supplier: row.supplier, ", "supplier: , ", "required", `with needs "supplier"`},
		{"day: today", "month: today", "unknown", `no field "month"`},
		{"row.supplier", "row.suplier", "", "suplier"},
		{"rows: unpaid_suppliers('monthly')", "rows: school", "type", "no rows"},
		{"rows: unpaid_suppliers('monthly')", "rows: start.lines", "", "start"},
		{"  on: first", "  when: first", "", "when"},
	} {
		text := strings.Replace(settling, c.old, c.new, 1)
		_, problems := processes.Compile("x.yaml", []byte(text), []processes.Role{{ID: "buyer"}, {ID: "director"}})
		found := slices.ContainsFunc(problems.Sorted(), func(p source.Problem) bool {
			return (c.code == "" || p.Code == c.code) && strings.Contains(p.Message+p.Hint, c.says) && p.Line > 0
		})
		if !found {
			t.Errorf("%s: %v", c.new, problems)
		}
	}
}

func TestScheduleInWords(t *testing.T) {
	s := compiled(t, settling).Schedule
	tenth := compiled(t, strings.ReplaceAll(settling, "on: first workday", "on: 10")).Schedule
	for lang, want := range map[string][2]string{
		forms.Chinese:     {"每月第一个工作日 08:00", "每月 10 日 08:00"},
		forms.Traditional: {"每月第一個工作日 08:00", "每月 10 日 08:00"},
		forms.English:     {"on the first workday of every month at 08:00", "on day 10 of every month at 08:00"},
	} {
		if got := [2]string{s.When(lang), tenth.When(lang)}; got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
	p := compiled(t, settling)
	var refusal *processes.Refusal
	if !errors.As(error(processes.NobodyBegins(p)), &refusal) || !strings.Contains(refusal.Detail.Zh, "buyer") {
		t.Errorf("nobody to begin: %v", refusal)
	}
}
