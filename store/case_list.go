package store

import (
	"context"
	"encoding/json"
	"slices"
)

// Sight is what a person may see of the school's cases, beside those they take part in or may act on.
type Sight struct {
	Person      string
	All         bool     // every case of the school
	Departments []string // and those that began in these
}

// visible is the condition on a case c under which it may be seen; parameters 2 to 4 are Sight's fields.
const visible = `($3 OR c.department = ANY($4)
	OR EXISTS (SELECT FROM case_persons p WHERE p.case_id = c.id AND p.person = $2))`

// SeesCases says which cases, named by id or number, may be seen; an unknown one is none of them.
func (t *Tx) SeesCases(ctx context.Context, idsOrNumbers []string, who Sight) (map[string]bool, error) {
	var names []string
	err := t.list(ctx, "see cases", &names, `SELECT name FROM unnest($1::text[]) name
		WHERE EXISTS (SELECT FROM cases c WHERE (c.id = name OR c.number = name) AND `+visible+`)`,
		array(slices.DeleteFunc(slices.Clone(idsOrNumbers), func(name string) bool { return !Storable(name) })),
		who.Person, who.All, array(who.Departments))
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		seen[name] = true
	}
	return seen, err
}

// lately is how many of somebody's newest cases say what they often begin.
const lately = 300

// RecentProcesses lists the processes somebody began lately, the latest first.
func (t *Tx) RecentProcesses(ctx context.Context, person string, n int) ([]string, error) {
	var ids []string
	err := t.list(ctx, "list recent processes", &ids, `SELECT process FROM (
			SELECT process, created_at FROM cases WHERE starter = $1 ORDER BY created_at DESC, id DESC LIMIT $3
		) c GROUP BY process ORDER BY max(created_at) DESC LIMIT $2`, person, n, lately)
	return ids, err
}

// CaseIDs lists ids of cases after one, sorted, for walking through all of them.
func (t *Tx) CaseIDs(ctx context.Context, after string, n int) ([]string, error) {
	var ids []string
	err := t.list(ctx, "list case ids", &ids, `SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2`, after, n)
	return ids, err
}

// CanSee says whether a person may see a case.
func (t *Tx) CanSee(ctx context.Context, caseID string, who Sight) (bool, error) {
	var seen bool
	err := t.get(ctx, "judge sight", &seen, `SELECT EXISTS (SELECT FROM cases c WHERE c.id = $1 AND `+visible+`)`,
		caseID, who.Person, who.All, array(who.Departments))
	return seen, err
}

// TookPart says whether a person began a case, acted on it or was ever asked to.
func (t *Tx) TookPart(ctx context.Context, caseID, person string) (bool, error) {
	var took bool
	err := t.get(ctx, "read case persons", &took,
		`SELECT EXISTS (SELECT FROM case_persons WHERE case_id = $1 AND person = $2)`, caseID, person)
	return took, err
}

// CasePersons lists who takes part in a case or was asked to, sorted: who is told when it changes.
func (t *Tx) CasePersons(ctx context.Context, caseID string) ([]string, error) {
	var persons []string
	err := t.list(ctx, "list case persons", &persons,
		`SELECT person FROM case_persons WHERE case_id = $1 ORDER BY 1`, caseID)
	return persons, err
}

// TrailRow is a transition's link in its case's chain; docs/trail.md says how a digest is made.
type TrailRow struct {
	Seq      int    `json:"seq"`
	At       string `json:"at"` // as the digest has it
	Actor    string `json:"actor"`
	Step     string `json:"step"`
	Action   string `json:"action"`
	Effects  string `json:"effects"`
	Digest   string `json:"digest"`
	Previous string `json:"previous"`
}

// Trail lists the chain of a case, oldest first, all of it.
func (t *Tx) Trail(ctx context.Context, caseID string) ([]TrailRow, error) {
	rows := []TrailRow{}
	err := t.list(ctx, "read trail", &rows, `SELECT seq, body ->> 'at' AS at, actor, step, action, effects, digest,
		previous FROM transitions WHERE case_id = $1 ORDER BY seq`, caseID)
	return rows, err
}

// HistoryRow is a transition as the interface shows it.
type HistoryRow struct {
	TrailRow
	Outcome string
	Comment string
	Data    json.RawMessage
}

// History lists a case's transitions with what was submitted, oldest first.
func (t *Tx) History(ctx context.Context, caseID string) ([]HistoryRow, error) {
	rows := []HistoryRow{}
	err := t.list(ctx, "read history", &rows, `SELECT seq, body ->> 'at' AS at, actor, step, action, effects, digest,
		previous, outcome, coalesce(body ->> 'comment', '') AS comment, coalesce(body -> 'data', '{}') AS data
		FROM transitions WHERE case_id = $1 ORDER BY seq`, caseID)
	return rows, err
}
