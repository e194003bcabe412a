package pages

import (
	"zongwu/forms"
)

// BookPage is a book or its entries as a table.
type BookPage struct {
	Title  string
	Back   string
	Export string  // address
	Print  string  // where it is on paper
	Also   []Leads // other ways of looking at it
	Find   string  // what can be looked for, "" where nothing can
	Q      string
	// Filters are what else narrows it, of an address that Narrowed says does so.
	Filters  []Narrowing
	Narrowed bool
	Note     string // under the title
	Facts    []Fact
	Label    *LabelBox // of the room or thing it is about
	Files    []FileBox // of the cases about it
	Lots     BookTable // what is left of each lot, of goods that have lots
	Table    BookTable
	More     []BookTable // what else there is to know, each with its caption
}

// Narrowing is one value of an address that narrows a list, chosen from what there is.
type Narrowing struct {
	ID, Label string
	Choices   []Choice
}

// Chosen is what the list is narrowed to, "" where it is not.
func (f Narrowing) Chosen() string {
	for _, c := range f.Choices {
		if c.Chosen {
			return c.Label
		}
	}
	return ""
}

// Leads is a text that leads somewhere; Href is empty for whoever may not go there.
type Leads struct{ Text, Href string }

// Fact is one thing worth knowing; Label is empty where the text says itself what it is.
type Fact struct{ Label, Text, Href string }

// BookTable is rows of cells under their columns.
type BookTable struct {
	Caption string // "" where the page's title says it
	None    string // what an empty one says
	Columns []Cell
	Rows    [][]Cell
	Total   []Cell // what the rows add up to, none where nothing does
}

// Cell is one value of a table; Label names it where the table is a list of cards, on a telephone.
type Cell struct {
	Label, Text, Href string
	For               []Leads // the cases it was done for, where they are others
	Number            bool
	Minus             bool   // less than nothing: in red, as the books have it
	Wide              bool   // takes a line of its own on a telephone
	Mark              string // a word of its own beside it: below the reorder point
}

// Tab is one way of looking at a list.
type Tab struct {
	Href, Label, Value string
	Here               bool
}

// StockPage is what lies in the stores.
type StockPage struct {
	Export  string // address
	Q, View string // all, low or expiring: what is narrowed to
	Tabs    []Tab
	Stores  []Tab
	Table   BookTable
}

// BudgetsPage is a year's budget by department.
type BudgetsPage struct {
	Q      string
	Export string // address
	Keeps  bool   // the reader may change plans
	Years  []Tab
	Whole  *BudgetBar // of all groups, where there are several
	Groups []BudgetGroup
	None   string
}

// BudgetGroup is a department's lines and what they add up to.
type BudgetGroup struct {
	Department string
	Total      BudgetBar
	Lines      []BudgetLine
}

// BudgetLine is one line of the budget.
type BudgetLine struct {
	Href, Subject string
	BudgetBar
}

// BudgetPage is one line with what is reserved on it, and every entry.
type BudgetPage struct {
	Title, Back string
	Export      string // address
	Bar         BudgetBar
	Spent       BookTable
	Holds       BookTable
	Entries     BookTable
}

// LedgerPage is an account of a book: what it comes to, piece by piece, and every entry.
type LedgerPage struct {
	Title, Back string
	Export      string // address
	Note        string
	Offers      []Offer
	Balances    BookTable
	Entries     BookTable
}

// Offer leads to what the reader may begin about what the page shows.
type Offer struct{ Title, Icon, Href string }

// BudgetBar is how far a line is used up: as text, and as a picture a thousand units wide.
type BudgetBar struct {
	Planned, Reserved, Spent, Available string
	SpentWidth, ReservedWidth           int
}

// barWidth is the width of the picture.
const barWidth = 1000

// NewBudgetBar draws a line's money.
func NewBudgetBar(planned, reserved, spent, available forms.Money) BudgetBar {
	bar := BudgetBar{
		Planned: planned.Grouped(), Reserved: reserved.Grouped(), Spent: spent.Grouped(), Available: available.Grouped(),
	}
	if planned > 0 {
		bar.SpentWidth = int(int64(spent) * barWidth / int64(planned))
		bar.ReservedWidth = int(int64(reserved+spent)*barWidth/int64(planned)) - bar.SpentWidth
	}
	return bar
}
