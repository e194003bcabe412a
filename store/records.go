package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// Record is one thing of a list as the administration edits it. Body holds the fields of the list's form, as the HTTP
// contract writes them; an empty field is absent.
type Record struct {
	ID       string          `json:"id"`
	Disabled bool            `json:"-"`
	Body     json.RawMessage `json:"body"`
	Search   string          `json:"search"` // of a record that is written: SearchText of what finds it
}

// The lists the administration keeps; the school itself, its calendar and its settings are lists of one record.
const (
	ListPeople      = "people"
	ListPupils      = "pupils"
	ListDepartments = "departments"
	ListStores      = "stores"
	ListGoods       = "goods"
	ListQuotas      = "quotas"
	ListSuppliers   = "suppliers"
	ListRooms       = "rooms"
	ListCategories  = "categories"
	ListSubjects    = "subjects"
	ListPrices      = "prices"
	ListAssets      = "assets"
	ListLifetimes   = "lifetimes"
	ListFunds       = "funds"
	ListBudgets     = "budgets"
	ListSchool      = "school"
	ListCalendar    = "calendar"
	ListSettings    = "settings"
)

// recordsOf are the statements of a list: read gives id, disabled, search and body of each record of r, save writes
// all records of $1; what keeps a record in use stands in disable.go.
type recordsOf struct {
	read, save string
	table      string // in which a record can be disabled
	single     bool   // the school's own row
}

func recordLists() map[string]recordsOf {
	return map[string]recordsOf{
		ListPeople:      {read: readPeople, save: savePeople, table: "people"},
		ListPupils:      {read: readPupils, save: savePupils, table: "pupils"},
		ListDepartments: {read: readDepartments, save: saveDepartments, table: "departments"},
		ListStores:      {read: readStores, save: saveStores, table: "stores"},
		ListRooms:       {read: readRooms, save: saveRooms, table: "rooms"},
		ListCategories:  {read: readCategories, save: saveCategories, table: "categories"},
		ListGoods:       {read: readGoods, save: saveGoods, table: "items"},
		ListQuotas:      {read: readQuotas, save: saveQuotas, table: "quotas"},
		ListSuppliers:   {read: readSuppliers, save: saveSuppliers, table: "suppliers"},
		ListAssets:      {read: readAssets, save: saveAssets},
		ListLifetimes:   {read: readLifetimes, save: saveLifetimes, table: "lifetimes"},
		ListPrices:      {read: readPrices, save: savePrices, table: "prices"},
		ListSubjects:    {read: readSubjects, save: saveSubjects, table: "subjects"},
		ListFunds:       {read: readFunds, save: saveFunds, table: "funds"},
		ListBudgets:     {read: readBudgets},
		ListSchool:      {read: readSchoolRecord, save: saveSchoolRecord, single: true},
		ListCalendar:    {read: readCalendar, save: saveCalendar, single: true},
		ListSettings:    {read: readSettings, save: saveSettings, single: true},
	}
}

func listStatements(list string) (recordsOf, error) {
	statements, known := recordLists()[list]
	if !known {
		return recordsOf{}, fmt.Errorf("find list %s: %w", list, ErrNotFound)
	}
	return statements, nil
}

// given are the records of a statement's first parameter.
const given = `jsonb_to_recordset($1::jsonb) AS g (id text, body jsonb, search text)`

// RecordQuery narrows the records of a list.
type RecordQuery struct {
	Query
	Disabled bool   // those out of use too
	Role     string // only people who have it
}

// Records lists the records of a list by id.
func (t *Tx) Records(ctx context.Context, list string, q RecordQuery) ([]Record, string, error) {
	statements, err := listStatements(list)
	if err != nil {
		return nil, "", err
	}
	return paged(ctx, t, "list "+list, q.Query, 1, func(r *Record) []string { return []string{r.ID} }, `
		SELECT id, disabled, body FROM (`+statements.read+`) r
		WHERE ($1::text IS NULL OR id > $1) AND ($3 = '' OR id = $3) AND search LIKE $4 AND ($5 OR NOT disabled)
			AND ($6 = '' OR body->'roles' ? $6)
		ORDER BY id LIMIT $2`, q.ID, like(q.Q), q.Disabled, q.Role)
}

// CountRecords counts the records of a list in use.
func (t *Tx) CountRecords(ctx context.Context, list string) (int, error) {
	statements, err := listStatements(list)
	if err != nil {
		return 0, err
	}
	var n int
	err = t.get(ctx, "count "+list, &n, `SELECT count(*) FROM (`+statements.read+`) r WHERE NOT disabled`)
	return n, err
}

// AllRecords lists a list whole, those out of use too, by id.
func (t *Tx) AllRecords(ctx context.Context, list string) ([]Record, error) {
	statements, err := listStatements(list)
	if err != nil {
		return nil, err
	}
	records := []Record{}
	err = t.list(ctx, "list all "+list, &records,
		`SELECT id, disabled, body FROM (`+statements.read+`) r ORDER BY id`)
	return records, err
}

// LockList lets one transaction at a time write a list of the school: what it found there stays so. Records that cases
// change beside it are locked one by one by LockRecords.
func (t *Tx) LockList(ctx context.Context, list string) error {
	return t.exec(ctx, "lock "+list, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`,
		"list/"+t.School+"/"+list)
}

// LockRecords reads records of a list and keeps them as they are until the transaction ends, sorted by id. Those that
// are not there are missing from the answer.
func (t *Tx) LockRecords(ctx context.Context, list string, ids []string) ([]Record, error) {
	statements, err := listStatements(list)
	if err != nil {
		return nil, err
	}
	which := "r.id = ANY($1)"
	if statements.single {
		which = "$1::text[] IS NOT NULL"
	}
	records := []Record{}
	err = t.list(ctx, "lock records of "+list, &records, `
		SELECT id, disabled, body FROM (`+statements.read+` WHERE `+which+`
			ORDER BY r.id FOR UPDATE OF r) locked`, array(ids))
	return records, err
}

// SaveRecords writes records of a list, new ones and changed ones alike. Only the administration does: it has checked
// them against the list's form, and records what it changed.
func (t *Tx) SaveRecords(ctx context.Context, list string, records []Record) error {
	if len(records) == 0 {
		return nil
	}
	t.seen = nil // the school may be among them
	if list == ListBudgets {
		return t.saveBudgets(ctx, records)
	}
	statements, err := listStatements(list)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(records)
	if err != nil {
		return fmt.Errorf("encode records: %w", err)
	}
	return t.exec(ctx, "save "+list, statements.save, string(raw))
}
