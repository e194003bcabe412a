package processes

import (
	"maps"

	"zongwu/forms"
)

// assetOps change the cards of the asset register: each names a card and writes what it says from then on. All but
// register are refused with code "asset" where the card's state forbids it: what is written off changes no more, and
// what is lent is nobody else's until it is given back.
var assetOps = []Operation{
	{
		// Makes a card, in use; refused with code "asset" where its number is taken.
		Book: "assets", Op: "register", Seals: true,
		Inputs: map[string]Input{
			"no": {Type: forms.TextType}, "name": {Type: forms.TextType}, "category": {Type: forms.TextType},
			"price": {Type: forms.MoneyType}, "room": {Type: forms.Ref("room")}, "holder": {Type: forms.Ref("person")},
			"quantity":     {Type: forms.DecimalType, Optional: true}, // whole
			"bought":       {Type: forms.DateType, Optional: true},
			"guarantee_to": {Type: forms.DateType, Optional: true},
			"life_years":   {Type: forms.IntegerType, Optional: true},
		},
	},
	{
		// Corrects what a card says of the thing itself; what is left away stays.
		Book: "assets", Op: "change", Seals: true,
		Inputs: onAsset(map[string]Input{
			"quantity":     {Type: forms.DecimalType, Optional: true}, // whole
			"name":         {Type: forms.TextType, Optional: true},
			"category":     {Type: forms.TextType, Optional: true},
			"price":        {Type: forms.MoneyType, Optional: true},
			"bought":       {Type: forms.DateType, Optional: true},
			"guarantee_to": {Type: forms.DateType, Optional: true},
			"life_years":   {Type: forms.IntegerType, Optional: true},
		}),
	},
	{
		// Moves a thing to another room, or hands it to another holder, or both.
		Book: "assets", Op: "place", Seals: true,
		Inputs: onAsset(map[string]Input{
			"room": {Type: forms.Ref("room"), Optional: true}, "holder": {Type: forms.Ref("person"), Optional: true},
		}),
	},
	{
		// Says that a thing is in use or idle, or keeps it in repair for this case, also while it is lent: it is in repair
		// for as long as one case keeps it there.
		Book: "assets", Op: "mark", Undo: "unmark", Keys: []string{"asset"},
		Inputs: onAsset(map[string]Input{"state": {Type: forms.TextType}}),
	},
	{
		// Takes back what this case marked: it is again what it was before, unless another case keeps it in repair.
		Book: "assets", Op: "unmark", Inputs: onAsset(nil),
	},
	{
		// Says that a thing is mended as far as this case goes: it is in repair only where another open case keeps it there,
		// or else what it was before. Its price may be compensated again. Nothing where it is written off by now.
		Book: "assets", Op: "mend", Inputs: onAsset(nil),
	},
	{
		// Says that somebody is to owe the price of so many pieces, one unless it says otherwise; refused with code "asset"
		// for more than there are of which no other case says so that is open, or since which it has not been mended.
		Book: "assets", Op: "compensate", Undo: "uncompensate", Keys: []string{"asset"},
		Inputs: onAsset(map[string]Input{"quantity": {Type: forms.DecimalType, Optional: true}}), // whole
	},
	{
		// Takes back that this case says so.
		Book: "assets", Op: "uncompensate", Inputs: onAsset(nil),
	},
	{
		// Promises a thing to this case for the days from one to another, both included; refused with code "asset" where
		// one of them is promised to another case, or it is lent and due that day or later. Promised again by the same case,
		// it is for the new days only.
		Book: "assets", Op: "promise", Undo: "unpromise", Keys: []string{"asset"},
		Inputs: onAsset(map[string]Input{"from": {Type: forms.DateType}, "until": {Type: forms.DateType}}),
	},
	{
		// Takes this case's promise back.
		Book: "assets", Op: "unpromise", Inputs: onAsset(nil),
	},
	{
		// Lends a thing and promises it to this case until that day; lent by this case already, its borrower or the day it
		// is due changes.
		Book: "assets", Op: "lend", Seals: true,
		Inputs: onAsset(map[string]Input{"to": {Type: forms.Ref("person")}, "until": {Type: forms.DateType}}),
	},
	{
		// Takes back what this case lent, or what was lent before there were cases: it is with its holder again, what it was
		// before or in repair where a case keeps it there, and this case's promise is over.
		Book: "assets", Op: "give_back", Seals: true, Inputs: onAsset(nil),
	},
	{
		// Adds what a repair has cost to the card.
		Book: "assets", Op: "cost", Seals: true, Inputs: onAsset(withAmount),
	},
	{
		// Takes a thing off the register, or so many pieces of it with their part of the price; amount is what it still
		// brought.
		Book: "assets", Op: "write_off", Seals: true,
		Inputs: onAsset(map[string]Input{
			"quantity": {Type: forms.DecimalType, Optional: true}, "amount": {Type: forms.MoneyType}, // whole
		}),
	},
}

// onAsset are the inputs that name a card of the register, and others.
func onAsset(more map[string]Input) map[string]Input {
	inputs := map[string]Input{"asset": {Type: forms.Ref("asset")}}
	maps.Copy(inputs, more)
	return inputs
}

// receivableOps write what persons owe the school: each posting is about one person, who may be a pupil, and one case.
var receivableOps = []Operation{
	{
		// Owes; more of the same case adds up.
		Book: "receivables", Op: "owe", Seals: true, Inputs: onDebt(nil),
	},
	{
		// Takes a payment, with the number of its receipt, which is used once in a school; refused with code "receivable"
		// beyond what is left.
		Book: "receivables", Op: "pay", Seals: true, Inputs: onDebt(map[string]Input{"receipt": {Type: forms.TextType}}),
	},
	{
		// Waives a part, or all; refused with code "receivable" beyond what is left.
		Book: "receivables", Op: "waive", Seals: true, Inputs: onDebt(nil),
	},
}

// onDebt are the inputs that name a debt, and others.
func onDebt(more map[string]Input) map[string]Input {
	inputs := map[string]Input{
		"person": {Type: forms.Ref("person")}, "amount": {Type: forms.MoneyType},
		"case": {Type: forms.Ref("case"), Optional: true},
	}
	maps.Copy(inputs, more)
	return inputs
}
