package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrOtherLabel is a label to be replaced that is replaced already, or stands on what is out of use.
var ErrOtherLabel = errors.New("label is not the one there is")

// Label is what the label with a code stands on: a room, or a thing of the register.
type Label struct {
	School      string
	Room, Asset string // one of them; of a thing the room is where it stands, once ReadLabel has asked
	Open        bool   // anybody may report by it, as its school allows
}

// record is what the label stands on, as a record of its list.
func (l Label) record() (list, id string) {
	if l.Asset != "" {
		return ListAssets, l.Asset
	}
	return ListRooms, l.Room
}

// FindLabel finds what a label stands on, in whichever school; ErrNotFound when there is none of that code, or the room
// it stands on is out of use. A thing may be written off: ReadLabel says so.
func (s *Store) FindLabel(ctx context.Context, code string) (*Label, error) {
	if !Storable(code) {
		return nil, ErrNotFound
	}
	var row Label
	err := s.get(ctx, "find label", &row, `SELECT school, room, asset, open FROM door_label($1)`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, away(fmt.Errorf("find label: %w", err))
	}
	return &row, nil
}

// Labelled is what a label stands on, as people call it.
type Labelled struct {
	School    string // its name
	Room      string
	RoomName  string `db:"room_name"`
	Asset     string
	AssetName string `db:"asset_name"`
	Gone      bool   // the thing is written off
}

// ReadLabel tells what a label of the transaction's school stands on.
func (t *Tx) ReadLabel(ctx context.Context, l Label) (Labelled, error) {
	var row Labelled
	err := t.get(ctx, "read label", &row, `
		SELECT s.name AS school, coalesce(r.id, '') AS room, coalesce(r.name, '') AS room_name, coalesce(a.id, '') AS asset,
			coalesce(a.name, '') AS asset_name, coalesce(a.state = 'written_off', false) AS gone
		FROM schools s LEFT JOIN assets a ON a.id = $2 LEFT JOIN rooms r ON r.id = coalesce(a.room, $1)`, l.Room, l.Asset)
	return row, err
}

// RenewLabel gives a room or a thing a label with a new code instead of the one it has, old, which is nobody's from
// then on: ErrOtherLabel where that is not its code any more. It stands among the changes, as the person's.
func (t *Tx) RenewLabel(ctx context.Context, l Label, old, person string) (code string, err error) {
	list, record := l.record()
	if list == ListAssets {
		err = t.get(ctx, "renew label of asset", &code, `UPDATE assets SET code = new_code('a')
			WHERE id = $1 AND code = $2 AND state <> 'written_off' RETURNING code`, record, old)
	} else {
		err = t.get(ctx, "renew label of room", &code, `UPDATE rooms SET code = new_code('r')
			WHERE id = $1 AND code = $2 AND NOT disabled RETURNING code`, record, old)
	}
	if errors.Is(err, ErrNotFound) {
		return "", ErrOtherLabel
	}
	if err != nil {
		return "", err
	}
	was, errWas := json.Marshal(map[string]string{"code": old})
	is, errIs := json.Marshal(map[string]string{"code": code})
	if err = errors.Join(errWas, errIs); err != nil {
		return "", err
	}
	return code, t.InsertChanges(ctx, []Change{{
		At: time.Now(), Actor: person, List: list, Record: record, Kind: "label", Before: was, After: is,
	}})
}

// LabelRenewed is when a room or a thing got the label it has, and from whom; nil where it is the first.
func (t *Tx) LabelRenewed(ctx context.Context, l Label) (*Change, error) {
	list, record := l.record()
	var made []Change
	err := t.list(ctx, "find change of label", &made, `
		SELECT c.at, c.actor, p.name FROM changes c JOIN people p ON p.id = c.actor
		WHERE c.list = $1 AND c.record = $2 AND c.kind = 'label' ORDER BY c.id DESC LIMIT 1`, list, record)
	if err != nil || len(made) == 0 {
		return nil, err
	}
	return &made[0], nil
}
