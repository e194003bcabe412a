package processes_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/picture"
)

func caption(*processes.Step) string { return "王德厚、张建民、李玉梅、刘志强" }

// TestPicturesOfRandomProcesses: whatever a definition says, its picture is sound.
func TestPicturesOfRandomProcesses(t *testing.T) {
	declared := roles(t)
	rapid.Check(t, func(rt *rapid.T) {
		g := &generator{t: rt, few: map[string]bool{}}
		text := g.definition()
		p, problems := processes.Compile("random.yaml", []byte(text), declared)
		if p == nil {
			rt.Fatalf("%s\n%s", problems.Error(), text)
		}
		style := picture.Style{Lang: rapid.SampledFrom([]string{forms.Chinese, forms.English}).Draw(rt, "lang")}
		if rapid.Bool().Draw(rt, "captions") {
			style.Caption = caption
		}
		drawn := picture.Draw(p, style)
		if wrong := flaws(p, drawn); len(wrong) > 0 {
			rt.Fatalf("%s\n%s", strings.Join(wrong, "\n"), text)
		}
		if drawn.Width != picture.Width { // nested two deep a telephone suffices
			rt.Fatalf("it is %d wide\n%s", drawn.Width, text)
		}
		if !reflect.DeepEqual(drawn, picture.Draw(p, style)) {
			rt.Fatalf("drawn twice it is another picture\n%s", text)
		}
	})
}

func TestPicturesOfTheCatalogue(t *testing.T) {
	for file, shapes := range map[string]map[picture.Shape]int{
		"definitions/purchase.yaml": {
			picture.Frame: 1, picture.Box: 13, picture.Fork: 10, picture.Small: 6, picture.Goal: 1, picture.Stop: 3, picture.Join: 1,
		},
		"../e2e/testdata/room_repair.yaml": {picture.Frame: 3, picture.Box: 9, picture.Small: 2, picture.Fork: 1, picture.Goal: 1, picture.Stop: 2},
		"../e2e/testdata/key_loan.yaml":    {picture.Box: 2, picture.Goal: 1},
	} {
		p := compileFile(t, file)
		drawn := picture.Draw(p, picture.Style{Lang: forms.English, Caption: caption})
		if wrong := flaws(p, drawn); len(wrong) > 0 {
			t.Errorf("%s: %s", file, strings.Join(wrong, "\n"))
		}
		if drawn.Width != picture.Width {
			t.Errorf("%s is %d wide", file, drawn.Width)
		}
		got := map[picture.Shape]int{}
		for _, n := range drawn.Nodes {
			got[n.Shape]++
		}
		if !reflect.DeepEqual(got, shapes) {
			t.Errorf("%s is drawn as %v", file, got)
		}
	}
}

// TestFramesWithinFrames: what a telephone has no room for makes the picture wider, and nothing else.
func TestFramesWithinFrames(t *testing.T) {
	text := strings.Replace(sound, "  - {id: two, kind: sign, by: {role: buyer}, except: [one]}\n", "", 1)
	indent := "  "
	for i := range 17 {
		text += fmt.Sprintf("%s- id: e%d\n%s  kind: each\n%s  rows: start.lines\n%s  steps:\n", indent, i, indent, indent, indent)
		indent += "    "
	}
	text += indent + "- {id: two, kind: sign, title: {zh: 很长很长很长很长很长很长很长很长的标题}, by: starter}\n"
	p, problems := processes.Compile("deep.yaml", []byte(text), roles(t))
	if p == nil {
		t.Fatal(problems.Error())
	}
	drawn := picture.Draw(p, picture.Style{Lang: forms.Chinese, Caption: caption})
	if wrong := flaws(p, drawn); len(wrong) > 0 || drawn.Width <= picture.Width {
		t.Errorf("%d wide: %v", drawn.Width, wrong)
	}
}

