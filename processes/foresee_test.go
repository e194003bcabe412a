package processes_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/processes"
)

// TestForesightHolds takes random routes through random processes: a step said to be sure comes however people decide
// who neither refuse nor give back, one said to be aside does not; one said never to come does not, whatever they do.
func TestForesightHolds(t *testing.T) {
	declared := roles(t)
	rapid.Check(t, func(rt *rapid.T) {
		l, text, data := randomLife(t, rt, declared, 2)
		var before []processes.Prospect
		if rapid.Bool().Draw(rt, "before it begins") {
			typed := maps.Clone(data)
			if rapid.Bool().Draw(rt, "half typed") { // only what must be filled in counts as unknown while it is empty
				delete(typed, "a")
			}
			before = l.foreseeStart(rt, typed)
		}
		l.begin("head0", data)
		l.wander(rt, rapid.IntRange(0, 12).Draw(rt, "actions"), false)
		since := len(l.s.Path)
		if before != nil {
			since = 0
		} else {
			before = l.foresee(rt)
		}
		orderly := rapid.Bool().Draw(rt, "orderly")
		l.wander(rt, 60, orderly)
		if since == 0 { // what came first was disorderly
			orderly = false
		}
		l.compare(rt, before, since, orderly, text)
	})
}

func (l *life) foresee(rt *rapid.T) []processes.Prospect {
	all, err := processes.Foresee(l.ctx, l.p, l.s, l.now, l.w)
	if err != nil {
		rt.Fatal(err)
	}
	return all
}

func (l *life) foreseeStart(rt *rapid.T, typed map[string]any) []processes.Prospect {
	env, form, err := processes.StartEnv(l.ctx, l.p, processes.Action{Actor: "head0", At: l.now}, l.w)
	if err != nil {
		rt.Fatal(err)
	}
	data, err := form.SoFar(env, typed)
	if err != nil {
		rt.Fatal(err)
	}
	all, err := processes.ForeseeStart(l.ctx, l.p, "head0", data, l.now, l.w)
	if err != nil {
		rt.Fatal(err)
	}
	return all
}

// orderly are the outcomes that neither refuse nor give back.
func orderly(step *processes.Step) []processes.Outcome {
	return slices.DeleteFunc(slices.Clone(step.Outcomes()), func(o processes.Outcome) bool {
		return o.ID == "redo" || len(o.Then) > 0 && o.Then[0].Case == processes.Rejected
	})
}

func (l *life) wander(rt *rapid.T, actions int, inOrder bool) {
	for range actions {
		if l.s.Status != processes.Open {
			return
		}
		task := rapid.SampledFrom(l.s.Open).Draw(rt, "task")
		step, _ := l.p.Step(task.Step)
		outcomes := step.Outcomes()
		if inOrder {
			outcomes = orderly(step)
		}
		if err := l.try(processes.Action{
			Kind: processes.DoSubmit, Actor: l.doer(task), Task: task.ID,
			Outcome: rapid.SampledFrom(outcomes).Draw(rt, "outcome").ID,
		}); err != nil {
			rt.Fatal(err)
		}
	}
}

// came are the steps the case has come to since: passed, or open and not open before.
func (l *life) came(since int) map[string]bool {
	came := map[string]bool{}
	for _, tr := range l.all {
		for _, task := range tr.Changes.Opened {
			if task.Step != processes.Start {
				came[task.Step+" "+task.Branch] = came[task.Step+" "+task.Branch] || tr.Seq > since
			}
		}
		for _, v := range tr.Changes.Visits {
			if step, _ := l.p.Step(v.Step); step.Human == nil {
				came[v.Step+" "+v.Branch] = came[v.Step+" "+v.Branch] || tr.Seq > since
			}
		}
	}
	return came
}

func (l *life) compare(rt *rapid.T, foretold []processes.Prospect, visits int, orderly bool, text string) {
	since := 0
	if visits > 0 {
		since = l.s.Path[visits-1].Seq
	}
	came := l.came(since)
	said := map[string]processes.Comes{}
	for _, one := range foretold {
		key := one.Step.ID + " " + one.Branch
		said[key] = one.Comes
		if one.Known && len(one.Persons) == 0 {
			rt.Fatalf("nobody would have %s\n%s", key, text)
		}
		if one.Comes == processes.Sure && orderly && l.s.Status != processes.Open && !came[key] &&
			!strings.Contains(one.Branch, processes.AnyBranch) {
			rt.Fatalf("%s was sure and did not come: %v\n%s", key, came, text)
		}
	}
	for key, yes := range came {
		if !yes {
			continue
		}
		step, branch, _ := strings.Cut(key, " ")
		comes, known := said[key]
		for at := branch; !known && at != ""; { // the branch was not known by its key
			at = at[:max(0, strings.LastIndexByte(at, '/'))]
			comes, known = said[step+" "+at+strings.Repeat("/?", strings.Count(branch, "/")-strings.Count(at, "/"))]
		}
		if any := said[step+" ?"]; !known && any != "" {
			comes, known = any, true
		}
		if comes == processes.Never || !known || orderly && comes == processes.Aside {
			rt.Fatalf("%s was said to be %q (%t) and came\nsaid %v\n%s", key, comes, known, said, text)
		}
	}
}

