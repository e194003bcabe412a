package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"zongwu/forms"
)

// Notice is something a person was told.
type Notice struct {
	ID     int64  `json:"id"`
	Person string `json:"person"`
	Case   string `json:"case"` // "" for what is of no case
	Number string `json:"number"`
	Title  string `json:"title"` // of the case: what it is about
	// Process is the process a message of no case is about.
	Process string       `json:"process"`
	What    string       `json:"what"` // remind, overdue, urge, notify:<step>, outcome
	Task    string       `json:"task,omitempty"`
	Amount  *forms.Money `json:"amount,omitempty"` // in the title
	Words   forms.Text   `json:"words"`
	At      time.Time    `json:"at"`
	Read    bool         `json:"read"`
}

// InsertNotices tells persons something about a case, each once for a send id however often it is asked, and wakes
// them. Persons the school does not have are passed over.
func (t *Tx) InsertNotices(ctx context.Context, n Notice, sendID string, persons []string) error {
	words, err := json.Marshal(n.Words)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	return t.exec(ctx, "insert notices", `
		WITH told AS (
			INSERT INTO notices (person, case_id, send_id, what, task, words)
			SELECT people.id, $1, $2, $3, $4, $5 FROM people WHERE people.id = ANY($6) ON CONFLICT DO NOTHING
			RETURNING person
		)
		SELECT pg_notify('tasks', this_school() || '/' || person) FROM told`,
		n.Case, sendID, n.What, n.Task, string(words), array(persons))
}

// InsertProcessNotices tells persons something about a process that is of no case, as InsertNotices does.
func (t *Tx) InsertProcessNotices(ctx context.Context, n Notice, sendID string, persons []string) error {
	words, err := json.Marshal(n.Words)
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	return t.exec(ctx, "insert notices of process", `
		WITH told AS (
			INSERT INTO notices (person, process, send_id, what, task, words)
			SELECT people.id, $1, $2, $3, '', $4 FROM people WHERE people.id = ANY($5) ON CONFLICT DO NOTHING
			RETURNING person
		)
		SELECT pg_notify('tasks', this_school() || '/' || person) FROM told`,
		n.Process, sendID, n.What, string(words), array(persons))
}

// NoticeOfReport is what a notice says that tells of a report.
const NoticeOfReport = "reported"

// InsertReportNotices tells persons of a report, as InsertNotices does; what was told of it counts as read once
// somebody has decided about it.
func (t *Tx) InsertReportNotices(ctx context.Context, report string, words forms.Text, persons []string) error {
	n := Notice{What: NoticeOfReport, Words: words}
	return t.InsertProcessNotices(ctx, n, "reported/"+report, persons)
}

// ReadReportNotices marks what a person was told of reports as read.
func (t *Tx) ReadReportNotices(ctx context.Context, person string) error {
	return t.exec(ctx, "mark notices of reports read",
		`UPDATE notices SET read_at = now() WHERE person = $1 AND what = 'reported' AND read_at IS NULL`, person)
}

// Notices lists what a person was told, the latest first.
func (t *Tx) Notices(ctx context.Context, person string, q Query) ([]Notice, string, error) {
	type row struct {
		ID                          int64
		Person, Case, Number, Title string
		What, Task, Process         string
		Amount                      *forms.Money
		Words                       json.RawMessage
		At                          time.Time
		Read                        bool
	}
	rows, next, err := paged(ctx, t, "list notices", q, 1, func(r *row) []string {
		return []string{strconv.FormatInt(r.ID, 10)}
	}, `SELECT n.id, n.person, coalesce(n.case_id, '') AS "case", coalesce(c.number, '') AS number,
			coalesce(c.title, '') AS title, c.amount, n.process, n.what, n.task, n.words, n.at,
			n.read_at IS NOT NULL AS read
		FROM notices n LEFT JOIN cases c ON c.id = n.case_id
		WHERE ($1::bigint IS NULL OR n.id < $1) AND n.person = $3 ORDER BY n.id DESC LIMIT $2`, person)
	if err != nil {
		return nil, "", err
	}
	notices := make([]Notice, 0, len(rows))
	for _, r := range rows {
		n := Notice{ID: r.ID, Person: r.Person, Case: r.Case, Number: r.Number, Title: r.Title, What: r.What, Task: r.Task,
			Process: r.Process, Amount: r.Amount, At: r.At, Read: r.Read}
		if err := json.Unmarshal(r.Words, &n.Words); err != nil {
			return nil, "", fmt.Errorf("decode notice %d: %w", r.ID, err)
		}
		notices = append(notices, n)
	}
	return notices, next, nil
}

// ReadNotices marks what a person was told as read, all up to an id.
func (t *Tx) ReadNotices(ctx context.Context, person string, upTo int64) error {
	return t.exec(ctx, "mark notices read",
		`UPDATE notices SET read_at = now() WHERE person = $1 AND id <= $2 AND read_at IS NULL`, person, upTo)
}

// ReadNoticesOf marks what a person was told of a case as read.
func (t *Tx) ReadNoticesOf(ctx context.Context, person, caseID string) error {
	return t.exec(ctx, "mark notices of case read",
		`UPDATE notices SET read_at = now() WHERE person = $1 AND case_id = $2 AND read_at IS NULL`, person, caseID)
}

// UnreadOf says whether a person was told something of a case that is not marked as read.
func (t *Tx) UnreadOf(ctx context.Context, person, caseID string) (bool, error) {
	var unread bool
	err := t.get(ctx, "look for unread notices", &unread, `SELECT EXISTS (
		SELECT FROM notices WHERE person = $1 AND case_id = $2 AND read_at IS NULL)`, person, caseID)
	return unread, err
}
