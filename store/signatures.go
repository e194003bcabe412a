package store

import (
	"context"
	"time"
)

// Signature is how a person signs from a moment on.
type Signature struct {
	ID     int64
	Person string
	At     time.Time
	Drawn  bool // else the name stands in writing
}

// AddSignature has a person sign with a picture from now on, or by name with none.
func (t *Tx) AddSignature(ctx context.Context, person string, picture []byte) error {
	if picture == nil {
		picture = []byte{}
	}
	return t.exec(ctx, "add signature", `INSERT INTO signatures (person, picture) VALUES ($1, $2)`, person, picture)
}

// Signatures lists how some persons signed over time, the latest first.
func (t *Tx) Signatures(ctx context.Context, persons []string) ([]Signature, error) {
	var list []Signature
	err := t.list(ctx, "list signatures", &list, `SELECT id, person, at, length(picture) > 0 AS drawn
		FROM signatures WHERE person = ANY($1) ORDER BY at DESC, id DESC`, array(persons))
	return list, err
}

// SignaturePicture reads a drawn signature; ErrNotFound when there is none of that number.
func (t *Tx) SignaturePicture(ctx context.Context, id int64) (person string, picture []byte, err error) {
	var row struct {
		Person  string
		Picture []byte
	}
	err = t.get(ctx, "read signature", &row,
		`SELECT person, picture FROM signatures WHERE id = $1 AND length(picture) > 0`, id)
	return row.Person, row.Picture, err
}
