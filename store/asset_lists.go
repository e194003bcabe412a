package store

import (
	"context"
	"time"

	"zongwu/forms"
)

// AssetQuery narrows a list of the register; empty fields do not.
type AssetQuery struct {
	Query
	Room, Category, State, Holder string
	Department                    string // the holder's
	Standing                      bool   // only what is not written off
}

// Assets lists the cards of the asset register by id; the code of a label finds its card.
func (t *Tx) Assets(ctx context.Context, q AssetQuery) ([]AssetRow, string, error) {
	return paged(ctx, t, "list assets", q.Query, 1, func(r *AssetRow) []string { return []string{r.ID} }, `
		SELECT id, bought::text AS bought, life_years, due::text AS due, guarantee_to::text AS guarantee_to, cost, code,
			`+onCards+`
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND (search LIKE $4 OR code = $5)
			AND ($6 = '' OR room = $6) AND ($7 = '' OR category = $7) AND ($8 = '' OR state = $8)
			AND ($9 = '' OR holder = $9) AND ($10 = '' OR holder IN (SELECT p.id FROM people p WHERE p.department = $10))
			AND (NOT $11 OR state <> 'written_off')
		ORDER BY id LIMIT $2`,
		q.ID, like(q.Q), q.Q, q.Room, q.Category, q.State, q.Holder, q.Department, q.Standing)
}

// Narrowing is something the register can be narrowed by: By is room, category, holder or department.
type Narrowing struct{ By, ID, Name string }

// AssetNarrowings are the rooms, categories, holders and holders' departments that cards name, each by name.
func (t *Tx) AssetNarrowings(ctx context.Context) ([]Narrowing, error) {
	rows := []Narrowing{}
	err := t.list(ctx, "list what assets are narrowed by", &rows, `
		SELECT 'room' AS by, r.id, r.name FROM rooms r WHERE r.id IN (SELECT room FROM assets)
		UNION ALL SELECT DISTINCT 'category', category, category FROM assets
		UNION ALL SELECT 'holder', p.id, p.name FROM people p WHERE p.id IN (SELECT holder FROM assets)
		UNION ALL SELECT 'department', d.id, d.name FROM departments d
			WHERE d.id IN (SELECT p.department FROM people p WHERE p.id IN (SELECT holder FROM assets))
		ORDER BY 3, 2`)
	return rows, err
}

// AssetEntry is one thing that happened to a card, with what the card said from then on.
type AssetEntry struct {
	ID     int64       `json:"id"`
	At     time.Time   `json:"at"`
	Case   string      `json:"case"`
	Number string      `json:"number"`
	Seq    int         `json:"seq"`
	Step   string      `json:"step"`
	Kind   string      `json:"kind"`
	Room   string      `json:"room"`
	Holder string      `json:"holder"`
	State  string      `json:"state"`
	LentTo string      `json:"lent_to" db:"lent_to"`
	Due    *string     `json:"due"`
	Amount forms.Money `json:"amount" doc:"what a repair cost, or what a thing written off still brought"`
	Value  forms.Money `json:"value" doc:"by how much the entry changed the original value in the register"`
	Price  forms.Money `json:"price" doc:"original value of the card's pieces in the register from then on"`
}

