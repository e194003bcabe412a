package store

import (
	"context"
	"errors"

	"github.com/lib/pq"
)

// Preferences are what somebody chose for themselves; "" and nil where they chose nothing.
type Preferences struct {
	Language, Theme string
	Remarks         []string // empty but not nil: they want none
}

// Preferences reads what a person chose.
func (t *Tx) Preferences(ctx context.Context, person string) (Preferences, error) {
	var row struct {
		Language, Theme string
		Remarks         pq.StringArray
	}
	err := t.find(ctx, "read preferences", &row,
		`SELECT language, theme, remarks FROM preferences WHERE person = $1`, person)
	if errors.Is(err, ErrNotFound) {
		return Preferences{}, nil
	}
	return Preferences{Language: row.Language, Theme: row.Theme, Remarks: row.Remarks}, err
}

// SetLanguage keeps the language somebody wants their pages in.
func (t *Tx) SetLanguage(ctx context.Context, person, language string) error {
	return t.exec(ctx, "set language", `INSERT INTO preferences (person, language) VALUES ($1, $2)
		ON CONFLICT (school, person) DO UPDATE SET language = excluded.language`, person, language)
}

// SetTheme keeps light or dark.
func (t *Tx) SetTheme(ctx context.Context, person, theme string) error {
	return t.exec(ctx, "set theme", `INSERT INTO preferences (person, theme) VALUES ($1, $2)
		ON CONFLICT (school, person) DO UPDATE SET theme = excluded.theme`, person, theme)
}

// SetRemarks keeps what somebody often remarks, in their order.
func (t *Tx) SetRemarks(ctx context.Context, person string, remarks []string) error {
	return t.exec(ctx, "set remarks", `INSERT INTO preferences (person, remarks) VALUES ($1, $2)
		ON CONFLICT (school, person) DO UPDATE SET remarks = excluded.remarks`, person, array(remarks))
}
