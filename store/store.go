package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"zongwu/forms"
	"zongwu/processes"
)

// Store is the database as the application role sees it.
type Store struct{ db *sqlx.DB }

// Open connects as the application role and refuses a schema older or newer than the program's.
func Open(ctx context.Context, url string) (*Store, error) { panic("to be written") }

// Migrate brings the schema up to date as its owner, and creates the application role with the password given.
func Migrate(ctx context.Context, ownerURL, appPassword string) error { panic("to be written") }

// InSchool runs body in one transaction that sees one school only, and commits when it returns nil. Serialization
// failures and deadlocks are retried a few times with a little rest. What it returns is body's error, or an *Away when
// the database does not answer.
func (s *Store) InSchool(ctx context.Context, school string, body func(context.Context, *Tx) error) error {
	panic("to be written")
}

// Schools lists the ids of all schools.
func (s *Store) Schools(ctx context.Context) ([]string, error) { panic("to be written") }

// Tx is a transaction inside one school. All its methods are SQL beside the function that runs it.
type Tx struct {
	tx     *sqlx.Tx
	School string
}

// Case is a case's row.
type Case struct {
	ID, Number, Process, Version string
	Status                       processes.Status
	Starter, Department          string
	CreatedAt, ChangedAt         time.Time
	Seq                          int
	State                        json.RawMessage // processes.State
	Title                        string          // one line that summarises it, zh
	Search                       string          // what `q` finds: number, words, pinyin, initials
	Parent                       string          // id of the case that began it
	ParentStep, ParentBranch     string
}

// ErrNotFound is "unknown, or another school's".
var ErrNotFound = errNotFound{}

type errNotFound struct{}

func (errNotFound) Error() string { return "not found" }

// LockCase reads a case by id or number and locks its row until the transaction ends.
func (t *Tx) LockCase(ctx context.Context, idOrNumber string) (*Case, error) { panic("to be written") }

// ReadCase reads a case by id or number.
func (t *Tx) ReadCase(ctx context.Context, idOrNumber string) (*Case, error) { panic("to be written") }

// InsertCase writes a new case.
func (t *Tx) InsertCase(ctx context.Context, c *Case) error { panic("to be written") }

// UpdateCase writes status, seq, state, title, search and the time of change.
func (t *Tx) UpdateCase(ctx context.Context, c *Case) error { panic("to be written") }

// NextNumber allocates the next number of a series ("CG-2026"), gapless: a rollback gives it back.
func (t *Tx) NextNumber(ctx context.Context, series string) (int, error) { panic("to be written") }

// AppendTransition writes a transition (unique by case and seq), its trail digest and its outbox row.
func (t *Tx) AppendTransition(ctx context.Context, c *Case, tr *processes.Transition) error {
	panic("to be written")
}

// Transitions reads a case's transitions after a seq, in order.
func (t *Tx) Transitions(ctx context.Context, caseID string, after int) ([]processes.Transition, error) {
	panic("to be written")
}

// ApplyTasks writes the task rows that follow from a transition: closed, opened, changed; their persons too.
// summary is the line the queue shows.
func (t *Tx) ApplyTasks(ctx context.Context, c *Case, tr *processes.Transition, summary string) error {
	panic("to be written")
}

// Post performs one posting. A book that refuses answers with a *processes.Refusal whose failure stands at the
// posting's pointer (codes budget, stock).
func (t *Tx) Post(ctx context.Context, c *Case, tr *processes.Transition, p processes.Posting) error {
	panic("to be written")
}

// Definition reads the definition in force for a process: its text and version.
func (t *Tx) Definition(ctx context.Context, process string) (text []byte, version string, err error) {
	panic("to be written")
}

// DefinitionVersion reads one version of a process's definition, in force or not.
func (t *Tx) DefinitionVersion(ctx context.Context, process, version string) ([]byte, error) {
	panic("to be written")
}

// Definitions lists the processes in force: id and version.
func (t *Tx) Definitions(ctx context.Context) ([]DefinitionRow, error) { panic("to be written") }

// PublishDefinition puts a version in force; created says that the process was new. by is a person or "catalogue".
func (t *Tx) PublishDefinition(ctx context.Context, process, version string, text []byte, by string) (created bool, err error) {
	panic("to be written")
}

// DefinitionRow is one process in force.
type DefinitionRow struct {
	Process, Version, By string
	Text                 []byte
}

// Key is an idempotency key used before by an actor.
type Key struct {
	BodyHash string
	Answer   []byte
}

// LockKey takes the key for the rest of the transaction (a second caller waits) and returns what it answered before,
// nil when it is new.
func (t *Tx) LockKey(ctx context.Context, actor, key string) (*Key, error) { panic("to be written") }

// SaveKey remembers the answer under a key, for good.
func (t *Tx) SaveKey(ctx context.Context, actor, key string, k Key) error { panic("to be written") }

// People returns the active persons with roles, sorted by id.
func (t *Tx) People(ctx context.Context) ([]processes.Person, error) { panic("to be written") }

// Object returns the record behind a reference, with the attributes forms.ObjectTypes declares.
func (t *Tx) Object(ctx context.Context, kind, id string) (forms.Object, bool, error) {
	panic("to be written")
}

// SchoolRow is a school with what it has set.
type SchoolRow struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Settings   json.RawMessage `json:"settings"` // setting name: value as the definition's type reads it
	Terms      json.RawMessage `json:"terms"`    // [{name, from, to}]
	Closures   json.RawMessage `json:"closures"` // [{name, from, to}]
	FiscalYear int             `json:"fiscal_year"`
}

// ReadSchool reads the school of the transaction.
func (t *Tx) ReadSchool(ctx context.Context) (*SchoolRow, error) { panic("to be written") }

// OutboxCase is a case with transitions its workflow has not been told.
type OutboxCase struct {
	School, Case, Number, Process string
	Conducts                      []processes.Conduct // in order of seq
}

// DrainOutbox takes up to n cases with undelivered transitions (FOR UPDATE SKIP LOCKED), calls deliver for each, and
// deletes the rows of those delivered, all in one transaction per batch.
func (t *Tx) DrainOutbox(ctx context.Context, n int, deliver func(context.Context, OutboxCase) error) (delivered int, err error) {
	panic("to be written")
}

// OutboxAge is the age of the oldest undelivered transition, 0 when there is none.
func (t *Tx) OutboxAge(ctx context.Context) (time.Duration, error) { panic("to be written") }

// Listen calls wake whenever one of the channels is notified (payload given), and once after every reconnect with an
// empty payload; it returns when ctx ends. Channels: outbox (school), tasks (school/person), case (school/case id).
func (s *Store) Listen(ctx context.Context, url string, channels []string, wake func(channel, payload string)) error {
	panic("to be written")
}
