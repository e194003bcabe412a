package store

import "context"

// The ways in which a case has to do with another one.
const (
	BegunBy  = "begun_by"  // the other began it
	Begins   = "begins"    // it began the other
	PostedBy = "posted_by" // the other posted to the books for it
	PostsFor = "posts_for" // it posted to the books for the other
)

// RelatedCase is a case that has to do with another one, and how. Seen says that the reader may read it.
type RelatedCase struct {
	Case
	Way  string
	Seen bool
}

// RelatedCases lists the cases that have to do with one, the oldest first, each once: who began it and what it began
// before what the books say.
func (t *Tx) RelatedCases(ctx context.Context, caseID string, who Sight) ([]RelatedCase, error) {
	var rows []RelatedCase
	err := t.list(ctx, "list related cases", &rows, `
		WITH related (id, way, n) AS (
			SELECT parent, 'begun_by', 1 FROM cases WHERE id = $1 AND parent <> ''
			UNION ALL
			SELECT b ->> 'case', 'begins', 2 FROM transitions, jsonb_array_elements(body -> 'conduct' -> 'begins') b
			WHERE case_id = $1 AND jsonb_typeof(body -> 'conduct' -> 'begins') = 'array'
			UNION ALL
			SELECT e.case_id, 'posted_by', 3 FROM payables p JOIN payable_entries e ON e.payable = p.id WHERE p.case_id = $1
			UNION ALL
			SELECT case_id, 'posted_by', 3 FROM budget_entries WHERE holder = $1 AND case_id <> ''
			UNION ALL
			SELECT case_id, 'posted_by', 3 FROM stock_entries WHERE of_case = $1 AND of_case <> ''
			UNION ALL
			SELECT p.case_id, 'posts_for', 4 FROM payable_entries e JOIN payables p ON p.id = e.payable WHERE e.case_id = $1
			UNION ALL
			SELECT holder, 'posts_for', 4 FROM budget_entries WHERE case_id = $1 AND case_id <> ''
			UNION ALL
			SELECT of_case, 'posts_for', 4 FROM stock_entries WHERE case_id = $1 AND case_id <> '' AND of_case <> ''
		), once AS (
			SELECT DISTINCT ON (id) id, way FROM related WHERE id <> $1 ORDER BY id, n
		)
		SELECT `+caseColumns+`, way, `+visible+` AS seen FROM (SELECT c.*, way FROM once JOIN cases c USING (id)) c
		ORDER BY created_at, id`, caseID, who.Person, who.All, array(who.Departments))
	return rows, err
}
