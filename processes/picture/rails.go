package picture

import (
	"cmp"
	"slices"
)

// rail is a line beside the items that leads to one of them: every way there shares it.
type rail struct {
	to       int
	from     []int // the items it comes from
	back     bool  // at the left, upwards
	distance int   // how far out it runs, from 0
}

// lay finds the rails of a block and how far out each must run so that none lies upon another. Short ones run close to
// the items, so that long ones cross few of them.
func (b *block) lay() {
	for i, one := range b.items {
		for _, g := range one.goes {
			if g.to == i+1 {
				continue
			}
			back := g.to <= i
			at := slices.IndexFunc(b.rails, func(r *rail) bool { return r.to == g.to && r.back == back })
			if at < 0 {
				b.rails = append(b.rails, &rail{to: g.to, back: back})
				at = len(b.rails) - 1
			}
			b.rails[at].from = append(b.rails[at].from, i)
		}
	}
	slices.SortStableFunc(b.rails, func(x, y *rail) int {
		xFrom, xTo := x.span()
		yFrom, yTo := y.span()
		return cmp.Or(cmp.Compare(xTo-xFrom, yTo-yFrom), cmp.Compare(xFrom, yFrom))
	})
	for i, r := range b.rails {
		for slices.ContainsFunc(b.rails[:i], func(o *rail) bool {
			return o.back == r.back && o.distance == r.distance && o.beside(r)
		}) {
			r.distance++
		}
		if r.back {
			b.left = max(b.left, r.distance+1)
		} else {
			b.right = max(b.right, r.distance+1)
		}
	}
}

// span are the first and last item a rail runs along.
func (r *rail) span() (first, last int) {
	return min(r.to, slices.Min(r.from)), max(r.to, slices.Max(r.from))
}

func (r *rail) beside(o *rail) bool {
	first, last := r.span()
	oFirst, oLast := o.span()
	return first <= oLast && oFirst <= last
}

// rail finds the line of a way.
func (b *block) rail(from int, g going) *rail {
	i := slices.IndexFunc(b.rails, func(r *rail) bool { return r.to == g.to && r.back == (g.to <= from) })
	return b.rails[i]
}
