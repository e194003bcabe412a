package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Draft is a form somebody began and has not sent.
type Draft struct {
	Place   string              // which form: new:purchase, task:…
	Key     string              // the idempotency key it will be sent under
	Values  map[string][]string // of its inputs, as posted
	SavedAt time.Time
}

// draftLife is how long an untouched draft is kept; forms of tasks that others did long ago go with it.
const draftLife = "180 days"

// unsent is the condition that a draft d's form was not sent meanwhile.
const unsent = `NOT EXISTS (SELECT FROM keys k WHERE k.actor = d.person AND k.key = d.key)`

// SaveDraft keeps what somebody has filled in so far, in the place of what was kept before. A form that was sent
// already, by a request that overtook this one, is not kept: the time is zero then.
func (t *Tx) SaveDraft(ctx context.Context, person string, d Draft) (time.Time, error) {
	values, err := json.Marshal(d.Values)
	if err != nil {
		return time.Time{}, fmt.Errorf("save draft: %w", err)
	}
	err = t.exec(ctx, "drop old drafts",
		`DELETE FROM drafts WHERE person = $1 AND saved_at < now() - $2::interval`, person, draftLife)
	if err != nil {
		return time.Time{}, err
	}
	var saved []time.Time
	err = t.list(ctx, "save draft", &saved, `INSERT INTO drafts (person, place, key, values)
		SELECT d.person, d.place, d.key, $4::jsonb FROM (SELECT $1::text AS person, $2::text AS place, $3::text AS key) d
		WHERE `+unsent+`
		ON CONFLICT (school, person, place) DO UPDATE SET key = $3, values = $4::jsonb, saved_at = now()
		RETURNING saved_at`, person, d.Place, d.Key, string(values))
	if err != nil || len(saved) == 0 {
		return time.Time{}, err
	}
	return saved[0], nil
}

type draftRow struct {
	Place   string
	Key     string
	Values  []byte
	SavedAt time.Time `db:"saved_at"`
}

func (r draftRow) draft() (Draft, error) {
	d := Draft{Place: r.Place, Key: r.Key, SavedAt: r.SavedAt}
	if err := json.Unmarshal(r.Values, &d.Values); err != nil {
		return d, fmt.Errorf("read draft of %s: %w", r.Place, err)
	}
	return d, nil
}

// ReadDraft reads what somebody has filled in of a form and not sent; ErrNotFound when nothing.
func (t *Tx) ReadDraft(ctx context.Context, person, place string) (*Draft, error) {
	var row draftRow
	err := t.get(ctx, "read draft", &row, `SELECT place, key, values, saved_at FROM drafts d
		WHERE person = $1 AND place = $2 AND `+unsent, person, place)
	if err != nil {
		return nil, err
	}
	d, err := row.draft()
	return &d, err
}

// Drafts lists somebody's unsent forms, the last one first.
func (t *Tx) Drafts(ctx context.Context, person string) ([]Draft, error) {
	var rows []draftRow
	err := t.list(ctx, "list drafts", &rows, `SELECT place, key, values, saved_at FROM drafts d
		WHERE person = $1 AND `+unsent+` ORDER BY saved_at DESC LIMIT 50`, person)
	drafts := make([]Draft, 0, len(rows))
	for _, row := range rows {
		d, err := row.draft()
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, d)
	}
	return drafts, err
}

// DropDraft forgets the draft of a form that was sent; another one begun in its place since stays.
func (t *Tx) DropDraft(ctx context.Context, person, place, key string) error {
	return t.exec(ctx, "drop draft", `DELETE FROM drafts WHERE person = $1 AND place = $2 AND key = $3`,
		person, place, key)
}

// ForgetDraft forgets whatever draft there is of a form.
func (t *Tx) ForgetDraft(ctx context.Context, person, place string) error {
	return t.exec(ctx, "forget draft", `DELETE FROM drafts WHERE person = $1 AND place = $2`, person, place)
}
