package pages

import "zongwu/forms"

// Frame is what every page is given.
type Frame struct {
	Lang      string
	Theme     string // light or dark; auto follows the device
	Path      string // of this page, to come back to
	Who       *Reader
	School    string // its name
	Nav       []Link
	Languages []Choice
	Body      any
	Next      string // address of the list's next part
}

// Reader is who is signed in.
type Reader struct{ ID, Name, School string }

// Link leads to one of the main pages.
type Link struct {
	Href, Label, Icon string
	Here              bool
}

// Languages in the order the pages offer them; chosen is the present one.
func Languages(chosen string) []Choice {
	list := []Choice{
		{Value: forms.Chinese, Label: "简体"}, {Value: forms.Traditional, Label: "繁體"},
		{Value: forms.English, Label: "English"},
	}
	for i := range list {
		list[i].Chosen = list[i].Value == chosen
	}
	return list
}
