package pages

import (
	"fmt"
	"strings"
	"time"

	"zongwu/processes"
)

// CasePage is everything the page of a case shows.
type CasePage struct {
	ID, Number, Process, Icon string
	Title                     string // what it is about, in one line
	Sums                      []Sum
	Flags                     []string // what is so of it: urgent
	State                     processes.Status
	Late                      bool // something open is past its time
	Starter, Department       string
	Begun                     string // a sentence: by a schedule; "" when somebody began it
	CreatedAt, ChangedAt      time.Time
	Reports                   []Reported // that became this case, for whoever looks at reports
	Route                     *Route
	Lost                      *LostWord
	Refused                   []Told
	Warnings                  []string
	Tasks                     []TaskBox
	Actions                   []ActionForm
	Paper                     Paper
	Files                     []FileBox
	Related                   []RelatedLine
	Books                     []BookTable // what it moved in them
	Offers                    []Offer
	Talk                      []TalkLine
	Write                     *ActionForm // a word to everybody in the case
	History                   []HistoryLine
	Amended                   *Amended // what changed when a form was last sent anew
	Again                     string   // where a new one like it is begun, "" for whoever may not
}

// Sum is an amount a case is about.
type Sum struct{ Label, Text string }

// LostWord tells somebody that another was first, and keeps what they had written.
type LostWord struct{ Said, Comment string }

// TaskBox is an open task on a case's page, with the forms of whoever may do it.
type TaskBox struct {
	ID, Title string
	Mine      bool
	Aside     bool // they may end it otherwise than is usual: it is not in their queue
	DueAt     *time.Time
	Overdue   bool
	Back      string // a sentence: who sent it back and why
	Beside    *Beside
	Forms     []Entry
	Actions   []ActionForm
	// Bar says that its buttons stand at the foot of a small screen: only where no other task on the page is one's own,
	// lest they be taken for those of the card above them.
	Bar bool
}

// RelatedLine is a case that has to do with the one on the page, and how in words. Of one the reader may not see it has
// no more than what it is.
type RelatedLine struct {
	Way           string
	Number, Href  string
	Process, Icon string
	State         processes.Status
	Flags         []string
	About, Amount string
	Note          string // a sentence: that one of the two came to nothing and the other goes on
	CreatedAt     time.Time
}

// FileBox is a file of a case.
type FileBox struct {
	ID, Name string
	Kind     string // picture, pdf, or "" for what is only saved
	Size     int64
	Of       string // the field it belongs to, and the step; elsewhere than with its case, the case
	Href     string // of that case
}

// FileKind is what a file of some type is to a page.
func FileKind(mediaType string) string {
	switch {
	case strings.HasPrefix(mediaType, "image/"):
		return "picture"
	case mediaType == "application/pdf":
		return "pdf"
	}
	return ""
}

// Weight is a file's size as people say it.
func (f FileBox) Weight() string {
	switch kb := float64(f.Size) / 1024; {
	case kb < 1:
		return fmt.Sprintf("%d B", f.Size)
	case kb < 1000:
		return fmt.Sprintf("%.0f KB", kb)
	default:
		return fmt.Sprintf("%.1f MB", kb/1024)
	}
}

// TalkLine is one word said in the case, or one thing the system told.
type TalkLine struct {
	At         time.Time
	Actor      string // "" for the system
	Said, Text string
	Mine       bool
}

// HistoryLine says in words who did what when.
type HistoryLine struct {
	At                   time.Time
	Actor, Said, Comment string
	Kind                 string // what its mark shows: good, bad, back, talk, clock, or ""
	Amended              *Amended
}

// Amended is what is different in a form that was sent anew.
type Amended struct {
	Title, Actor string // of the step; who sent it
	At           time.Time
	Changes      []Changed
	Rows         []ChangedRow
}

// Count is how many things are different.
func (a Amended) Count() int { return len(a.Changes) + len(a.Rows) }

// Changed is a value as it was and as it is, "" for nothing.
type Changed struct{ Label, Before, After string }

// ChangedRow is a row of a table that is new, gone, or different.
type ChangedRow struct {
	Table, Title string
	What         string // as forms says it: added, removed, changed
	Cells        []Changed
}

// shownRelated is how many related cases are open at once.
const shownRelated = 6

// RelatedFirst are the related cases that stand there open.
func (p CasePage) RelatedFirst() []RelatedLine { return p.Related[:min(len(p.Related), shownRelated)] }

// RelatedRest is what a long list of related cases folds away.
func (p CasePage) RelatedRest() []RelatedLine { return p.Related[min(len(p.Related), shownRelated):] }

// shownHistory is how much of a long history is open at once.
const shownHistory = 6

// Earlier is what a long history folds away.
func (p CasePage) Earlier() []HistoryLine { return p.History[:p.folded()] }

// Latest is what it shows.
func (p CasePage) Latest() []HistoryLine { return p.History[p.folded():] }

func (p CasePage) folded() int {
	if len(p.History) <= shownHistory+2 { // two lines are not worth a fold
		return 0
	}
	return len(p.History) - shownHistory
}

// Standing is where the case stands and what may come: what was done stands in the history.
func (p CasePage) Standing() *Route {
	if p.Route == nil {
		return nil
	}
	standing := *p.Route
	standing.Stops = nil
	for _, stop := range p.Route.Stops {
		if stop.State != "done" && stop.State != "back" && stop.State != "said" {
			standing.Stops = append(standing.Stops, stop)
		}
	}
	return &standing
}

// Open says that the case goes on.
func (p CasePage) Open() bool { return p.State == processes.Open }

// Mine says that one of the open tasks is the reader's.
func (p CasePage) Mine() bool { return len(p.Own()) > 0 }

// Own are the open tasks that are the reader's.
func (p CasePage) Own() []*TaskBox {
	var own []*TaskBox
	for i := range p.Tasks {
		if p.Tasks[i].Mine {
			own = append(own, &p.Tasks[i])
		}
	}
	return own
}