// flaws are what is wrong with a picture.
func flaws(p *processes.Process, drawn *picture.Picture) []string {
	byID, shown := map[string]picture.Node{}, map[string]int{}
	for _, n := range drawn.Nodes {
		byID[n.ID] = n
		for _, id := range n.Steps {
			shown[id]++
		}
	}
	wrong := layoutFlaws(drawn, byID)
	for _, s := range append(p.All(), p.Begin) {
		if shown[s.ID] != 1 {
			wrong = append(wrong, fmt.Sprintf("step %s is shown %d times", s.ID, shown[s.ID]))
		}
	}
	return append(wrong, missingEdges(p, drawn, byID)...)
}

// layoutFlaws are what is wrong with where things stand, whatever they are.
func layoutFlaws(drawn *picture.Picture, byID map[string]picture.Node) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	seen := map[string]bool{}
	for _, n := range drawn.Nodes {
		if seen[n.ID] {
			say("%s stands there twice", n.ID)
		}
		seen[n.ID] = true
		if n.X < 0 || n.Y < 0 || n.W <= 0 || n.H <= 0 || n.X+n.W > drawn.Width || n.Y+n.H > drawn.Height {
			say("%s lies outside: %d,%d %dx%d of %dx%d", n.ID, n.X, n.Y, n.W, n.H, drawn.Width, drawn.Height)
		}
	}
	for i, a := range drawn.Nodes {
		for _, b := range drawn.Nodes[i+1:] {
			apart := a.X+a.W <= b.X || b.X+b.W <= a.X || a.Y+a.H <= b.Y || b.Y+b.H <= a.Y
			holds := (a.Shape == picture.Frame || a.Shape == picture.Lane) &&
				a.X <= b.X && b.X+b.W <= a.X+a.W && a.Y <= b.Y && b.Y+b.H <= a.Y+a.H
			if !apart && !holds {
				say("%s and %s lie upon each other", a.ID, b.ID)
			}
		}
	}
	for _, e := range drawn.Edges {
		wrong = append(wrong, edgeFlaws(drawn, e, byID)...)
	}
	return wrong
}

func edgeFlaws(drawn *picture.Picture, e picture.Edge, byID map[string]picture.Node) []string {
	var wrong []string
	say := func(format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf(e.From+" → "+e.To+": "+format, args...))
	}
	from, to := byID[e.From], byID[e.To]
	if from.ID == "" || to.ID == "" || len(e.Points) < 2 {
		say("it leads nowhere")
		return wrong
	}
	edge := func(n picture.Node, at picture.Point) bool {
		return at.X >= n.X && at.X <= n.X+n.W && at.Y >= n.Y && at.Y <= n.Y+n.H
	}
	if !edge(from, e.Points[0]) || !edge(to, e.Points[len(e.Points)-1]) {
		say("it ends beside its nodes: %v", e.Points)
	}
	for i, at := range e.Points {
		if at.X < 0 || at.Y < 0 || at.X > drawn.Width || at.Y > drawn.Height {
			say("it leaves the picture at %v", at)
		}
		if i > 0 && at.X != e.Points[i-1].X && at.Y != e.Points[i-1].Y {
			say("it runs aslant from %v to %v", e.Points[i-1], at)
		}
		if i == 0 {
			continue
		}
		for _, n := range drawn.Nodes {
			if n.ID != e.From && n.ID != e.To && n.Shape != picture.Frame && n.Shape != picture.Lane &&
				crosses(n, e.Points[i-1], at) {
				say("it runs through %s", n.ID)
			}
		}
	}
	return wrong
}

// crosses says whether a line runs through the inside of a node.
func crosses(n picture.Node, a, b picture.Point) bool {
	return max(a.X, b.X) > n.X && min(a.X, b.X) < n.X+n.W && max(a.Y, b.Y) > n.Y && min(a.Y, b.Y) < n.Y+n.H
}

