package processes_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/picture"
)

// TestUsualPicturesOfRandomProcesses: whatever a definition says and wherever a case stands, the usual picture is
// sound, says nothing that the whole one does not, leaves out nothing that is open or done, and every step in it can be
// come to.
func TestUsualPicturesOfRandomProcesses(t *testing.T) {
	declared := roles(t)
	rapid.Check(t, func(rt *rapid.T) {
		l, text, data := randomLife(t, rt, declared, 2)
		l.begin("head0", data)
		l.wander(rt, rapid.IntRange(0, 25).Draw(rt, "actions"), rapid.Bool().Draw(rt, "orderly"))
		course, err := processes.Chart(l.ctx, l.p, l.s, l.now, l.w)
		if err != nil {
			rt.Fatal(err)
		}
		if wrong := l.usualFlaws(course); len(wrong) > 0 {
			rt.Fatalf("%v\n%s\n%s", l.places(), strings.Join(wrong, "\n"), text)
		}
		if course, err = processes.ChartProcess(l.ctx, l.p, l.now, l.w); err != nil {
			rt.Fatal(err)
		}
		l.s = processes.State{}
		if wrong := l.usualFlaws(course); len(wrong) > 0 {
			rt.Fatalf("of no case: %s\n%s", strings.Join(wrong, "\n"), text)
		}
	})
}

func (l *life) usualFlaws(course *processes.Course) []string {
	whole := picture.Draw(l.p, picture.Style{Lang: forms.English})
	drawn := picture.Draw(l.p, picture.Style{Lang: forms.English, Course: course})
	byID := map[string]picture.Node{}
	for _, n := range drawn.Nodes {
		byID[n.ID] = n
	}
	wrong := layoutFlaws(drawn, byID)
	if again := picture.Draw(l.p, picture.Style{Lang: forms.English, Course: course}); !reflect.DeepEqual(drawn, again) {
		wrong = append(wrong, "drawn twice it is another picture")
	}
	begins := map[string]bool{} // a lane, where no line is needed
	for _, s := range l.p.All() {
		for _, b := range s.Blocks {
			if entries := course.Entries(b); len(entries) == 1 {
				begins[entries[0].Step] = true
			}
		}
	}
	shown := map[string]bool{}
	for _, n := range drawn.Nodes {
		for _, id := range n.Steps {
			shown[id] = true
			if !slices.ContainsFunc(whole.Nodes, func(w picture.Node) bool { return slices.Contains(w.Steps, id) }) {
				wrong = append(wrong, id+" is not in the whole picture")
			}
			if id != processes.Start && !begins[id] && !slices.ContainsFunc(drawn.Edges, func(e picture.Edge) bool {
				return e.To == n.ID && e.From != n.ID
			}) {
				wrong = append(wrong, "no line leads to "+id)
			}
		}
	}
	for _, e := range drawn.Edges {
		if !leadsThrough(whole, shown, byID[e.From], byID[e.To]) {
			wrong = append(wrong, "the whole picture knows no way from "+e.From+" to "+e.To)
		}
	}
	for _, v := range l.s.Path {
		if step, ok := l.p.Step(v.Step); ok && !v.Undone && step.Human != nil && v.Step != processes.Start && !shown[v.Step] {
			wrong = append(wrong, v.Step+" was done and is not shown")
		}
	}
	for _, task := range l.s.Open {
		if task.Step != processes.Start && !shown[task.Step] {
			wrong = append(wrong, task.Step+" is open and not shown")
		}
	}
	return wrong
}

// leadsThrough says that the whole picture has a way between two nodes past none that both show.
func leadsThrough(whole *picture.Picture, shown map[string]bool, from, to picture.Node) bool {
	if from.Shape == picture.Join || from.Shape == picture.Frame && to.Y < from.Y+from.H && to.Y > from.Y {
		return true // where a block begins: lanes below each other have no line there
	}
	stands := func(n picture.Node) bool {
		return slices.ContainsFunc(n.Steps, func(id string) bool { return shown[id] })
	}
	byID := map[string]picture.Node{}
	for _, n := range whole.Nodes {
		byID[n.ID] = n
	}
	met := map[string]bool{}
	var goes func(id string) bool
	goes = func(id string) bool {
		if met[id] {
			return false
		}
		met[id] = true
		n := byID[id]
		// out of a block the whole picture draws no line where all ways end alike
		if slices.Equal(n.Steps, to.Steps) && n.Shape == to.Shape && n.Status == to.Status || to.Shape == picture.Join && !stands(n) {
			return true
		}
		return !stands(n) && slices.ContainsFunc(whole.Edges, func(e picture.Edge) bool { return e.From == id && goes(e.To) })
	}
	return slices.ContainsFunc(whole.Nodes, func(n picture.Node) bool {
		return slices.Equal(n.Steps, from.Steps) && n.Shape == from.Shape &&
			slices.ContainsFunc(whole.Edges, func(e picture.Edge) bool { return e.From == n.ID && goes(e.To) })
	})
}