// TestThePurchaseForetold says what can be told of a purchase as it is typed and as it goes.
func TestThePurchaseForetold(t *testing.T) {
	p := compileFile(t, "definitions/purchase.yaml")
	w := school()
	show := func(all []processes.Prospect) string {
		var parts []string
		for _, one := range all {
			if one.Step.Human == nil || one.Comes == processes.Never || one.Comes == processes.Aside {
				continue
			}
			who := "?"
			if one.Known {
				who = strings.Join(one.Persons, ",")
			}
			part := string(one.Comes) + " " + one.Step.ID
			if one.Branch != "" {
				part += "@" + one.Branch
			}
			parts = append(parts, part+"="+who)
			if len(one.Awaits) > 0 {
				parts[len(parts)-1] += "<" + strings.Join(one.Awaits, ",")
			}
		}
		return strings.Join(parts, " ")
	}
	draft := func(starter, typed string) string {
		t.Helper()
		env, form, err := processes.StartEnv(t.Context(), p, processes.Action{Actor: starter}, w)
		if err != nil {
			t.Fatal(err)
		}
		data, err := form.SoFar(env, typedJSON(t, typed))
		if err != nil {
			t.Fatal(err)
		}
		all, err := processes.ForeseeStart(t.Context(), p, starter, data, newLife(t, p, w).now, w)
		if err != nil {
			t.Fatal(err)
		}
		return show(all)
	}
	const behind = " sure buy=buyer,buyer2 maybe buy_second=buyer,buyer2<buy maybe accept@?=?<buy" +
		" maybe accept_second@?=keeper,keeper2,keeper3<accept maybe accept_service@?=head<buy maybe more@?=buyer,buyer2"
	for name, c := range map[string]struct{ starter, typed, want string }{
		"nothing typed yet": {"head", `{}`, "sure review=director maybe quote=buyer,buyer2<start maybe minutes=director<start" +
			" maybe permit=principal<start,buy" + behind},
		"a small one": {"head", `{"lines": [{"item": "paper", "qty": "1", "price": 2250}]}`, "sure review=director" + behind},
		"a large one": {"head", `{"lines": [{"item": "desk", "qty": "10", "price": 21800}]}`,
			"sure review=director sure quote=buyer,buyer2 sure permit=principal" + behind},
		"the director's own": {"director", `{"lines": [{"item": "paper", "qty": "1", "price": 2250}]}`,
			"sure permit=principal" + strings.ReplaceAll(behind, "=head", "=director")},
	} {
		if got := draft(c.starter, c.typed); got != c.want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, c.want)
		}
	}
	l := newLife(t, p, w)
	l.begin("head", request(line("paper", "4", 2250), line("water", "2", 1200)))
	now := func(want string) {
		t.Helper()
		all, err := processes.Foresee(l.ctx, p, l.s, l.now, w)
		if err != nil {
			t.Fatal(err)
		}
		if got := show(all); got != want {
			t.Errorf("%v:\n%s\nwanted\n%s", l.places(), got, want)
		}
	}
	now(strings.TrimSpace(behind))
	l.do("director", "review", "approve", nil)
	now(strings.TrimPrefix(behind, " sure buy=buyer,buyer2 "))
	l.do("buyer", "buy", "done", l.order("s1"))
	now("sure accept@general=keeper,keeper3" +
		" maybe accept_second@general=keeper,keeper2,keeper3<accept maybe more@general=buyer,buyer2")
	l.do("buyer2", "buy_second", "sign", nil)
	now("maybe accept@general=keeper,keeper3" +
		" maybe accept_second@general=keeper,keeper2,keeper3<accept maybe more@general=buyer,buyer2")
	l.do("keeper", "accept@general", "part", delivery([3]string{"1", "4", ""}))
	now("maybe accept@general=keeper,keeper3" +
		" maybe accept_second@general=keeper2,keeper3<accept maybe more@general=buyer,buyer2")
}

func typedJSON(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out map[string]any
	if err := decoder.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
