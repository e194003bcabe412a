package processes

import "zongwu/forms"

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
var Books = []Operation{
	{
		// Reserves money of a department and subject in the year of the case's start; refused with code "budget"
		// beyond what is available.
		Book: "budget", Op: "reserve", Undo: "clear", Keys: []string{"department", "subject"},
		Inputs: map[string]Input{
			"department": {Type: forms.Ref("department")}, "subject": {Type: forms.Ref("subject")},
			"amount": {Type: forms.MoneyType},
		},
	},
	{
		// Gives part of the case's reservation back; never more than it still holds.
		Book: "budget", Op: "release",
		Inputs: map[string]Input{
			"department": {Type: forms.Ref("department")}, "subject": {Type: forms.Ref("subject")},
			"amount": {Type: forms.MoneyType},
		},
	},
	{
		// Makes what the case holds exactly the amount: gives the rest back, or reserves what is missing, refused with
		// code "budget" beyond what is available. It may be posted again, after a step was gone through anew.
		Book: "budget", Op: "keep",
		Inputs: map[string]Input{
			"department": {Type: forms.Ref("department")}, "subject": {Type: forms.Ref("subject")},
			"amount": {Type: forms.MoneyType},
		},
	},
	{
		// Gives back everything the case still holds on the line.
		Book: "budget", Op: "clear",
		Inputs: map[string]Input{
			"department": {Type: forms.Ref("department")}, "subject": {Type: forms.Ref("subject")},
		},
	},
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
		Book: "stock", Op: "issue", Seals: true,
		Inputs: map[string]Input{
			"store": {Type: forms.TextType}, "item": {Type: forms.Ref("item")}, "quantity": {Type: forms.DecimalType},
			"lot": {Type: forms.TextType, Optional: true},
		},
	},
	{
		// Owes a supplier for a quantity that was accepted.
		Book: "payables", Op: "owe", Seals: true,
		Inputs: map[string]Input{
			"supplier": {Type: forms.Ref("supplier")}, "item": {Type: forms.Ref("item")},
			"line": {Type: forms.TextType}, "quantity": {Type: forms.DecimalType}, "amount": {Type: forms.MoneyType},
		},
	},
}
