package store

import (
	"context"
	"encoding/json"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// PersonRow is a person as lists show them; people who left are not in it.
type PersonRow struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Login      string         `json:"login"`
	Department string         `json:"department"`
	Title      string         `json:"title"`
	Roles      pq.StringArray `json:"roles"`
	Trades     pq.StringArray `json:"trades" doc:"what a repairer mends; none: everything"`
}

// SupplierRow is a supplier.
type SupplierRow struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Kind       string         `json:"kind"`
	Settle     string         `json:"settle"`
	Contract   string         `json:"contract"`
	ContractTo *string        `json:"contract_to" db:"contract_to"` // 2026-09-01
	Categories pq.StringArray `json:"categories"`
}

// ItemRow is an article or service of the catalogue.
type ItemRow struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Unit     string          `json:"unit"`
	Pack     json.RawMessage `json:"pack"` // larger unit: number of base units
	Kind     string          `json:"kind"`
	Food     bool            `json:"food"`
	Store    string          `json:"store"`
	Category string          `json:"category"`
	Subject  string          `json:"subject"`
	Price    forms.Money     `json:"price"`
	Proof    string          `json:"proof"`
	Low      decimal.Decimal `json:"low"` // reorder point
}

// RoomRow is a room.
type RoomRow struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Building string `json:"building"`
	Seats    int    `json:"seats"`
	Head     string `json:"head"`
	Code     string `json:"code" doc:"of its label: /q/{code}"`
}

// AssetRow is a card of the asset register. BookValue is the price less straight-line depreciation: a month's part for
// every month since the one it was bought in, over its years of life (财会〔2017〕4号: by the month, from that month on);
// what is written off has left the books, and has none.
type AssetRow struct {
	ID        string      `json:"id"`
	No        string      `json:"no"`
	Name      string      `json:"name"`
	Category  string      `json:"category"`
	Quantity  int         `json:"quantity"`
	Price     forms.Money `json:"price"`
	Bought    *string     `json:"bought"`
	LifeYears int         `json:"life_years" db:"life_years"`
	Room      string      `json:"room"`
	Holder    string      `json:"holder"`
	State     string      `json:"state"`
	LentTo    string      `json:"lent_to" db:"lent_to"`
	Due       *string     `json:"due"`
	BookValue forms.Money `json:"book_value" db:"book_value"`
	Guarantee *string     `json:"guarantee_to" db:"guarantee_to"`
	Cost      forms.Money `json:"cost" doc:"of its repairs"`
	Code      string      `json:"code" doc:"of its label: /q/{code}"`
}

// bookValue is what a card is worth today: see AssetRow.
const bookValue = `(CASE WHEN state = 'written_off' THEN 0 ELSE price - CASE
	WHEN life_years = 0 OR bought IS NULL THEN 0 ELSE round(price::numeric * least(
	12 * life_years, greatest(0, 12 * (date_part('year', today) - date_part('year', bought))
		+ date_part('month', today) - date_part('month', bought))::int) / (12 * life_years)) END END)::bigint`

// onCards are the columns that both a list of the register and an expression read, and where they stand.
const onCards = `id AS no, name, category, quantity, price, room, holder, state, lent_to,
	` + bookValue + ` AS book_value
	FROM assets, LATERAL (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) now`

// DepartmentRow is a department.
type DepartmentRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Head string `json:"head"`
	Fund string `json:"fund"`
}

// PriceRow is an entry of the price list for what has no card of its own.
type PriceRow struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Unit  string      `json:"unit"`
	Price forms.Money `json:"price"`
}

// PupilRow is a pupil, for whom the class teacher answers.
type PupilRow struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Class        string `json:"class"`
	ClassTeacher string `json:"class_teacher" db:"class_teacher"`
	Guardian     string `json:"guardian"`
	Phone        string `json:"phone" doc:"of the guardian"`
}

// NamedRow is a budget subject, a fund or a store.
type NamedRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Persons lists active people by id; role narrows to those who hold it, "" does not.
func (t *Tx) Persons(ctx context.Context, q Query, role string) ([]PersonRow, string, error) {
	return paged(ctx, t, "list persons", q, 1, func(r *PersonRow) []string { return []string{r.ID} }, `
		SELECT id, name, login, department, title, roles, trades FROM people
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
			AND ($5 = '' OR $5 = ANY(roles)) ORDER BY id LIMIT $2`, q.ID, like(q.Q), role)
}

