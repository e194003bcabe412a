package pages

import (
	"strconv"
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// Gallery is every part of a page on canned data: what one looks at when a part is changed, and what tests look at.
type Gallery struct {
	Empty, Wrong Entry // a form of every kind of field: as it opens, and as it comes back
	Read         Paper
	Queue        QueuePage
	Cards        []Card
	Case         CasePage
	Book, None   BookTable
	Bar          BudgetBar
	Tabs         []Tab
	Beside       Beside
	Decided      []Decided
	States       []processes.Status
}

// canned makes the gallery's data in one language.
type canned struct {
	words Words
	lang  string
	now   time.Time
}

// NewGallery fills the gallery. The way of a case is the caller's: it is drawn from a definition.
func (s *Site) NewGallery(lang string, now time.Time, route *Route) Gallery {
	c := canned{words: s.Words, lang: lang, now: now}
	g := Gallery{
		Empty: c.entry("empty", false), Wrong: c.entry("wrong", true), Cards: c.cards(), Case: c.caseOf(route),
		Book: c.book(), None: BookTable{None: s.Words.Say(lang, "cases.none")},
		Bar: NewBudgetBar(forms.Money(900000), forms.Money(120000), forms.Money(415050), forms.Money(364950)),
		States: []processes.Status{
			processes.Open, processes.Done, processes.Rejected, processes.Withdrawn, processes.Cancelled,
		},
		Tabs: []Tab{{Href: "/admin/gallery", Label: c.say("title"), Here: true}, {Href: "/admin", Label: c.say("lists")}},
		Decided: []Decided{
			{Number: cannedNumber, Said: c.sample("agree")}, {Number: cannedNumber, Why: c.sample("doubt")},
		},
	}
	g.Queue.Filters = []Filter{
		{Href: "/admin/gallery", Label: c.sample("process"), Icon: "box", Count: 12, Chosen: true},
		{Href: "/admin/gallery", Label: c.sample("late"), Count: 1, Late: true},
	}
	g.Queue.All = len(g.Cards)
	for _, kind := range []string{"text", "money", "date", "person"} {
		g.Read.Parts = append(g.Read.Parts, PaperPart{Title: c.kind(kind), Blocks: Ruled([]Box{c.shown("read", kind)})})
	}
	g.Beside = *c.beside("beside")
	return g
}

const cannedNumber = "LY-2026-0012"

func (c canned) say(key string) string    { return c.words.Say(c.lang, "gallery."+key) }
func (c canned) sample(key string) string { return c.words.Say(c.lang, "gallery.sample."+key) }
func (c canned) kind(key string) string   { return c.words.Say(c.lang, "gallery.kind."+key) }

// kinds of fields, in the order the documentation has them; what a picker searches is the school's own.
func kinds() []string {
	return []string{
		"note", "text", "longtext", "integer", "decimal", "money", "date", "time", "datetime", "bool", "choice", "choices",
		"person", "department", "room", "store", "item", "asset", "supplier", "subject", "category", "price", "case", "row",
		"rating", "file", "photo", "signature", "table",
	}
}

// entry is a form with a field of every kind.
func (c canned) entry(id string, wrong bool) Entry {
	e := Entry{
		ID: id, Action: "/admin/gallery", Prefix: id + "-", Comment: true,
		Outcomes: []cases.OutcomeView{
			{ID: "approve", Title: c.sample("agree"), Style: "primary"},
			{ID: "part", Title: c.sample("later")}, {ID: "reject", Title: c.sample("refuse"), Style: "danger"},
		},
	}
	for _, kind := range kinds() {
		box := c.asked(id, kind, wrong)
		e.Fields = append(e.Fields, box)
		if wrong && kind != "note" {
			e.Failures = append(e.Failures, Told{Text: box.Field.Label + " · " + c.say("refused"), ID: box.ID})
		}
	}
	if wrong {
		e.Doubts = []string{c.sample("doubt")}
	}
	return e
}

// asked is a field somebody fills in; wrong is one that came back, with what was typed.
func (c canned) asked(form, kind string, wrong bool) Box {
	if kind == "table" {
		box := c.rows(form+"-table", true)
		box.Field.Name = form + ".table"
		return box
	}
	f := forms.FieldView{
		Name: form + "." + kind, Type: kind, Label: c.kind(kind), Required: kind == "text" || kind == "bool",
		Options: []forms.Option{
			{Value: "a", Label: c.say("option") + " 1", Chosen: wrong}, {Value: "b", Label: c.say("option") + " 2"},
		},
	}
	if wrong {
		f.Failures, f.Value = []string{c.say("refused")}, c.value(kind)
	} else if kind == "text" || kind == "money" || kind == "photo" || kind == "note" {
		f.Help = c.say("help")
	}
	box := Box{Field: f, ID: form + "-" + kind, Post: true, Amount: Amount(kind)}
	switch kind {
	case "file", "photo", "signature":
		box.Upload = true
	case "person", "department", "room", "store", "item", "asset", "supplier", "subject", "category", "price", "case":
		box.Field.Ref = kind
		box.Pick = &Pick{Kind: kind, Typed: kind == "item"}
		if wrong {
			box.Pick.Name, box.Field.Value = c.value(kind), "x"
			box.Pick.Options = []PickOption{{Value: "x", Name: c.value(kind), Chosen: true}}
		}
	case "decimal":
		box.Field.Unit = "kg"
	}
	return box
}

// shown is a field somebody reads.
func (c canned) shown(form, kind string) Box {
	return Box{ID: form + "-" + kind, Amount: Amount(kind), Field: forms.FieldView{
		Name: form + "." + kind, Type: kind, Label: c.kind(kind), Shown: c.value(kind), Readonly: true,
	}}
}

func (c canned) value(kind string) string {
	switch kind {
	case "integer":
		return "12"
	case "decimal":
		return "2.500"
	case "money":
		return "1,280.00"
	case "date":
		return c.now.Format(time.DateOnly)
	case "time":
		return "08:30"
	case "datetime":
		return c.now.Format("2006-01-02T15:04")
	case "rating":
		return "4"
	case "bool":
		return "true"
	case "choice", "row":
		return "a"
	case "person":
		return c.sample("person")
	case "case":
		return cannedNumber
	case "text", "longtext":
		return c.sample("reason")
	}
	return c.sample("item")
}

// rows are a table: one people add rows to, or one that is read.
func (c canned) rows(id string, post bool) Box {
	table := Box{ID: id, Post: post, Field: forms.FieldView{
		Name: id, Type: "table", Label: c.kind("table"), CanAdd: post, Least: 1, Readonly: !post,
	}}
	for i := range 3 {
		row := RowBox{Number: i + 1}
		for _, kind := range []string{"text", "decimal", "money"} {
			name := id + "." + strconv.Itoa(i) + "." + kind
			cell := Box{ID: id + "-" + strconv.Itoa(i) + "-" + kind, Post: post, Amount: Amount(kind)}
			cell.Field = forms.FieldView{
				Name: name, Type: kind, Label: c.kind(kind), Value: c.value(kind), Shown: c.value(kind), Readonly: !post,
			}
			row.Cells = append(row.Cells, cell)
			if i == 0 {
				table.Field.Columns = append(table.Field.Columns, cell.Field)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func (c canned) book() BookTable {
	name, much := Cell{Label: c.kind("item")}, Cell{Label: c.kind("money"), Number: true}
	table := BookTable{Caption: c.kind("item"), Columns: []Cell{name, much}}
	for i := range 3 {
		name.Text, much.Text, name.Mark = c.sample("item"), strconv.Itoa(i+1)+",280.00", ""
		if i == 1 {
			name.Mark, name.Href = c.sample("late"), "/admin/gallery"
		}
		table.Rows = append(table.Rows, []Cell{name, much})
	}
	name.For, name.Mark = []Leads{{Text: cannedNumber, Href: "/admin/gallery"}}, ""
	much.Text, much.Minus = "-6,280.00", true
	table.Rows = append(table.Rows, []Cell{name, much})
	much.Text, much.Minus = "-440.00", true
	table.Total = []Cell{{Label: name.Label, Text: c.words.Say(c.lang, "book.total")}, much}
	return table
}
