package pages

import "zongwu/cases"

// CasesPage is a list of cases, how it is narrowed, and the views the reader kept.
type CasesPage struct {
	Export                         string // address
	Q                              string
	Scope                          string // mine, took or ""
	Tabs                           []Tab
	Processes, States, Departments []Choice
	From, To                       string
	Items                          []CaseLine
	Views                          []SavedView
	Query                          string // of this list, to be kept under a name
	Refused                        string // why a view was not kept
}

// SavedView is a list somebody narrowed and gave a name.
type SavedView struct {
	Name, Href string
	Here       bool
}

// CaseLine is a case in a list, with who has it.
type CaseLine struct {
	cases.CaseItem
	Flags  []string // what is so of it: urgent
	Amount string   // the money it is about, "" when it is about none
	Line   string   // the rest of what sums it up
	Where  []string
}
