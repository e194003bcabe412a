package forms

import "context"

// World is what a form may ask about the school while it is opened or judged. The implementation reads inside the
// caller's transaction, so that every answer is of one moment; a test answers from memory.
type World interface {
	// Object returns the record behind a reference; false when the school has none of that id (or it is disabled).
	// kind is the field type: person, department, room, store, item, asset, supplier, subject, category, price, case,
	// file. A person is one of the people or a pupil.
	Object(ctx context.Context, kind, id string) (Object, bool, error)
	// Lookup answers a named question, e.g. budget_left. Arguments and answer have the types of its Lookup.
	Lookup(ctx context.Context, name string, args []any) (any, error)
}

// Object is one record a reference leads to. Attrs hold exactly the attributes ObjectTypes declares for its kind.
type Object struct {
	ID    string
	Attrs Data
}

// ObjectTypes declares, per kind of reference, the attributes expressions may read, beside `id`.
// A date is text in the form 2026-09-01.
var ObjectTypes = map[string]map[string]Type{
	"person": {
		"name": TextType, "department": Ref("department"), "roles": ListOf(TextType), "store": Ref("store"),
		"trades": ListOf(TextType), "pupil": BoolType, "class": TextType, "class_teacher": Ref("person"),
		"guardian": TextType,
	},
	"department": {"name": TextType, "head": TextType, "fund": TextType},
	"room":       {"name": TextType, "building": TextType, "seats": IntegerType, "head": Ref("person")},
	"store":      {"name": TextType, "keeper": Ref("person"), "department": Ref("department")},
	"item": {
		"name": TextType, "unit": TextType, "kind": TextType, "food": BoolType, "store": Ref("store"),
		"category": TextType, "subject": TextType, "price": MoneyType, "proof": TextType,
	},
	"asset": {
		"no": TextType, "name": TextType, "category": TextType, "quantity": IntegerType, "price": MoneyType,
		"book_value": MoneyType, "room": Ref("room"), "holder": Ref("person"), "state": TextType,
		"lent_to": Ref("person"), "lent_by": Ref("case"), "due": DateType, "kept_by": Ref("case"),
	},
	"supplier": {"name": TextType, "kind": TextType, "settle": TextType, "contract": TextType, "contract_to": DateType},
	"subject":  {"name": TextType},
	"price":    {"name": TextType, "unit": TextType, "price": MoneyType},
	"category": {"name": TextType, "size": {Kind: "text", OneOf: []string{"minor", "major"}}, "trade": TextType},
	"case":     {"number": TextType, "process": TextType, "state": TextType, "starter": TextType},
	"file":     {"name": TextType, "size": IntegerType, "type": TextType},
}

// Things are what a lookup is asked about when it takes references of any kind.
type Things struct {
	Kind string // of reference: item, supplier …
	IDs  []string
}

// Lookup is the signature of a named question to the school's books and other cases.
type Lookup struct {
	Name string
	Args []Type
	Out  Type
}