// AssetEntries lists what happened to a card, oldest first. That somebody is to owe its price is nothing that happened
// to it: whoever may see the case reads it there.
func (t *Tx) AssetEntries(ctx context.Context, asset string, q Query) ([]AssetEntry, string, error) {
	return paged(ctx, t, "list asset entries", q, 1, func(r *AssetEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", coalesce(c.number, '') AS number, e.seq, e.step, e.kind, e.room, e.holder,
			e.state, e.lent_to, e.due::text AS due, e.amount, e.value,
			(SELECT sum(b.value) FROM asset_entries b WHERE b.asset = e.asset AND b.id <= e.id)::bigint AS price
		FROM asset_entries e LEFT JOIN cases c ON c.id = e.case_id
		WHERE e.asset = $3 AND ($1::bigint IS NULL OR e.id > $1) AND kind NOT IN ('compensate', 'uncompensate')
		ORDER BY e.id LIMIT $2`, asset)
}

// ReceivableRow is what somebody, who may be a pupil, owes the school for a case.
type ReceivableRow struct {
	ID     string      `json:"id"`
	Person string      `json:"person"`
	Name   string      `json:"name"`
	Case   string      `json:"case"`
	Number string      `json:"number"`
	At     time.Time   `json:"at"`
	Owed   forms.Money `json:"owed"`
	Paid   forms.Money `json:"paid"`
	Waived forms.Money `json:"waived"`

	Answers string `json:"-"` // who answers for the debtor: of a pupil the class teacher, anybody else themselves
}

// Left is what is neither paid nor waived.
func (r ReceivableRow) Left() forms.Money { return r.Owed - r.Paid - r.Waived }

// receivableColumns are those of a ReceivableRow, and what they are read from.
const receivableColumns = `r.id, r.person, coalesce(p.name, u.name, r.person) AS name, r.case_id AS "case", c.number,
			r.at, r.owed, r.paid, r.waived, coalesce(u.class_teacher, r.person) AS answers
		FROM receivables r JOIN cases c ON c.id = r.case_id LEFT JOIN people p ON p.id = r.person
			LEFT JOIN pupils u ON u.id = r.person`

// Receivables lists what is owed to the school, by id, or for one case, by its id or number; a word is looked for in
// the debtor's name and the case.
func (t *Tx) Receivables(ctx context.Context, q Query, of string) ([]ReceivableRow, string, error) {
	return paged(ctx, t, "list receivables", q, 1, func(r *ReceivableRow) []string { return []string{r.ID} }, `
		SELECT `+receivableColumns+`
		WHERE ($1::text IS NULL OR r.id > $1) AND ($3 = '' OR r.id = $3)
			AND (coalesce(p.search, u.search, '') LIKE $4 OR lower(c.number) LIKE $4) AND ($5 = '' OR $5 IN (c.id, c.number))
		ORDER BY r.id LIMIT $2`, q.ID, like(q.Q), of)
}

// ReceivablesAbout lists what is owed for the cases a thing is found in, by id.
func (t *Tx) ReceivablesAbout(ctx context.Context, kind, thing string) ([]ReceivableRow, error) {
	rows := []ReceivableRow{}
	err := t.list(ctx, "list receivables about thing", &rows, `SELECT `+receivableColumns+`
		WHERE EXISTS (SELECT FROM case_things g WHERE g.case_id = r.case_id AND g.kind = $1 AND g.thing = $2)
		ORDER BY r.id LIMIT 200`, kind, thing)
	return rows, err
}

// CaseReceivables lists what is owed for a case, by id.
func (t *Tx) CaseReceivables(ctx context.Context, caseID string) ([]ReceivableRow, error) {
	rows := []ReceivableRow{}
	err := t.list(ctx, "list receivables of case", &rows, `SELECT `+receivableColumns+`
		WHERE r.case_id = $1 ORDER BY r.id`, caseID)
	return rows, err
}

// ReceivableEntry is a debt, a payment or what was waived of it.
type ReceivableEntry struct {
	ID      int64       `json:"id"`
	At      time.Time   `json:"at"`
	Case    string      `json:"case"`
	Number  string      `json:"number"`
	Seq     int         `json:"seq"`
	Step    string      `json:"step"`
	Kind    string      `json:"kind" enum:"owe,pay,waive"`
	Amount  forms.Money `json:"amount"`
	Receipt string      `json:"receipt"`
}

// ReceivableEntries lists the entries of a debt, oldest first.
func (t *Tx) ReceivableEntries(ctx context.Context, receivable string, q Query) ([]ReceivableEntry, string, error) {
	return paged(ctx, t, "list receivable entries", q, 1, func(r *ReceivableEntry) []string { return number(r.ID) }, `
		SELECT e.id, e.at, e.case_id AS "case", c.number, e.seq, e.step, e.kind, e.amount, e.receipt
		FROM receivable_entries e JOIN cases c ON c.id = e.case_id
		WHERE e.receivable = $3 AND ($1::bigint IS NULL OR e.id > $1) ORDER BY e.id LIMIT $2`, receivable)
}
