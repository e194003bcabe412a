package pages

import (
	"fmt"
	"strings"
	"time"

	"zongwu/processes/picture"
)

// Route is the way of a case as a page shows it: a list to read from top to bottom, and the same as a picture.
type Route struct {
	ID      string // begins the ids of its elements
	Title   string
	Tallies []string // in how many of its branches a step is done
	Stops   []RouteStop
	Never   string // a sentence: which steps this case does not come to, "" for none
	Picture *RoutePicture
	Folded  bool // the picture opens when asked for
}

// RouteStop is one stop on the way.
type RouteStop struct {
	State   string // done, back, said, open, wait, sure, maybe, end
	Title   string
	Word    string   // the state in words, or the outcome that was taken
	Bad     bool     // the outcome refuses, or ends the case badly
	Persons []string // who did it, has it, would have it
	At      time.Time
	Due     *time.Time
	Overdue bool
	Comment string
	Notes   []string // sentences
	Link    string   // to another case
	Undone  bool     // sent back over: it counts no more
	Brief   bool     // all of it in one line
}

// RoutePicture is a drawn route with how a case stands at each step; without a case no step stands in any way.
type RoutePicture struct {
	ID            string
	Title, Desc   string
	Width, Height int
	Lines         []RouteLine
	Nodes         []RouteNode
	Whole         *RoutePicture // every way there is, to open when asked for; nil where this one shows them all
}

// RouteLine is a line of a picture.
type RouteLine struct {
	Path  string // of the line
	Head  string // of its arrow's head
	Skip  bool
	Label *picture.Label
}

// RouteNode is a node of a picture with how the case stands there.
type RouteNode struct {
	picture.Node
	State string // done, bad, open, sure, maybe, never, of the goal reached; "" outside a case
	Says  string // everything about it in words: what a pointer over it shows
	Times int
	Texts []RouteText
	Round int // of its corners
}

// RouteText is one line of text within a picture.
type RouteText struct {
	X, Y    int
	Text    string
	Caption bool
}

// Lines of text within nodes, in units.
const (
	textIn   = 28 // from a box's left
	firstAt  = 21 // a box's first line of text below its top
	nextAt   = 17
	captionY = 16
)

// NewRoutePicture makes what a template draws; state says how the case stands at a step, and that in words. Those words
// one after the other are what the picture tells who does not see it.
func NewRoutePicture(
	lang, id, title string, drawn *picture.Picture, state func(n picture.Node) RouteNode,
) *RoutePicture {
	made := &RoutePicture{ID: id, Title: title, Width: drawn.Width, Height: drawn.Height}
	var told []string
	for _, e := range drawn.Edges {
		made.Lines = append(made.Lines, RouteLine{
			Path: pathOf(e.Points), Head: headOf(e.Points), Skip: e.Skip, Label: e.Label,
		})
	}
	for _, n := range drawn.Nodes {
		node := state(n)
		node.Node = n
		node.Texts, node.Round = textsOf(n), 7
		if n.Shape == picture.Small || n.Shape == picture.Goal {
			node.Round = n.H / 2
		}
		made.Nodes = append(made.Nodes, node)
		if n.Shape == picture.Box && node.Says != "" {
			told = append(told, node.Says)
		}
	}
	made.Desc = Clauses(lang, told)
	return made
}

// pathOf draws a line with its corners rounded a little.
func pathOf(points []picture.Point) string {
	const round = 4
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].X, points[0].Y)
	for i := 1; i < len(points)-1; i++ {
		in, at, out := points[i-1], points[i], points[i+1]
		r := min(round, length(in, at)/2, length(at, out)/2)
		before, after := toward(at, in, r), toward(at, out, r)
		fmt.Fprintf(&b, "L%d %dQ%d %d %d %d", before.X, before.Y, at.X, at.Y, after.X, after.Y)
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, "L%d %d", last.X, last.Y)
	return b.String()
}

// headOf draws an arrow's head where a line ends, pointing as it runs.
func headOf(points []picture.Point) string {
	at, from := points[len(points)-1], points[len(points)-2]
	if at.Y == from.Y { // to where the case ends, beside: no head, the sign says enough
		return ""
	}
	return fmt.Sprintf("M%d %dl-4 -6h8z", at.X, at.Y)
}

func length(a, b picture.Point) int { return max(a.X-b.X, b.X-a.X) + max(a.Y-b.Y, b.Y-a.Y) }

// toward is a point so far from one to another, along the one line they share.
func toward(from, to picture.Point, by int) picture.Point {
	switch {
	case to.X > from.X:
		from.X += by
	case to.X < from.X:
		from.X -= by
	case to.Y > from.Y:
		from.Y += by
	case to.Y < from.Y:
		from.Y -= by
	}
	return from
}

func textsOf(n picture.Node) []RouteText {
	var texts []RouteText
	x, y := n.X+textIn, n.Y+firstAt
	switch n.Shape {
	case picture.Frame:
		x, y = n.X+8, n.Y+17
	case picture.Small:
		x, y = n.X+n.W/2, n.Y+15
	case picture.Goal:
		x, y = n.X+n.W/2, n.Y+20
	case picture.Fork:
		x, y = n.X+n.W+5, n.Y+15
	}
	for i, line := range n.Lines {
		if line != "" {
			texts = append(texts, RouteText{X: x, Y: y + i*nextAt, Text: line, Caption: n.Shape == picture.Small})
		}
	}
	if n.Caption != "" {
		texts = append(texts, RouteText{X: x, Y: y + (len(n.Lines)-1)*nextAt + captionY, Text: n.Caption, Caption: true})
	}
	return texts
}
