package pages

import "time"

// DefinitionPage is one version of a process: how its cases go, what its forms ask, its text, and its other versions.
type DefinitionPage struct {
	ID, Title, Icon, Category, Version string
	Number                             string // how its cases are numbered
	InForce                            bool
	Gaps                               Gaps
	Schedule                           *Schedule
	Route                              *Route
	Forms                              []SpecimenForm
	Settings                           []SettingLine
	Versions                           []VersionLine
	Text                               string
}

// SpecimenForm is a form with nothing in it, to look at.
type SpecimenForm struct {
	Steps  []string
	Fields []Box
}

// SettingLine is a value the process reads of the school.
type SettingLine struct{ Name, Label, Value string }

// VersionLine is a version of a process, who published it and how many cases follow it.
type VersionLine struct {
	Version, Short string
	By             string
	At             time.Time
	InForce, Shown bool
	Cases, Open    int
}
