package picture

// Distances, in units.
const (
	margin     = 8
	gap        = 22 // between items: room for a line to come in from the side
	railGap    = 9
	stopRoom   = 22
	stopSize   = 14
	pad        = 8  // of frames
	head       = 24 // of frames: their title
	laneGap    = 8
	leastBox   = 96
	mostBox    = 212
	lineHeight = 17
	textLeft   = 28 // of boxes: room for how the case stands there
	textRight  = 8
	goalWidth  = 96
)

// drawing collects what has found its place.
type drawing struct {
	picture *Picture
}

// sides is the room beside a block's items.
func (b *block) sides() (left, right int) {
	if b.left > 0 {
		left = b.left*railGap + 3
	}
	if b.right > 0 {
		right = b.right*railGap + 3
	}
	if b.stops {
		right += stopRoom
	}
	return left, right
}

// least is how narrow a block can be.
func (b *block) least() int {
	left, right := b.sides()
	content := leastBox
	for _, one := range b.items {
		for _, lane := range one.lanes { // lanes may stand below each other
			content = max(content, lane.least()+2*pad+one.lanePad())
		}
	}
	return left + content + right
}

// lanePad is the room around lanes that stand below each other.
func (one *item) lanePad() int {
	if len(one.lanes) > 1 {
		return 2 * pad
	}
	return 0
}

// block puts a block into a width and gives where it ends.
func (d *drawing) block(b *block, x, y, width int) int {
	left, right := b.sides()
	x0, content := x+left, width-left-right
	middle := x0 + content/2
	for _, one := range b.items {
		y = d.item(one, x0, y, content) + gap
	}
	for i, one := range b.items {
		for _, g := range one.goes {
			d.edge(b, i, g, middle, x0, x0+content+stopOf(b))
		}
		d.stops(one)
	}
	return y - gap
}

func stopOf(b *block) int {
	if b.stops {
		return stopRoom
	}
	return 0
}

// item puts one item, and what stands in it, and gives where it ends.
func (d *drawing) item(one *item, x, y, width int) int {
	n := &one.node
	n.Y, n.W = y, min(width, mostBox)
	switch n.Shape {
	case Frame:
		n.X, n.W = x, width
		n.Lines = []string{Clip(one.text, titleSize, width-2*pad)}
		at := len(d.picture.Nodes)
		d.picture.Nodes = append(d.picture.Nodes, *n)
		n.H = d.lanes(one, x+pad, y+head, width-2*pad) - y
		d.picture.Nodes[at] = *n
		return y + n.H
	case Fork:
		n.W, n.H = 22, 22
		n.Lines = []string{one.text}
	case Join:
		n.W, n.H = 8, 8
	case Goal:
		n.W, n.H, n.Lines = goalWidth, 30, []string{one.text}
	case Small:
		n.W, n.H = min(width, wide(one.text, captionSize)+26), 22
		n.Lines = []string{Clip(one.text, captionSize, n.W-20)}
	default:
		n.Lines = wrap(one.text, titleSize, n.W-textLeft-textRight)
		n.Caption = Clip(n.Caption, captionSize, n.W-textLeft-textRight)
		n.H = lineHeight*len(n.Lines) + 15
		if n.Caption != "" {
			n.H += 15
		}
	}
	n.X = x + (width-n.W)/2
	d.picture.Nodes = append(d.picture.Nodes, *n)
	return max(y+n.H, one.stop(len(one.stops)))
}

// lanes puts the blocks of a frame beside each other where there is room, else below each other.
func (d *drawing) lanes(one *item, x, y, width int) int {
	needed := laneGap * (len(one.lanes) - 1)
	for _, lane := range one.lanes {
		needed += lane.least()
	}
	if needed > width && len(one.lanes) > 1 {
		return d.below(one, x, y, width)
	}
	spare, end := (width-needed)/len(one.lanes), y
	for _, lane := range one.lanes {
		w := lane.least() + spare
		end = max(end, d.block(lane, x, y+gap-6, w))
		first := &lane.items[0].node
		d.picture.Edges = append(d.picture.Edges, Edge{
			From: one.node.ID, To: first.ID,
			Points: []Point{{first.X + first.W/2, y}, {first.X + first.W/2, first.Y}},
		})
		x += w + laneGap
	}
	return end + pad
}

