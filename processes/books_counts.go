package processes

import (
	"maps"

	"zongwu/forms"
)

// countOps count what there is. A place is named room:A101 or store:general. While a case has frozen one, what would
// move something in or out of it is refused with code "frozen" to every other case.
var countOps = []Operation{
	{
		// Freezes a place and writes down what the books say of it; refused with code "frozen" while another case counts
		// it. It lasts while the case is open.
		Book: "counts", Op: "freeze", Undo: "thaw", Keys: []string{"place"}, WhileOpen: true, Inputs: onPlace(nil),
	},
	{
		// Lets things move again.
		Book: "counts", Op: "thaw", Inputs: onPlace(nil),
	},
	{
		// Writes down what was found at a place this case has frozen: a card of the register, goods, or, by its name,
		// something that stands on no card; state is right, damaged or missing. What a later transition finds there counts
		// instead of it.
		Book: "counts", Op: "find",
		Inputs: onPlace(map[string]Input{
			"asset":    {Type: forms.Ref("asset"), Optional: true},
			"item":     {Type: forms.Ref("item"), Optional: true},
			"name":     {Type: forms.TextType, Optional: true},
			"state":    {Type: forms.TextType},
			"quantity": {Type: forms.DecimalType},
		}),
	},
	{
		// Writes down what was decided on what was missing or damaged at a place this case has counted: state is right of
		// what is there after all, or else missing or damaged. The cases the same row begins look into that much of it: to
		// later counts it is not missing or damaged a second time while one of them is open and has not written it off.
		Book: "counts", Op: "settle",
		Inputs: onPlace(map[string]Input{
			"asset":    {Type: forms.Ref("asset"), Optional: true},
			"item":     {Type: forms.Ref("item"), Optional: true},
			"state":    {Type: forms.TextType},
			"quantity": {Type: forms.DecimalType},
		}),
	},
}

// onPlace are the inputs that name a place, and others.
func onPlace(more map[string]Input) map[string]Input {
	inputs := map[string]Input{"place": {Type: forms.TextType}}
	maps.Copy(inputs, more)
	return inputs
}
