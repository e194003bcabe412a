package store

import "context"

// VerifyBooks proves that every balance is the sum of its entries, and that none is where it may not be.
func (t *Tx) VerifyBooks(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	for _, verify := range []func(*Tx, context.Context) ([]Finding, error){
		(*Tx).verifyStock, (*Tx).verifyBudget, (*Tx).verifyPayables,
	} {
		found, err := verify(t, ctx)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

func (t *Tx) verifyStock(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "stock", `
		SELECT coalesce(s.store, e.store) || '/' || coalesce(s.item, e.item) AS "where", 0 AS seq,
			format('balance %s for %s fen, entries %s for %s, lots %s', s.quantity, s.value, e.quantity, e.value,
				l.quantity) AS detail
		FROM stock s
		FULL JOIN (SELECT store, item, sum(quantity) AS quantity, sum(value) AS value FROM stock_entries GROUP BY 1, 2) e
			ON e.store = s.store AND e.item = s.item
		LEFT JOIN (SELECT store, item, sum(quantity) AS quantity FROM stock_lots GROUP BY 1, 2) l
			ON l.store = s.store AND l.item = s.item
		WHERE s.item IS NULL OR s.quantity <> coalesce(e.quantity, 0) OR s.value <> coalesce(e.value, 0)
			OR s.quantity <> coalesce(l.quantity, 0) OR s.quantity < 0 OR s.value < 0
		UNION ALL
		SELECT l.store || '/' || l.item || '/' || l.lot, 0, format('lot has %s, entries %s', l.quantity, sum(e.quantity))
		FROM stock_lots l LEFT JOIN stock_entries e
			ON e.store = l.store AND e.item = l.item AND e.lot = l.lot AND e.expires = l.expires
		GROUP BY l.store, l.item, l.lot, l.expires, l.quantity
		HAVING l.quantity <> coalesce(sum(e.quantity), 0) OR l.quantity < 0`)
}

func (t *Tx) verifyBudget(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "budget", `
		SELECT b.id AS "where", 0 AS seq, format('planned %s, reserved %s, spent %s fen; entries: planned %s, reserved %s',
			b.planned, b.reserved, b.spent, e.planned, e.reserved) AS detail
		FROM budget_lines b LEFT JOIN (
			SELECT line, coalesce(sum(amount) FILTER (WHERE kind = 'plan'), 0) AS planned,
				coalesce(sum(amount) FILTER (WHERE kind IN ('reserve', 'release')), 0) AS reserved
			FROM budget_entries GROUP BY line) e ON e.line = b.id
		WHERE b.planned <> coalesce(e.planned, 0) OR b.reserved <> coalesce(e.reserved, 0) OR b.spent <> 0
			OR b.reserved < 0 OR b.reserved + b.spent > b.planned
		UNION ALL
		SELECT e.line, 0, format('case %s holds %s fen', e.case_id, sum(e.amount))
		FROM budget_entries e WHERE e.kind IN ('reserve', 'release') GROUP BY e.line, e.case_id HAVING sum(e.amount) < 0`)
}

func (t *Tx) verifyPayables(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "payables", `
		SELECT p.id AS "where", 0 AS seq, format('owed %s fen, lines %s, entries %s', p.owed,
			(SELECT sum(owed) FROM payable_lines l WHERE l.payable = p.id),
			(SELECT sum(amount) FROM payable_entries e WHERE e.payable = p.id)) AS detail
		FROM payables p
		WHERE p.owed IS DISTINCT FROM (SELECT sum(owed) FROM payable_lines l WHERE l.payable = p.id)
			OR p.owed IS DISTINCT FROM (SELECT sum(amount) FROM payable_entries e WHERE e.payable = p.id)
		UNION ALL
		SELECT l.payable || '/' || l.line, 0, format('owed %s for %s fen, entries %s for %s', l.owed_quantity, l.owed,
			sum(e.quantity), sum(e.amount))
		FROM payable_lines l LEFT JOIN payable_entries e ON e.payable = l.payable AND e.line = l.line
		GROUP BY l.payable, l.line, l.owed, l.owed_quantity
		HAVING l.owed IS DISTINCT FROM sum(e.amount) OR l.owed_quantity IS DISTINCT FROM sum(e.quantity)`)
}