// Lookups every expression may call by name, e.g. budget_left(starter.department, subject).
// A reference argument arrives as its id (string).
var Lookups = []Lookup{
	// budget_left is what a department may still reserve on a subject in the year the case is charged to; before there
	// is a case, in the year a new one would be charged to. Empty where that is a year to come that has no such budget.
	{Name: "budget_left", Args: []Type{Ref("department"), Ref("subject")}, Out: MoneyType},
	// others_with is how many persons hold a role, not counting one.
	{Name: "others_with", Args: []Type{TextType, Ref("person")}, Out: IntegerType},
	// stock_on_hand is the quantity of an item over all its lots in its store.
	{Name: "stock_on_hand", Args: []Type{Ref("item")}, Out: DecimalType},
	// quota_left is how much of an item a department may still draw in this period; negative where more was drawn,
	// empty where no quota binds it.
	{Name: "quota_left", Args: []Type{Ref("department"), Ref("item")}, Out: DecimalType},
	// category_left is how much a department may still draw in this period of all goods of an item's category together,
	// by the category's quota alone; empty where there is none.
	{Name: "category_left", Args: []Type{Ref("department"), Ref("item")}, Out: DecimalType},
	// last_price is the unit price last accepted for an item; empty when it was never bought.
	{Name: "last_price", Args: []Type{Ref("item")}, Out: MoneyType},
	// last_prices are the unit prices last accepted for an item, the latest first, at most three.
	{Name: "last_prices", Args: []Type{Ref("item")}, Out: RowsOf(
		Column{"case", Ref("case")}, Column{"date", DateType}, Column{"supplier", Ref("supplier")},
		Column{"price", MoneyType},
	)},
	// alike are other cases of the same process, of the same department, begun at most so many days before or after
	// this one, that hold one of the things where the process says what makes cases alike (its key alike); the newest
	// first. Those that came to nothing are left out.
	{Name: "alike", Args: []Type{IntegerType, ListOf(Ref(""))}, Out: RowsOf(
		Column{"case", Ref("case")}, Column{"begun", DateType}, Column{"starter", Ref("person")},
		Column{"title", TextType}, Column{"amount", MoneyType}, Column{"state", TextType},
	)},
	// month_total is the amount of the other cases of this process and department begun in the same calendar month.
	// Those that came to nothing are left out.
	{Name: "month_total", Out: MoneyType},
	// unpaid are the lines of cases on which a supplier is owed something, or owes (negative: goods were returned that
	// had been paid), and that stand on no payment yet; the oldest first. qty and amount are what is open.
	{Name: "unpaid", Args: []Type{Ref("supplier")}, Out: RowsOf(
		Column{"case", Ref("case")}, Column{"of", TextType}, Column{"item", Ref("item")},
		Column{"department", Ref("department")}, Column{"subject", Ref("subject")}, Column{"year", IntegerType},
		Column{"ordered", DecimalType}, Column{"ordered_amount", MoneyType},
		Column{"accepted", DecimalType}, Column{"accepted_amount", MoneyType},
		Column{"returned", DecimalType}, Column{"returned_amount", MoneyType},
		Column{"qty", DecimalType}, Column{"amount", MoneyType}, Column{"accepted_on", DateType},
	)},
	// unpaid_suppliers are the suppliers who settle in a way ('single' is every way but monthly) and to whom unpaid has
	// something to pay, with how much and since when.
	{Name: "unpaid_suppliers", Args: []Type{{Kind: "text", OneOf: []string{"monthly", "single"}}}, Out: RowsOf(
		Column{"supplier", Ref("supplier")}, Column{"amount", MoneyType}, Column{"since", DateType},
	)},
	// returnable are a case's receipts that can still be returned: a row for every lot of every line (of). left is what
	// the lot still holds, qty what of the receipt can be returned at most.
	{Name: "returnable", Args: []Type{Ref("case")}, Out: RowsOf(
		Column{"of", TextType}, Column{"item", Ref("item")}, Column{"store", TextType}, Column{"lot", TextType},
		Column{"expires", DateType}, Column{"supplier", Ref("supplier")}, Column{"department", Ref("department")},
		Column{"subject", Ref("subject")}, Column{"year", IntegerType}, Column{"received", DecimalType},
		Column{"left", DecimalType}, Column{"qty", DecimalType}, Column{"amount", MoneyType},
	)},
	// return_value is what a quantity of a row of returnable, named by its id, is worth at the receipt's own price; all
	// that is left of it takes what is left of its value.
	{Name: "return_value", Args: []Type{Ref("case"), TextType, DecimalType}, Out: MoneyType},
	// unclaimed is what is owed on a row of returnable and stands on no payment yet.
	{Name: "unclaimed", Args: []Type{Ref("case"), TextType}, Out: MoneyType},
	// owed is what persons owe the school for a case, a row a person: left is what is neither paid nor waived.
	{Name: "owed", Args: []Type{Ref("case")}, Out: RowsOf(
		Column{"person", Ref("person")}, Column{"owed", MoneyType}, Column{"paid", MoneyType},
		Column{"waived", MoneyType}, Column{"left", MoneyType},
	)},
	// issued_value is what a case has taken out of stores, at what it was bought for.
	{Name: "issued_value", Args: []Type{Ref("case")}, Out: MoneyType},
	// undelivered is what open cases hold of the budgets of closed years beyond what they owe there.
	{Name: "undelivered", Out: RowsOf(
		Column{"case", Ref("case")}, Column{"department", Ref("department")}, Column{"subject", Ref("subject")},
		Column{"year", IntegerType}, Column{"held", MoneyType}, Column{"owed", MoneyType}, Column{"amount", MoneyType},
	)},
	// under_way is the open case that has a value in a register of fields' key alone; empty where none but the one that
	// asks has.
	{Name: "under_way", Args: []Type{TextType, Ref("")}, Out: Ref("case")},
	// registered says that the asset register has a card of a number.
	{Name: "registered", Args: []Type{TextType}, Out: BoolType},
	// unlisted are the categories the list of years of life names, in one text, where it does not name one.
	{Name: "unlisted", Args: []Type{TextType}, Out: TextType},
	// places are rooms and stores as things that are counted and frozen: id is room:<id> or store:<id>, head the person
	// who answers for it.
	{Name: "places", Args: []Type{ListOf(Ref("room")), ListOf(Ref("store"))}, Out: RowsOf(
		Column{"room", Ref("room")}, Column{"store", Ref("store")}, Column{"name", TextType}, Column{"head", Ref("person")},
	)},
	// in_room are the cards of the register that stand in a room, without what is written off.
	{Name: "in_room", Args: []Type{Ref("room")}, Out: RowsOf(
		Column{"asset", Ref("asset")}, Column{"name", TextType}, Column{"state", TextType}, Column{"qty", DecimalType},
	)},
	// counting is the open case that counts a room, where nothing moves meanwhile; empty where none does.
	{Name: "counting", Args: []Type{Ref("room")}, Out: Ref("case")},
	// expected is what the books said of a place when this case froze it; a row's id is the card's or the goods'.
	// sought are the open cases of earlier counts that look into some of it, each with how much.
	{Name: "expected", Args: []Type{TextType}, Out: RowsOf(
		Column{"asset", Ref("asset")}, Column{"item", Ref("item")}, Column{"name", TextType}, Column{"unit", TextType},
		Column{"state", TextType}, Column{"qty", DecimalType}, Column{"value", MoneyType},
		Column{"sought", TextType},
	)},
	// differences are where what this case found is not what the books said when it froze the places. what is missing,
	// extra, misplaced (found in room, in from by the books; book is all the card stands for), twice (found in several
	// rooms, in from by the books; room is the first of the others) or damaged; place is what the room or store is
	// called, qty how much it is, value what that is worth; sought how much more open cases of earlier counts look into.
	{Name: "differences", Out: RowsOf(
		Column{"what", TextType}, Column{"at", TextType}, Column{"place", TextType}, Column{"room", Ref("room")},
		Column{"store", Ref("store")}, Column{"from", Ref("room")},
		Column{"asset", Ref("asset")}, Column{"item", Ref("item")}, Column{"name", TextType}, Column{"unit", TextType},
		Column{"book", DecimalType}, Column{"found", DecimalType}, Column{"qty", DecimalType}, Column{"value", MoneyType},
		Column{"sought", TextType},
	)},
}
