package processes

import (
	"maps"
	"slices"

	"zongwu/forms"
)

// Operation is one thing a book can do, as definitions name it: "budget.reserve". The store implements each; the
// worker checks at its start that none is missing.
type Operation struct {
	Book   string
	Op     string
	Inputs map[string]Input
	// Undo names the operation of the same book that takes everything of this kind back that the case still holds
	// (inputs: those of Keys only); it is posted when a case ends otherwise than done, and when it is sent back over.
	Undo string
	Keys []string
	// Back names the operation of the same book that takes this one posting back, given what it was given: what a post
	// with `until` posts when the case is stopped before that step.
	Back string
	// WhileOpen says that what the posting does lasts no longer than the case: Undo is posted when it is done, too.
	WhileOpen bool
	// Seals says that the posting is irrevocable for the case's course: no withdrawing or cancelling afterwards.
	Seals bool
}

// Name is how definitions name the operation: book.operation.
func (o Operation) Name() string { return o.Book + "." + o.Op }

// OperationNamed finds an operation by its name.
func OperationNamed(name string) (Operation, bool) {
	for _, o := range Books {
		if o.Name() == name {
			return o, true
		}
	}
	return Operation{}, false
}

// Input is a typed input of an operation.
type Input struct {
	Type     forms.Type
	Optional bool
}

// Books are the operations definitions may post to.
//
//nolint:gochecknoglobals // a table nobody changes
var Books = slices.Concat(budgetOps, stockOps, payableOps, assetOps, receivableOps, countOps, quotaOps)

// budgetOps move money of a department and subject between what is available, reserved and spent. They act on the
// reservation of this case unless `case` names another, and in the year the case is charged to unless `year` says
// otherwise.
var budgetOps = []Operation{
	{
		// Reserves money; refused with code "budget" beyond what is available.
		Book: "budget", Op: "reserve", Undo: "clear", Keys: []string{"department", "subject", "case", "year"},
		Inputs: onLine(withAmount),
	},
	{
		// Gives part of a reservation back; never more than it still holds.
		Book: "budget", Op: "release", Inputs: onLine(withAmount),
	},
	{
		// Makes what the case holds exactly the amount: gives the rest back, or reserves what is missing, refused with
		// code "budget" beyond what is available. It may be posted again, after a step was gone through anew.
		Book: "budget", Op: "keep", Inputs: onLine(withAmount),
	},
	{
		// Gives back everything the case still holds on the line.
		Book: "budget", Op: "clear", Inputs: onLine(nil),
	},
	{
		// Turns what is reserved into spent; where less is held than that, the rest is reserved first, refused with code
		// "budget" beyond what is available.
		Book: "budget", Op: "spend", Seals: true, Inputs: onLine(withAmount),
	},
	{
		// Takes back what was spent: what is available grows.
		Book: "budget", Op: "refund", Seals: true, Inputs: onLine(withAmount),
	},
	{
		// Gives back what a case holds in a year that is closed and reserves the same for it in the year charged now, to
		// which it belongs from then on; refused with code "budget" beyond what is available there.
		Book: "budget", Op: "carry", Seals: true,
		Inputs: map[string]Input{
			"case": {Type: forms.Ref("case")}, "department": {Type: forms.Ref("department")},
			"subject": {Type: forms.Ref("subject")}, "year": {Type: forms.IntegerType}, "amount": {Type: forms.MoneyType},
		},
	},
}

var withAmount = map[string]Input{"amount": {Type: forms.MoneyType}}

// onLine are the inputs that name a line of the budget, and others.
func onLine(more map[string]Input) map[string]Input {
	inputs := map[string]Input{
		"department": {Type: forms.Ref("department")}, "subject": {Type: forms.Ref("subject")},
		"case": {Type: forms.Ref("case"), Optional: true}, "year": {Type: forms.IntegerType, Optional: true},
	}
	maps.Copy(inputs, more)
	return inputs
}