// way is a picture in one line: every place with those its lines lead to.
func way(drawn *picture.Picture) string {
	var parts []string
	for _, n := range drawn.Nodes {
		var to []string
		for _, e := range drawn.Edges {
			if e.From == n.ID {
				to = append(to, e.To)
			}
		}
		if n.Shape != picture.Goal && n.Shape != picture.Stop {
			parts = append(parts, n.ID+" → "+strings.Join(to, ", "))
		}
	}
	return strings.Join(parts, "; ")
}

func TestTheUsualWayOfAPurchase(t *testing.T) {
	cheap := line("paper", "10", 50_00)
	const ordered = "start → review; review → buy; buy → receive; "
	for name, c := range map[string]struct {
		asked map[string]any
		moves func(l *life)
		want  string
	}{
		"at its start": {request(cheap), func(*life) {},
			"start → review; review → buy; buy → buy_second; buy_second → receive; receive → accept, finish; " +
				"accept → accept_second; accept_second → accept_service; accept_service → ; finish → done, settle; settle → done"},
		"urgent, bought before it is approved": {urgent(cheap), func(l *life) {
			l.do("buyer", "buy", "done", l.order("s1"))
		}, "start → open; open → buy, review; review → receive; buy → receive; receive → accept, settle; " +
			"accept → accept_second; accept_second → ; settle → done"},
		"the order went back": {request(cheap), func(l *life) {
			l.do("director", "review", "approve", nil)
			l.do("buyer", "buy", "done", l.ordered("s1", map[string]int{"1": 60_00}, nil))
		}, "start → review; review → receive, buy; buy → review; receive → accept, settle; " +
			"accept → accept_second; accept_second → ; settle → done"},
		"part of it came": {request(cheap), func(l *life) {
			l.do("director", "review", "approve", nil)
			l.do("buyer", "buy", "done", l.order("s1"))
			l.do("keeper", "accept@general", "part", delivery([3]string{"1", "4", ""}))
		}, ordered + "receive → accept, settle; accept → accept_second, more; accept_second → accept/join; " +
			"more → accept; accept/join → ; settle → done"},
		"done": {request(cheap), func(l *life) {
			l.do("director", "review", "approve", nil)
			l.do("buyer", "buy", "done", l.order("s1"))
			l.do("keeper", "accept@general", "accept", delivery([3]string{"1", "10", ""}))
		}, ordered + "receive → accept, settle; accept → ; settle → done"},
		"refused": {request(cheap), func(l *life) { l.do("director", "review", "reject", nil) },
			"start → review; review → review/rejected"},
	} {
		l := purchase(t)
		l.begin("head", c.asked)
		c.moves(l)
		course, err := processes.Chart(l.ctx, l.p, l.s, l.now, l.w)
		if err != nil {
			t.Fatal(err)
		}
		if got := way(picture.Draw(l.p, picture.Style{Lang: forms.English, Course: course})); got != c.want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, c.want)
		}
	}
}

// TestTheUsualWayOfNoCase: nothing is known of whoever will begin it, nor of what will be asked for.
func TestTheUsualWayOfNoCase(t *testing.T) {
	l := purchase(t)
	course, err := processes.ChartProcess(l.ctx, l.p, l.now, l.w)
	if err != nil {
		t.Fatal(err)
	}
	var doubtful []string
	for _, n := range picture.Draw(l.p, picture.Style{Lang: forms.English, Course: course}).Nodes {
		if n.Conditional {
			doubtful = append(doubtful, n.ID)
		}
	}
	want := []string{"review", "quote", "minutes", "permit", "buy_second", "accept", "accept_second", "accept_service"}
	if !slices.Equal(doubtful, want) {
		t.Errorf("in doubt are %v, wanted %v", doubtful, want)
	}
}
