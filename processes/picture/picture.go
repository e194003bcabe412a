package picture

import "zongwu/processes"

// Width is what a picture is laid out for, in units of about a pixel: the narrowest telephone.
const Width = 360

// Picture is a route laid out. Frames come before what stands in them.
type Picture struct {
	Width, Height int
	Nodes         []Node
	Edges         []Edge
}

// Shape is how a node looks.
type Shape string

// The shapes.
const (
	Box   Shape = "box"   // people do something, or the case waits
	Small Shape = "small" // the engine does something; several such steps are one
	Fork  Shape = "fork"  // the engine chooses
	Frame Shape = "frame" // steps for each of several things, or side by side
	Lane  Shape = "lane"  // one list of steps of a parallel, where they stand below each other
	Join  Shape = "join"  // ways come together
	Stop  Shape = "stop"  // the case ends at once; without a status this way alone does
	Goal  Shape = "goal"  // the case is done
)

// Node is something a line can lead to.
type Node struct {
	ID          string
	Shape       Shape
	Steps       []string // the steps it stands for; none for joins, stops, the goal
	Kind        string   // of its step
	X, Y, W, H  int
	Lines       []string // its title
	Caption     string   // one line more
	Conditional bool     // its step may be skipped
	Status      processes.Status
}

// Edge is a way from a node to another.
type Edge struct {
	From, To string
	Points   []Point
	Outcomes []string // those that take it
	Label    *Label
	Back     bool // to an earlier step, or the same
	Skip     bool // taken only where the step is skipped
}

// Label is what stands beside a line.
type Label struct {
	Text string
	At   Point
	End  bool // it ends there, else it begins there
}

// Point is a place.
type Point struct{ X, Y int }

// Style is what a picture says beside its lines, in one language.
type Style struct {
	Lang string
	// Caption is a step's second line, "" for none; nil for none at all.
	Caption func(step *processes.Step) string
	// Course is the usual way: nothing else is drawn. Without it every way is.
	Course *processes.Course
}

// Draw lays out a process.
func Draw(p *processes.Process, style Style) *Picture {
	b := &builder{style: style}
	root := b.root(p)
	d := &drawing{picture: &Picture{}}
	width := max(Width, root.least()+2*margin)
	height := d.block(root, margin, margin, width-2*margin)
	d.picture.Width, d.picture.Height = width, height+margin
	return d.picture
}