// Pupils lists pupils by id; teacher narrows to those for whom somebody answers, "" does not.
func (t *Tx) Pupils(ctx context.Context, q Query, teacher string) ([]PupilRow, string, error) {
	return paged(ctx, t, "list pupils", q, 1, func(r *PupilRow) []string { return []string{r.ID} }, `
		SELECT id, name, class, class_teacher, guardian, phone FROM pupils
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
			AND ($5 = '' OR class_teacher = $5) ORDER BY id LIMIT $2`, q.ID, like(q.Q), teacher)
}

// Suppliers lists suppliers by id.
func (t *Tx) Suppliers(ctx context.Context, q Query) ([]SupplierRow, string, error) {
	return paged(ctx, t, "list suppliers", q, 1, func(r *SupplierRow) []string { return []string{r.ID} }, `
		SELECT id, name, kind, settle, contract, contract_to::text AS contract_to, categories FROM suppliers
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`, q.ID, like(q.Q))
}

// Items lists goods and services by id.
func (t *Tx) Items(ctx context.Context, q Query) ([]ItemRow, string, error) {
	return paged(ctx, t, "list items", q, 1, func(r *ItemRow) []string { return []string{r.ID} }, `
		SELECT id, name, unit, pack, kind, food, store, category, subject, price, proof, low FROM items
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`, q.ID, like(q.Q))
}

// Rooms lists rooms by id; the code of a label finds its room.
func (t *Tx) Rooms(ctx context.Context, q Query) ([]RoomRow, string, error) {
	return paged(ctx, t, "list rooms", q, 1, func(r *RoomRow) []string { return []string{r.ID} }, `
		SELECT id, name, building, seats, head, code FROM rooms
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND (search LIKE $4 OR code = $5) AND NOT disabled
		ORDER BY id LIMIT $2`,
		q.ID, like(q.Q), q.Q)
}

// Departments lists departments by id.
func (t *Tx) Departments(ctx context.Context, q Query) ([]DepartmentRow, string, error) {
	return paged(ctx, t, "list departments", q, 1, func(r *DepartmentRow) []string { return []string{r.ID} }, `
		SELECT id, name, head, fund FROM departments
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`,
		q.ID, like(q.Q))
}

// Subjects lists budget subjects by id.
func (t *Tx) Subjects(ctx context.Context, q Query) ([]NamedRow, string, error) {
	return paged(ctx, t, "list subjects", q, 1, func(r *NamedRow) []string { return []string{r.ID} }, `
		SELECT id, name FROM subjects
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`,
		q.ID, like(q.Q))
}

// Prices lists the price list by id.
func (t *Tx) Prices(ctx context.Context, q Query) ([]PriceRow, string, error) {
	return paged(ctx, t, "list prices", q, 1, func(r *PriceRow) []string { return []string{r.ID} }, `
		SELECT id, name, unit, price FROM prices
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND NOT disabled
		ORDER BY id LIMIT $2`, q.ID, like(q.Q))
}

// Funds lists funds by id.
func (t *Tx) Funds(ctx context.Context, q Query) ([]NamedRow, string, error) {
	return paged(ctx, t, "list funds", q, 1, func(r *NamedRow) []string { return []string{r.ID} }, `
		SELECT id, name FROM funds
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND ($4 = '%%' OR lower(name) LIKE $4)
			AND NOT disabled ORDER BY id LIMIT $2`, q.ID, like(q.Q))
}

// Stores lists stores by id.
func (t *Tx) Stores(ctx context.Context, q Query) ([]NamedRow, string, error) {
	return paged(ctx, t, "list stores", q, 1, func(r *NamedRow) []string { return []string{r.ID} }, `
		SELECT id, name FROM stores
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND ($4 = '%%' OR lower(name) LIKE $4)
			AND NOT disabled ORDER BY id LIMIT $2`, q.ID, like(q.Q))
}

// Names reads what things of a kind (person, department, room, store, item, asset, supplier, subject, category,
// price) are called, disabled ones too, for pages that show ids of old records. Unknown ids are missing from it.
func (t *Tx) Names(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	tables := map[string]string{
		"person":     "(SELECT id, name FROM people UNION ALL SELECT id, name FROM pupils)",
		"department": "departments", "room": "rooms", "store": "stores", "item": "items",
		"asset": "assets", "supplier": "suppliers", "subject": "subjects", "price": "prices", "category": "categories",
	}
	table, known := tables[kind]
	names := map[string]string{}
	if !known || len(ids) == 0 {
		return names, nil
	}
	var rows []NamedRow
	err := t.list(ctx, "read names of "+kind, &rows,
		`SELECT id, name FROM `+table+` t WHERE id = ANY($1)`, array(ids))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}
