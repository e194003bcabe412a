package pages

import "time"

// MePage is what belongs to whoever reads it.
type MePage struct {
	Name, Login, Department string
	Roles                   []string
	Key                     string
	Part                    string   // whose form came back
	Wrong                   []string // with what

	Leave       string // how it stands, in words; "" for no leave
	LeaveDoubts []string
	From, To    string
	Deputies    []PeopleOf

	Remarks     []string
	TypedRemark string
	MostRemarks int

	Drawn    string // address of the drawn signature, "" for the name in writing
	Sessions []SessionLine
}

// PeopleOf are the people of a department, to choose one.
type PeopleOf struct {
	Department string
	People     []Choice
}

// SessionLine is a place where the reader is signed in.
type SessionLine struct {
	ID, Device  string
	Since, Seen time.Time
	Here        bool
}

// WrongIn is what was wrong with the form of a part.
func (p MePage) WrongIn(part string) []string {
	if p.Part != part {
		return nil
	}
	return p.Wrong
}

// Others says that the reader is signed in elsewhere too.
func (p MePage) Others() bool { return len(p.Sessions) > 1 }

// Last is the place of the last remark.
func (p MePage) Last() int { return len(p.Remarks) - 1 }
