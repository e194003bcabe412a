package store

import (
	"context"
	"errors"
)

// SavedView is a list as somebody narrowed it.
type SavedView struct {
	Name  string
	Query string // of the page's address: state=open&process=purchase
}

// mostViews are more than anybody finds their way in.
const mostViews = 30

// ErrTooManyViews refuses one more view to somebody who has plenty.
var ErrTooManyViews = errors.New("too many saved views")

// SavedViews lists a person's views of a page by name.
func (t *Tx) SavedViews(ctx context.Context, person, page string) ([]SavedView, error) {
	var views []SavedView
	err := t.list(ctx, "list saved views", &views,
		`SELECT name, query FROM saved_views WHERE person = $1 AND page = $2 ORDER BY name`, person, page)
	return views, err
}

// SaveView keeps a view, in place of the one of that name; ErrTooManyViews when there are plenty.
func (t *Tx) SaveView(ctx context.Context, person, page string, v SavedView) error {
	var others int
	if err := t.get(ctx, "count saved views", &others,
		`SELECT count(*) FROM saved_views WHERE person = $1 AND page = $2 AND name <> $3`, person, page, v.Name); err != nil {
		return err
	}
	if others >= mostViews {
		return ErrTooManyViews
	}
	return t.exec(ctx, "save view", `INSERT INTO saved_views (person, page, name, query) VALUES ($1, $2, $3, $4)
		ON CONFLICT (school, person, page, name) DO UPDATE SET query = excluded.query, saved_at = now()`,
		person, page, v.Name, v.Query)
}

// DropView forgets a view; one that is not there is forgotten already.
func (t *Tx) DropView(ctx context.Context, person, page, name string) error {
	return t.exec(ctx, "drop view", `DELETE FROM saved_views WHERE person = $1 AND page = $2 AND name = $3`,
		person, page, name)
}
