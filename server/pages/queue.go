package pages

import (
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/forms"
)

// QueuePage is somebody's open tasks, and what they were told.
type QueuePage struct {
	Here    string // the queue as it is narrowed: where a decision comes back to
	Q       string
	Kept    []Hidden // what narrows it beside the search
	Filters []Filter
	All     int    // tasks there are, however the page is narrowed
	Gone    []Card // what could not be decided and is no longer in the queue
	Cards   []Card
	Batch   []BatchChoice
	Key     string // of deciding several
	More    string // address of the next part
	Done    []Decided
	Told    Notices
}

// Choice says that there is more than one way to see the queue.
func (q QueuePage) Choice() bool { return q.All > 0 && len(q.Filters) > 1 }

// Filter is one way to narrow the queue.
type Filter struct {
	Href, Label, Icon string
	Count             int
	Chosen, Late      bool
}

// Card is a task in the queue, in words.
type Card struct {
	ID, Number, Case    string // Case is the address that opens it
	Icon, Process, Step string
	Starter, Department string
	Flags               []string // what is so of the case: urgent
	Amount              Fact     // the money in what sums the case up
	Facts               []Fact
	Waited, Due         string
	Overdue             bool
	Claimed             string   // by whom, in words
	Notes               []string // sent back by whom and why; in whose place it would be decided
	Beside              *Beside  // what else whoever decides should know
	Mine                bool     // nobody else has claimed it
	Action, Key, Back   string
	Outcomes            []cases.OutcomeView // that need no form
	Opens               bool                // an outcome asks for more than a comment
	Several             []string            // outcomes that can be taken for several tasks
	Comment             string
	Failures            []string
}

// Ref is the card's id in the page.
func (c Card) Ref() string { return "t-" + strings.ReplaceAll(c.ID, ".", "-") }

// SumUp takes in what the process names as its summary: the first amount of money stands apart, words need no label.
func (c *Card) SumUp(parts []forms.Part) {
	for _, part := range parts {
		fact := Fact{Label: part.Label, Text: part.Text}
		switch {
		case part.Type == "money" && c.Amount.Text == "":
			c.Amount = fact
			continue
		case part.Type == "bool":
			c.Flags = append(c.Flags, part.Text)
			continue
		case part.Type == "text" || part.Type == "longtext":
			fact.Label = ""
		}
		c.Facts = append(c.Facts, fact)
	}
}

// BatchChoice is an outcome that several tasks of the page can end with at once.
type BatchChoice struct {
	ID, Title, Style string
	Count            int
}

// Decided is what became of one task somebody decided in the queue.
type Decided struct {
	Number string
	Said   string // what was done, in words
	Why    string // it was refused, "" when it was done
	Status int    // of the answer
}

// Notices are what the reader was told, the latest first.
type Notices struct {
	Unread, Read []Notice
	UpTo         int64 // the latest there is
}

// Notice is a message to the reader, and how often it came.
type Notice struct {
	At                time.Time // the last time
	Href, Text, About string    // Href is where it leads, "" where there is nothing to see
	Times             int
}

// Add puts an older message behind those there are; the same once more is counted.
func (t *Notices) Add(n Notice, unread bool) {
	list := &t.Read
	if unread {
		list = &t.Unread
	}
	for i := range *list {
		if one := &(*list)[i]; one.Href == n.Href && one.Text == n.Text {
			one.Times++
			return
		}
	}
	*list = append(*list, n)
}