var stockOps = []Operation{
	{
		// Takes goods into a store as one lot at their value.
		Book: "stock", Op: "receive", Seals: true,
		Inputs: map[string]Input{
			"store": {Type: forms.TextType}, "item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType},
			"value": {Type: forms.MoneyType}, "lot": {Type: forms.TextType, Optional: true},
			"expires": {Type: forms.DateType, Optional: true},
		},
	},
	{
		// Takes goods out of a store at moving average, first expired first; refused with code "stock" beyond what is
		// there.
		Book: "stock", Op: "issue", Seals: true, Back: "take_back",
		Inputs: map[string]Input{
			"store": {Type: forms.TextType}, "item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType},
			"lot": {Type: forms.TextType, Optional: true},
		},
	},
	{
		// Takes back goods this case has issued, into the lots and at the value they left with, by an entry of the
		// issue's with the other sign; refused with code "stock" beyond what it has issued and not taken back.
		Book: "stock", Op: "take_back", Seals: true,
		Inputs: map[string]Input{
			"store": {Type: forms.TextType}, "item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType},
		},
	},
	{
		// Corrects what a store has by what was counted: gains, or losses where the quantity is negative, first expired
		// first; at moving average unless a gain's value is given. Refused with code "stock" beyond what is there.
		Book: "stock", Op: "adjust", Seals: true,
		Inputs: map[string]Input{
			"store": {Type: forms.TextType}, "item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType},
			"value": {Type: forms.MoneyType, Optional: true}, "lot": {Type: forms.TextType, Optional: true},
			"expires": {Type: forms.DateType, Optional: true},
		},
	},
	{
		// Takes goods a case has received out of the same lot again, at their own value, by a negative entry; refused
		// with code "stock" beyond what is left of the lot, or of what the case has received and not returned.
		Book: "stock", Op: "return", Seals: true,
		Inputs: map[string]Input{
			"case": {Type: forms.Ref("case")}, "line": {Type: forms.TextType}, "store": {Type: forms.TextType},
			"item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType}, "value": {Type: forms.MoneyType},
			"lot": {Type: forms.TextType, Optional: true}, "expires": {Type: forms.DateType, Optional: true},
			"year": {Type: forms.IntegerType, Optional: true}, // the budget's that owes for it, where a line has several
		},
	},
}

// payableOps write what a supplier is owed, line by line of the cases in which something was accepted.
var payableOps = []Operation{
	{
		// Owes a supplier for a quantity that was accepted, out of the budget of a department and subject; what was
		// ordered is kept beside it.
		Book: "payables", Op: "owe", Seals: true,
		Inputs: map[string]Input{
			"supplier": {Type: forms.Ref("supplier")}, "item": {Type: forms.Ref("item")},
			"line": {Type: forms.TextType}, "quantity": {Type: forms.DecimalType}, "amount": {Type: forms.MoneyType},
			"department":     {Type: forms.Ref("department"), Optional: true},
			"subject":        {Type: forms.Ref("subject"), Optional: true},
			"ordered":        {Type: forms.DecimalType, Optional: true},
			"ordered_amount": {Type: forms.MoneyType, Optional: true},
		},
	},
	{
		// Claims what is owed on a line for this case's payment, so that no other pays it too; negative for a credit.
		// Refused with code "payable" beyond what is open.
		Book: "payables", Op: "invoice", Undo: "uninvoice", Keys: []string{"supplier", "case", "line", "year"},
		Inputs: onOwed(ofGoods),
	},
	{
		// Gives back what this case claims on a line.
		Book: "payables", Op: "uninvoice", Inputs: onOwed(nil),
	},
	{
		// Pays part of what this case claims on a line.
		Book: "payables", Op: "pay", Seals: true, Inputs: onOwed(ofGoods),
	},
	{
		// Owes less for goods that went back; what is paid already becomes a credit. Refused with code "payable" beyond
		// what was accepted and not returned.
		Book: "payables", Op: "return", Seals: true, Inputs: onOwed(ofGoods),
	},
}

var ofGoods = map[string]Input{"quantity": {Type: forms.DecimalType}, "amount": {Type: forms.MoneyType}}

// onOwed are the inputs that name a line a supplier is owed for, and others.
func onOwed(more map[string]Input) map[string]Input {
	inputs := map[string]Input{
		"supplier": {Type: forms.Ref("supplier")}, "case": {Type: forms.Ref("case")}, "line": {Type: forms.TextType},
		"year": {Type: forms.IntegerType},
	}
	maps.Copy(inputs, more)
	return inputs
}
