package pages

import (
	"time"

	"zongwu/lists"
)

// AdminHome is where the administration begins: what needs a look, and the lists.
type AdminHome struct {
	Steps     []FirstStep // of a new school
	Gaps      Gaps
	Schedules []ScheduleLine
	Hints     []Link
	Groups    []TileGroup
}

// FirstStep is a list a new school fills, and what for.
type FirstStep struct {
	Title, Why, Href, Add, Import string
	Done                          bool
}

// TileGroup is some of the administration's pages.
type TileGroup struct {
	Title string
	Tiles []Tile
}

// Tile leads to one of them.
type Tile struct{ Href, Icon, Title, Note string }

// RecordsPage is a list of the school.
type RecordsPage struct {
	ID, Title, Icon string
	Back            Link
	Q               string
	Count           string // how many are in use
	Tabs            []Tab
	Table           BookTable
	Exports         bool
	Note            string
	Narrowed        *Link // to those who have a role; leads back to all
}

// RecordPage is one record of a list, or a new one, as a form.
type RecordPage struct {
	Title, Icon string
	Back        Link
	Done        string       // a sentence
	Conflict    string       // a sentence
	Theirs      []ChangeLine // what came between
	Refused     []string     // why it may not go out of use
	Opening     *Opening     // what nobody could do any more: asked before it is done
	Disabled    bool
	State       *StateForm
	Password    *PasswordForm
	Notes       []string
	Lacks       []Link // lists to fill first
	Ledger      string // address of a book's entries
	Form        Entry
	History     []ChangeLine
}

// StateForm takes a record out of use or back into it.
type StateForm struct {
	Action, Do, Lead, Label string
}

// PasswordForm sets a new password, or shows one that was set.
type PasswordForm struct {
	Action, Login, Name, Word string
}

// ChangeLine is a change of a record as people read it.
type ChangeLine struct {
	At            time.Time
	Actor, Kind   string
	List, Record  string // with its address, where it is not the page's own
	Href          string
	File          bool
	Changed       []lists.Difference
	Created, Last bool
}

// ChangesPage is what the administration changed.
type ChangesPage struct {
	Tabs  []Tab
	Lines []ChangeLine
}

// ImportPage is where a workbook comes in.
type ImportPage struct {
	ID, Title, Icon string
	Grows           bool // records that are there are not changed by it
	NoFile          bool
	Outdated        bool
	Plan            *PlanView
}

// PlanView is what a workbook would do, or why it is not taken.
type PlanView struct {
	Remarks                 []string
	Refusal, Faulty, Passed string
	More                    bool
	Faults                  []lists.Fault
	Facts                   []string // 新增 3 …
	New, Changed            []lists.Change
	MoreNew, MoreChanged    string
	File, Digest            string
	Empty, Taken            bool
	Opening                 *Opening // what nobody could do any more
}

// RolesPage is the roles there are with who holds them.
type RolesPage struct{ Roles []RoleLine }

// RoleLine is a role with who holds it.
type RoleLine struct {
	Title  string
	People []Link
}

// PasswordsPage is where first passwords are made.
type PasswordsPage struct {
	Waiting string // how many have none; "" for nobody
	Given   []lists.Given
	Left    string
}

// CalendarPage is a year as months, with what the school decided about it.
type CalendarPage struct {
	Today             string
	Title, Icon, Edit string
	Done, Refused     string // sentences
	Year              YearView
	From, To, Name    string // as they were typed
	Own               []OwnDay
	Facts             []Fact
	History           []ChangeLine
}

// OwnDay is a day the school decided about itself.
type OwnDay struct {
	Day, Date, Name string
	Works           bool
}

// YearView is a year's days as the office works.
type YearView struct {
	Number         int
	Title          string
	Unknown        string // a sentence, where the public holidays of the year are not known
	Previous, Next string // addresses
	Weekdays       []string
	Months         []MonthView
}

// MonthView is a month of it.
type MonthView struct {
	Number      int
	Name, Works string
	Weeks       [][7]lists.Day
}
