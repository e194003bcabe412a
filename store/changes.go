package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Change is something the administration did to a record of a list.
type Change struct {
	ID     int64           `json:"-"`
	At     time.Time       `json:"at"`
	Actor  string          `json:"actor"`
	Name   string          `json:"-"` // of the actor
	List   string          `json:"list"`
	Record string          `json:"record"`
	Kind   string          `json:"kind"` // create, change, disable, enable, password, label
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	File   string          `json:"file"` // the workbook it came from
}

// InsertChanges records changes, in the transaction that makes them.
func (t *Tx) InsertChanges(ctx context.Context, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	raw, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("encode changes: %w", err)
	}
	return t.exec(ctx, "record changes", `
		INSERT INTO changes (at, actor, list, record, kind, before, after, file)
		SELECT at, actor, list, record, kind, coalesce(before, '{}'), coalesce(after, '{}'), coalesce(file, '')
		FROM jsonb_to_recordset($1::jsonb) AS c (at timestamptz, actor text, list text, record text, kind text,
			before jsonb, after jsonb, file text)`, string(raw))
}

// Changes lists what was changed in a list, of one record where Query.ID names it, the latest first. list "" is all.
func (t *Tx) Changes(ctx context.Context, list string, q Query) ([]Change, string, error) {
	return paged(ctx, t, "list changes", q, 1, func(c *Change) []string { return number(c.ID) }, `
		SELECT c.id, c.at, c.actor, p.name, c.list, c.record, c.kind, c.before, c.after, c.file
		FROM changes c JOIN people p ON p.id = c.actor
		WHERE ($1::bigint IS NULL OR c.id < $1) AND ($3 = '' OR c.list = $3) AND ($4 = '' OR c.record = $4)
		ORDER BY c.id DESC LIMIT $2`, list, q.ID)
}
