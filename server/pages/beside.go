package pages

// Beside is what somebody should know who decides: what is doubtful first, the rest in the definition's order.
type Beside struct {
	Doubts []Doubt
	Known  []Known
}

// Known is a table, or the single facts between two of them.
type Known struct {
	Table *Box
	Count int // of the table's rows, some of which may be left out
	Facts []Box
}

// Left is how many rows are left out.
func (k Known) Left() int { return k.Count - len(k.Table.Rows) }

// Add puts one more field behind the others.
func (b *Beside) Add(box Box) {
	last := len(b.Known) - 1
	switch {
	case box.Field.Type == "table":
		known := Known{Table: &box, Count: len(box.Rows)}
		box.Rows = box.Rows[:min(len(box.Rows), mostRows)]
		b.Known = append(b.Known, known)
	case last >= 0 && b.Known[last].Table == nil:
		b.Known[last].Facts = append(b.Known[last].Facts, box)
	default:
		b.Known = append(b.Known, Known{Facts: []Box{box}})
	}
}

// Doubt is a warning, with the first of the cases it speaks of, and how many more there are.
type Doubt struct {
	Text  string
	Cases []Link
	More  int
}

// What is read of many rows, and led to of many cases.
const (
	mostRows  = 20
	mostLinks = 4
)

// NewDoubt is a warning that speaks of some cases.
func NewDoubt(text string, about []Link) Doubt {
	shown := min(len(about), mostLinks)
	return Doubt{Text: text, Cases: about[:shown], More: len(about) - shown}
}

// Parts are the values of a field that holds several, each for reading.
func (b Box) Parts() []string {
	parts := make([]string, 0, len(b.Field.Items))
	for _, item := range b.Field.Items {
		parts = append(parts, item.Shown)
	}
	return parts
}

// atOnce is how many rows are read at a glance.
const atOnce = 6

// Folded says that a table is shown only when it is asked for.
func (b Box) Folded() bool { return b.Field.Fold || len(b.Rows) > atOnce }

// Narrow says that a table fits a telephone as it is: two columns beside the rows' names, and ticks.
func (b Box) Narrow() bool { return b.columns(false) <= 2 }

// Spreads says that a table wants the whole width of a wide page.
func (b Box) Spreads() bool { return b.columns(true) > 3 }

// columns counts those that take room, with those a telephone leaves out or without.
func (b Box) columns(all bool) int {
	n := 0
	for _, column := range b.Field.Columns {
		if column.Type != "bool" && (all || !column.Fold) {
			n++
		}
	}
	return n
}
