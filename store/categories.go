package store

import "context"

// CategoryRow is a category of repairs: how large they are, and the trade they need.
type CategoryRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Size  string `json:"size" enum:"minor,major"`
	Trade string `json:"trade"`
}

// CategoryData is a category of repairs as a school begins with it. Size: minor, major.
type CategoryData struct{ ID, Name, Size, Trade string }

// Categories lists categories of repairs by id.
func (t *Tx) Categories(ctx context.Context, q Query) ([]CategoryRow, string, error) {
	return paged(ctx, t, "list categories", q, 1, func(r *CategoryRow) []string { return []string{r.ID} }, `
		SELECT id, name, size, trade FROM categories
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`,
		q.ID, like(q.Q))
}

// Trades lists the trades that categories in use name, sorted.
func (t *Tx) Trades(ctx context.Context) ([]string, error) {
	trades := []string{}
	err := t.list(ctx, "list trades", &trades,
		`SELECT DISTINCT trade FROM categories WHERE NOT disabled ORDER BY trade`)
	return trades, err
}

func (t *Tx) loadCategories(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Categories {
		err := t.exec(ctx, "insert category: "+r.ID, `INSERT INTO categories (id, name, size, trade, search)
			VALUES ($1, $2, $3, $4, $5)`, r.ID, r.Name, r.Size, r.Trade, SearchText(r.ID, r.Name, r.Trade))
		if err != nil {
			return err
		}
	}
	return nil
}
