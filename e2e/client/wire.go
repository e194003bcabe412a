package client

import (
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"
)

// Case is a case as the server shows it.
type Case struct {
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	Process string   `json:"process"`
	Version string   `json:"version"`
	State   string   `json:"state"`
	Starter ID       `json:"starter"`
	Open    []Task   `json:"open"`
	History []Event  `json:"history"`
	Actions []ID     `json:"actions"`
	Data    Anything `json:"data"`
}

// Anything is JSON that is looked at here and there.
type Anything = json.RawMessage

// Event is one line of a case's history.
type Event struct {
	Seq     int       `json:"seq"`
	Step    string    `json:"step"`
	Actor   ID        `json:"actor"`
	Action  string    `json:"action"`
	Outcome string    `json:"outcome"`
	Comment string    `json:"comment"`
	At      time.Time `json:"at"`
	Data    Anything  `json:"data"`
}

// Task is an open task.
type Task struct {
	ID        string   `json:"id"`
	Case      string   `json:"case"`
	Number    string   `json:"number"`
	Process   string   `json:"process"`
	Step      string   `json:"step"`
	Title     string   `json:"title"`
	Summary   string   `json:"summary"`
	Persons   []ID     `json:"persons"`
	DueAt     string   `json:"due_at"`
	ClaimedBy ID       `json:"claimed_by"`
	Outcomes  []ID     `json:"outcomes"`
	Form      string   `json:"form"`
	Data      Anything `json:"data"`
}

// Row is a row a task opens with.
type Row struct {
	ID   string `json:"id"`
	Line string `json:"line"`
	Item ID     `json:"item"`
}

// Rows are the rows of `lines` a task opens with.
func (t *Task) Rows() ([]Row, error) {
	var data struct {
		Lines []Row `json:"lines"`
	}
	err := json.Unmarshal(t.Data, &data)
	return data.Lines, err
}

// ID is an id, given alone or as the `id` of an object; null is "".
type ID string

// UnmarshalJSON reads both ways of writing.
func (id *ID) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '{' {
		var object struct {
			ID string `json:"id"`
		}
		err := json.Unmarshal(raw, &object)
		*id = ID(object.ID)
		return err
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	*id = ""
	if text != nil {
		*id = ID(*text)
	}
	return nil
}

// Item is a good or a service that can be bought.
type Item struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Food     bool   `json:"food"`
	Store    string `json:"store"`
	Subject  string `json:"subject"`
	Price    int64  `json:"price"`
	Proof    string `json:"proof"`
	Category string `json:"category"`
}

// Branch is the part of an acceptance the item belongs to.
func (i Item) Branch() string {
	if i.Kind == "service" {
		return "service"
	}
	return i.Store
}

// Stored says whether an accepted item enters a store.
func (i Item) Stored() bool { return i.Kind == "consumable" || i.Kind == "durable" || i.Kind == "food" }

// Supplier is somebody to buy from.
type Supplier struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Contract   string `json:"contract"`
	ContractTo string `json:"contract_to"`
	Settle     string `json:"settle"` // monthly, or single: each case pays its own
}

// Person is somebody of the school.
type Person struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Login      string   `json:"login"`
	Department string   `json:"department"`
	Roles      []string `json:"roles"`
}

// Stock is one line of the stock book.
type Stock struct {
	Item     string          `json:"item"`
	Store    string          `json:"store"`
	Quantity decimal.Decimal `json:"quantity"`
	Value    int64           `json:"value"`
}

// Budget is one line of the budget.
type Budget struct {
	ID         string `json:"id"`
	Year       int    `json:"year"`
	Department string `json:"department"`
	Subject    string `json:"subject"`
	Planned    int64  `json:"planned"`
	Reserved   int64  `json:"reserved"`
	Spent      int64  `json:"spent"`
	Available  int64  `json:"available"`
}

// Payable is what is owed for a case.
type Payable struct {
	ID       string `json:"id"`
	Supplier string `json:"supplier"`
	Case     string `json:"case"`
	Owed     int64  `json:"owed"`
	Invoiced int64  `json:"invoiced"`
	Paid     int64  `json:"paid"`
}

// Entry is one line of a book, as far as all books agree.
type Entry struct {
	ID       string          `json:"id"`
	Case     string          `json:"case"`
	Seq      int             `json:"seq"`
	Kind     string          `json:"kind"`
	Store    string          `json:"store"`
	Quantity decimal.Decimal `json:"quantity"`
	Value    int64           `json:"value"`
	Amount   int64           `json:"amount"`
}

// Link is one link of a trail.
type Link struct {
	Seq      int    `json:"seq"`
	At       string `json:"at"`
	Actor    ID     `json:"actor"`
	Step     string `json:"step"`
	Action   string `json:"action"`
	Digest   string `json:"digest"`
	Previous string `json:"previous"`
}
