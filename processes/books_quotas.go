package processes

import (
	"maps"

	"zongwu/forms"
)

// quotaOps keep what departments have drawn of the school's goods: what was promised to them, issued or not yet.
var quotaOps = []Operation{
	{
		// Draws goods for a department; refused with code "quota" beyond what it has left of them, unless `beyond` says
		// that somebody decided so.
		Book: "quotas", Op: "draw", Undo: "clear", Keys: []string{"department", "item"},
		Inputs: ofDepartment(map[string]Input{
			"quantity": {Type: forms.DecimalType}, "beyond": {Type: forms.BoolType, Optional: true},
		}),
	},
	{
		// Gives back what this case has drawn and will not be issued; refused with code "quota" beyond what it has drawn.
		Book: "quotas", Op: "free", Inputs: ofDepartment(map[string]Input{"quantity": {Type: forms.DecimalType}}),
	},
	{
		// Gives back everything this case has drawn of the item.
		Book: "quotas", Op: "clear", Inputs: ofDepartment(nil),
	},
}

// ofDepartment are the inputs that name goods and the department that draws them, and others.
func ofDepartment(more map[string]Input) map[string]Input {
	inputs := map[string]Input{"department": {Type: forms.Ref("department")}, "item": {Type: forms.Ref("item")}}
	maps.Copy(inputs, more)
	return inputs
}
