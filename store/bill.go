package store

import (
	"context"
	"time"

	"zongwu/forms"
)

// Bill is a debt as its debtor is told of it on paper. Of a pupil it is addressed to the guardian, and the class
// teacher hands it over.
type Bill struct {
	ReceivableRow
	Pupil                    bool
	Class, Guardian, Teacher string // of a pupil; the class teacher's name
	Department               string // of anybody else, by name
	Title                    string // what sums the case up
	// Total is what is owed for the case in all, by so many Debtors, of whom this is one.
	Total   forms.Money
	Debtors int
	Settled *time.Time // when something was last paid or waived of it, nil where nothing was
}

// ReadBill reads a debt with whom it concerns; ErrNotFound when there is none of this id.
func (t *Tx) ReadBill(ctx context.Context, id string) (*Bill, error) {
	var bill Bill
	err := t.get(ctx, "read bill: "+id, &bill, `
		SELECT r.id, r.person, coalesce(p.name, u.name, r.person) AS name, r.case_id AS "case", c.number, r.at, r.owed,
			r.paid, r.waived, u.id IS NOT NULL AS pupil, coalesce(u.class, '') AS class,
			coalesce(u.guardian, '') AS guardian, coalesce(k.name, u.class_teacher, '') AS teacher,
			coalesce(d.name, p.department, '') AS department, c.title,
			coalesce(u.class_teacher, r.person) AS answers, s.total, s.debtors,
			(SELECT max(e.at) FROM receivable_entries e WHERE e.receivable = r.id AND e.kind <> 'owe') AS settled
		FROM receivables r JOIN cases c ON c.id = r.case_id LEFT JOIN people p ON p.id = r.person
			LEFT JOIN departments d ON d.id = p.department
			LEFT JOIN pupils u ON u.id = r.person LEFT JOIN people k ON k.id = u.class_teacher
			CROSS JOIN LATERAL (
				SELECT sum(o.owed)::bigint AS total, count(*) AS debtors FROM receivables o WHERE o.case_id = r.case_id
			) s
		WHERE r.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return &bill, nil
}