func (d *drawing) below(one *item, x, y, width int) int {
	for _, lane := range one.lanes {
		at := len(d.picture.Nodes)
		d.picture.Nodes = append(d.picture.Nodes, Node{
			ID: lane.items[0].node.ID + "/lane", Shape: Lane, X: x, Y: y, W: width,
		})
		end := d.block(lane, x+pad, y+gap-6, width-2*pad) + pad
		d.picture.Nodes[at].H = end - y
		y = end + laneGap
	}
	return y - laneGap + pad
}

// edge draws a way: straight down to the next item, or out to a rail, along it, and in above the item it leads to.
func (d *drawing) edge(b *block, from int, g going, middle, leftmost, rightmost int) {
	source, target := &b.items[from].node, &b.items[g.to].node
	e := Edge{From: source.ID, To: target.ID, Outcomes: g.outcomes, Skip: g.skip, Back: g.to <= from}
	if g.to == from+1 {
		e.Points = []Point{{middle, source.Y + source.H}, {middle, target.Y}}
		d.picture.Edges = append(d.picture.Edges, e)
		return
	}
	r := b.rail(from, g)
	out, side, y := leftmost-(r.distance+1)*railGap, source.X, source.Y+source.H/2
	if !e.Back {
		out, side, y = rightmost+(r.distance+1)*railGap, source.X+source.W, source.Y+source.H*3/4
	}
	in := target.Y - gap/2
	e.Points = []Point{{side, y}, {out, y}, {out, in}, {middle, in}, {middle, target.Y}}
	if source.Shape == Fork && !e.Back { // by its lower corner: at the right one the case may end
		y = source.Y + source.H + 6
		e.Points = append([]Point{{middle, source.Y + source.H}, {middle, y}}, e.Points[1:]...)
		e.Points[2].Y = y
	}
	e.Label = d.label(g, e, Point{side, y}, leftmost-railGap, rightmost+railGap)
	d.picture.Edges = append(d.picture.Edges, e)
}

// label stands above a line where it leaves its node, if it fits between the node and the nearest rail; an outcome that
// leads to several steps has one label.
func (d *drawing) label(g going, e Edge, from Point, left, right int) *Label {
	made := &Label{Text: g.label, At: Point{from.X - 4, from.Y - 4}, End: true}
	room := from.X - left - 6
	if !e.Back {
		made.At.X, made.End, room = from.X+4, false, right-from.X-6
	}
	for _, other := range d.picture.Edges {
		if other.Label != nil && *other.Label == *made {
			return nil
		}
	}
	if g.label == "" || wide(g.label, labelSize) > room {
		return nil
	}
	return made
}

// stops draws where an item may end the case at once: beside it.
func (d *drawing) stops(one *item) {
	n := one.node
	for i, status := range one.stops {
		stop := Node{
			ID: n.ID + "/" + string(status), Shape: Stop, Status: status, W: stopSize, H: stopSize,
			X: n.X + n.W + stopRoom - stopSize, Y: one.stop(i),
		}
		d.picture.Nodes = append(d.picture.Nodes, stop)
		y := stop.Y + stopSize/2
		e := Edge{From: n.ID, To: stop.ID, Points: []Point{{n.X + n.W, y}, {stop.X, y}}}
		if y > n.Y+n.H || n.Shape == Fork && i > 0 {
			y = n.Y + n.H*3/4
			e.Points = []Point{{n.X + n.W, y}, {stop.X + stopSize/2, y}, {stop.X + stopSize/2, stop.Y}}
		}
		d.picture.Edges = append(d.picture.Edges, e)
	}
}

// stop is how far down the end beside an item stands.
func (one *item) stop(i int) int {
	n := one.node
	y := n.Y + n.H/4
	if n.Shape == Fork {
		y = n.Y + n.H/2
	}
	return y - stopSize/2 + i*(stopSize+2)
}
