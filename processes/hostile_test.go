package processes_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

// TestSkippedCircleIsCut takes a circle of steps that are all skipped, which only running it can show.
func TestSkippedCircleIsCut(t *testing.T) {
	text := strings.Replace(sound, "  - {id: two, kind: sign, by: {role: buyer}, except: [one]}\n", `
  - {id: two, kind: sign, by: {role: buyer}, when: start.a > 100}
  - {id: three, kind: choose, options: [{when: start.a < 10, then: two}]}
`, 1)
	p, problems := processes.Compile("f", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	l := newLife(t, p, school())
	l.begin("head", map[string]any{"a": jsonInt(5)})
	wantRefusal(t, l.tryDo("director", "one", "approve", nil), processes.Invalid, "expression")
	l.expect(processes.Open, "one")
}

// TestHugeDefinitionsAreRefusedQuickly: many steps, many fields, long expressions, deep and endless files, references
// that multiply. Each is refused at a place, soon, and in little memory.
func TestHugeDefinitionsAreRefusedQuickly(t *testing.T) {
	steps := strings.Builder{}
	for i := range 5_000 {
		fmt.Fprintf(&steps, "  - {id: x%d, kind: sign, by: starter}\n", i)
	}
	fields := strings.Builder{}
	for i := range 100_000 {
		fmt.Fprintf(&fields, "      - {name: f%d, type: text, label: f}\n", i)
	}
	bomb := "a0: &a0 [x, x]\n"
	for i := range 30 {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	when := func(open, shut string) string {
		return sound + "  - {id: x, kind: sign, by: starter, when: '" + open + "true" + shut + "'}\n"
	}
	for name, text := range map[string]string{
		"steps":      sound + steps.String(),
		"fields":     strings.Replace(sound, "    fields:\n", "    fields:\n"+fields.String(), 1),
		"expression": when(strings.Repeat("(", 3000), strings.Repeat(")", 3000)),
		"chain":      when(strings.Repeat("true && ", 20_000), ""),
		"50 MB":      sound + strings.Repeat("# nothing at all\n", 50<<20/17),
		"deep":       sound + "more: " + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + "\n",
		"deep block": sound + "more:\n" + nested(2_000),
		"alias bomb": sound + bomb,
		"twice":      sound + "title: {zh: 一, en: One}\n",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			p, problems := processes.Compile("f", []byte(text), roles(t))
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			if p != nil || problems.OK() {
				t.Fatal("accepted")
			}
			if first := problems.List[0]; first.Line < 1 || first.Column < 1 {
				t.Errorf("no place is named: %+v", first)
			}
			if took > 5*time.Second { // a second on a machine of its own
				t.Errorf("took %s", took)
			}
			megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
			if megabytes > 256 {
				t.Errorf("took %d MB", megabytes)
			}
			t.Logf("%v, %d MB: %.100s", took.Round(time.Millisecond), megabytes, problems.Error())
		})
	}
}

// nested is a block of mappings one within the other: as each is indented by one more, 2,000 are 2 MB.
func nested(depth int) string {
	var out strings.Builder
	for i := range depth {
		out.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return out.String()
}

// TestDecisionsRepeat: the same action on the same state gives the same transition, byte for byte.
func TestDecisionsRepeat(t *testing.T) {
	p := compileFile(t, "definitions/purchase.yaml")
	w := school()
	l := newLife(t, p, w)
	l.begin("head", request(line("paper", "10", 22_50), line("rice", "3", 5_00), line("service", "1", 9_00)))
	a := processes.Action{Kind: processes.DoSubmit, Actor: "director", Task: l.open("review").ID, Outcome: "approve", At: l.now}
	first := ""
	for range 50 {
		tr, err := processes.Decide(t.Context(), p, "case", l.s, a, w)
		if err != nil {
			t.Fatal(err)
		}
		if got := asJSON(t, tr); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("%s\n%s", first, got)
		}
	}
	if _, err := processes.Decide(t.Context(), p, "case", l.s, processes.Action{Kind: "dance", Actor: "head"}, w); err == nil {
		t.Error("an unknown action is taken")
	} else if refusal := (*processes.Refusal)(nil); errors.As(err, &refusal) {
		t.Error("an unknown action is a mistake of the program, not a refusal")
	}
}
