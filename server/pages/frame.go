package pages

import (
	"unicode/utf8"

	"zongwu/forms"
)

// Frame is what every page is given.
type Frame struct {
	Lang      string
	Theme     string // light or dark; auto follows the device
	Path      string // of this page, to come back to
	Who       *Reader
	School    string // its name
	Nav       []Link
	Open      int // the reader's open tasks
	Reports   int // that wait for the reader's look
	Languages []Choice
	Body      any
	Next      string   // address of the list's next part
	Said      string   // what the form before this page has done
	Remarks   []string // what the reader often remarks
	Hand      string   // address of the reader's drawn signature
}

// Reader is who is signed in.
type Reader struct{ ID, Name, School string }

// Link leads to one of the main pages. On a telephone the far ones lie behind one entry.
type Link struct {
	Href, Label, Icon string
	Here, Far         bool
}

// onBar is how many entries a telephone's bar has room for.
const onBar = 5

// Spread puts what the bar of a telephone has no room for behind its last entry.
func Spread(nav []Link) []Link {
	if len(nav) <= onBar {
		return nav
	}
	for i := range nav {
		nav[i].Far = i >= onBar-1
	}
	return nav
}

// HasFar says that some pages lie behind the bar's last entry.
func (f Frame) HasFar() bool { return len(f.Nav) > onBar }

// FarHere says that this page is one of them.
func (f Frame) FarHere() bool {
	for _, link := range f.Nav {
		if link.Far && link.Here {
			return true
		}
	}
	return false
}

// initial stands for somebody where there is no room for a name: a Chinese given name's last character, else the first.
func initial(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	if last, _ := utf8.DecodeLastRuneInString(name); last >= 0x2e80 {
		return string(last)
	}
	if first == utf8.RuneError {
		return ""
	}
	return string(first)
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