// missingEdges are ways of the process the picture does not show.
func missingEdges(p *processes.Process, drawn *picture.Picture, byID map[string]picture.Node) []string {
	nodeOf := map[string]string{}
	for _, n := range drawn.Nodes {
		for _, id := range n.Steps {
			nodeOf[id] = n.ID
		}
	}
	leads := func(from, to string) bool {
		return slices.ContainsFunc(drawn.Edges, func(e picture.Edge) bool {
			return e.From == from && (e.To == to || to == "" && byID[e.To].Steps == nil)
		})
	}
	var wrong []string
	for _, s := range p.All() {
		for _, way := range s.Ways() {
			for _, target := range way.To {
				to := nodeOf[target.Step]
				inner := len(s.Inside()) > 0 && target.End // the last item of a block needs no line out of it
				if !inner && !leads(nodeOf[s.ID], to) {
					wrong = append(wrong, fmt.Sprintf("%s does not lead to %v", s.ID, target))
				}
			}
		}
	}
	return wrong
}

// TestDrawForEyes writes pictures to look at when asked to: PICTURES=/tmp/pictures go test -run DrawForEyes.
func TestDrawForEyes(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES names no folder")
	}
	for name, file := range map[string]string{
		"purchase": "definitions/purchase.yaml", "repair": "../e2e/testdata/room_repair.yaml", "key": "../e2e/testdata/key_loan.yaml",
	} {
		for _, lang := range []string{forms.Chinese, forms.English} {
			writeSVG(t, dir+"/"+name+"."+lang+".svg", picture.Draw(compileFile(t, file), picture.Style{Lang: lang, Caption: caption}))
		}
	}
	n := 0
	declared := roles(t)
	rapid.Check(t, func(rt *rapid.T) {
		g := &generator{t: rt, few: map[string]bool{}}
		if p, _ := processes.Compile("random.yaml", []byte(g.definition()), declared); p != nil && n < 12 && len(p.All()) > 10 {
			n++
			writeSVG(t, fmt.Sprintf("%s/random%d.svg", dir, n), picture.Draw(p, picture.Style{}))
		}
	})
}

func writeSVG(t *testing.T, file string, d *picture.Picture) {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="Noto Sans CJK SC, sans-serif"><rect width="100%%" height="100%%" fill="#fff"/>`, d.Width, d.Height, d.Width, d.Height)
	for _, e := range d.Edges {
		b.WriteString(`<polyline fill="none" stroke="#87909b" points="`)
		for _, at := range e.Points {
			fmt.Fprintf(&b, "%d,%d ", at.X, at.Y)
		}
		b.WriteString(`"/>`)
		last, before := e.Points[len(e.Points)-1], e.Points[len(e.Points)-2]
		if before.X == last.X {
			fmt.Fprintf(&b, `<path fill="#87909b" d="M%d %d l-4 -6 h8 z"/>`, last.X, last.Y)
		}
		if e.Label != nil {
			anchor := "start"
			if e.Label.End {
				anchor = "end"
			}
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="11" fill="#55606c" text-anchor="%s">%s</text>`, e.Label.At.X, e.Label.At.Y, anchor, e.Label.Text)
		}
	}
	for _, n := range d.Nodes {
		dash, radius, fill := "", 6, "#fff"
		if n.Conditional {
			dash = ` stroke-dasharray="4 3"`
		}
		switch n.Shape {
		case picture.Frame, picture.Lane:
			fill = "none"
		case picture.Small, picture.Goal:
			radius, fill = n.H/2, "#f0f2f4"
		case picture.Stop:
			radius, fill = 7, "#fcebe9"
		}
		if n.Shape == picture.Fork {
			fmt.Fprintf(&b, `<path fill="#fff" stroke="#87909b" d="M%d %d l11 11 l-11 11 l-11 -11z"%s/>`, n.X+11, n.Y, dash)
		} else {
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="%s" stroke="#87909b"%s/>`, n.X, n.Y, n.W, n.H, radius, fill, dash)
		}
		x, y, size := n.X+28, n.Y+21, 13
		if n.Shape == picture.Small {
			x, y, size = n.X+10, n.Y+15, 11
		}
		if n.Shape == picture.Frame {
			x, y = n.X+8, n.Y+17
		}
		for _, text := range n.Lines {
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d">%s</text>`, x, y, size, text)
			y += 17
		}
		if n.Caption != "" {
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="11" fill="#55606c">%s</text>`, x, y, n.Caption)
		}
	}
	b.WriteString("</svg>")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
