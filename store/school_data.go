package store

import (
	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// SchoolData is everything a new school begins with. Dates are "2026-09-01", money is fen, quantities are in base
// units. Every More is what the product keeps and does not read yet, by name.
type SchoolData struct {
	ID          string
	Name        string
	FiscalYear  int
	OpenReports bool           // anybody may report by a label, without signing in
	Settings    map[string]any // setting name: money as an integer of fen, decimals as text, whole numbers as numbers
	Terms       []Period
	Closures    []Period
	Departments []DepartmentData
	People      []PersonData
	Stores      []StoreData
	Suppliers   []SupplierData
	Items       []ItemData
	Rooms       []RoomData
	Categories  []CategoryData
	Assets      []AssetData
	Prices      []PriceData
	Lifetimes   map[string]int // years over which a category's cards are written down
	Pupils      []PupilData
	Quotas      []QuotaData
	Funds       []FundData
	Subjects    []SubjectData
	Budget      []BudgetData
	Stock       []StockData
}

// Period is a named stretch of days, both ends included.
type Period struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// DepartmentData is a department; Head is a person, Fund what its budget comes from when it is not the first.
type DepartmentData struct{ ID, Name, Head, Fund string }

// PersonData is a person; ID is the login. PasswordHash is argon2id's text, empty for nobody who signs in.
type PersonData struct {
	ID, Name, Department, Title, Deputy string
	Roles, Stores, Trades               []string
	PasswordHash                        string
	More                                map[string]any
}

// StoreData is a store and who keeps it.
//
//nolint:revive // the thing is called a store, as in every other room
type StoreData struct{ ID, Name, Keeper, Department string }

// SupplierData is a supplier. Kind: fixed, tender, quoted; Settle: monthly, single (or the school's own words).
type SupplierData struct {
	ID, Name, Kind, Settle, Contract, ContractTo string
	Categories                                   []string
	More                                         map[string]any
}

// ItemData is an article or service. Pack: larger unit to number of base units.
type ItemData struct {
	ID, Name, Unit, Kind, Store, Category, Subject, Proof string
	Pack                                                  map[string]int
	Food                                                  bool
	Price                                                 forms.Money
	Low                                                   decimal.Decimal // reorder point
	More                                                  map[string]any
}

// RoomData is a room; Head signs its inventory.
type RoomData struct {
	ID, Name, Building, Head string
	Seats                    int
	More                     map[string]any
}

// AssetData is a card of the asset register; Price is the whole card's. What is lent (LentTo) may be due on a day.
type AssetData struct {
	ID, Name, Category, Bought, Room, Holder, State string
	GuaranteeTo, LentTo, Due                        string
	Quantity, LifeYears                             int
	Price                                           forms.Money
	More                                            map[string]any
}

// PriceData is an entry of the price list for what has no card of its own.
type PriceData struct {
	ID, Name, Unit string
	Price          forms.Money
}

// PupilData is a pupil, who does not sign in: ClassTeacher answers for them, what they owe goes to the guardian.
type PupilData struct{ ID, Name, Class, ClassTeacher, Guardian, Phone string }

// QuotaData is what a department, or every one that has none of its own (""), may draw of an item or of a category of
// goods in a Period: term, year.
type QuotaData struct {
	ID, Department, Item, Category, Period string
	Quantity                               decimal.Decimal
	PerHead                                bool
}

// FundData is an income the budget divides.
type FundData struct {
	ID, Name, Note string
	Amount         forms.Money
}

// SubjectData is a budget subject.
type SubjectData struct{ ID, Name string }

// BudgetData is the plan of one line; its id becomes "2026-jwc-30201". Year 0 is the school's fiscal year, an empty
// Fund the department's, else the school's first.
type BudgetData struct {
	Year                      int
	Department, Subject, Fund string
	Planned                   forms.Money
}

// StockData is an opening quantity in an item's store at a value, as one lot. Store may be left empty.
type StockData struct {
	Item, Store, Lot, Expires string
	Quantity                  decimal.Decimal
	Value                     forms.Money
}
