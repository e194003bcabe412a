package pages

// BookPage is a book or its entries as a table.
type BookPage struct {
	Title   string
	Back    string
	Find    bool
	Q       string
	Note    string // under the title
	None    string // what an empty book says
	Columns []Cell
	Rows    [][]Cell
}

// Cell is one value of a table; Label names it where the table is a list of cards, on a telephone.
type Cell struct {
	Label, Text, Href string
	Number            bool
}
