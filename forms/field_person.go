package forms

import "slices"

// personKind is somebody of the school, by login; with pupils also a pupil, by id.
type personKind struct{ reference }

func (personKind) typeOf(*field) Type { return Ref("person") }

func (personKind) keys() []string { return append(reference{}.keys(), "pupils", "role") }

func (personKind) refers() string { return "person" }

// admits refuses a pupil where only those of the school's staff are asked for: there is none of this id. Where a role
// is asked for, whoever does not hold it cannot be chosen.
func (personKind) admits(f *field, o *Object) *flaw {
	if o.Attrs["pupil"] == true && !f.pupils {
		return flawed("reference", "id", o.ID)
	}
	if roles, _ := o.Attrs["roles"].([]string); f.role != "" && !slices.Contains(roles, f.role) {
		return flawed("choice")
	}
	return nil
}
