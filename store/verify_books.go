package store

import "context"

// VerifyBooks proves that every balance is the sum of its entries, and that none is where it may not be.
func (t *Tx) VerifyBooks(ctx context.Context) ([]Finding, error) {
	var findings []Finding
	for _, verify := range []func(*Tx, context.Context) ([]Finding, error){
		(*Tx).verifyStock, (*Tx).verifyBudget, (*Tx).verifyPayables, (*Tx).verifyAssets, (*Tx).verifyReceivables,
		(*Tx).verifyCounts, (*Tx).verifyQuotas,
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
		HAVING l.quantity <> coalesce(sum(e.quantity), 0) OR l.quantity < 0
		UNION ALL
		SELECT i.store || '/' || i.item || '/' || i.lot, 0,
			format('case %s took back %s for %s fen more than it issued', i.case_id, sum(i.quantity), sum(i.value))
		FROM stock_entries i WHERE i.kind = 'issue' GROUP BY i.case_id, i.store, i.item, i.lot, i.expires
		HAVING sum(i.quantity) > 0 OR sum(i.value) > 0
		UNION ALL
		SELECT b.store || '/' || b.item || '/' || b.lot, 0,
			format('of what case %s received on line %s, %s for %s fen went back', b.of_case, b.of_line, b.quantity, b.value)
		FROM (
			SELECT of_case, of_line, store, item, lot, expires, sum(quantity) AS quantity, sum(value) AS value
			FROM stock_entries WHERE kind = 'return' GROUP BY 1, 2, 3, 4, 5, 6
		) b LEFT JOIN LATERAL (
			SELECT sum(r.quantity) AS quantity, sum(r.value) AS value FROM stock_entries r
			WHERE r.case_id = b.of_case AND r.row_id = b.of_line AND r.kind = 'receive' AND r.store = b.store
				AND r.item = b.item AND r.lot = b.lot AND r.expires = b.expires
		) r ON true
		WHERE b.quantity > 0 OR coalesce(r.quantity, 0) + b.quantity < 0 OR coalesce(r.value, 0) + b.value < 0`)
}

func (t *Tx) verifyBudget(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "budget", `
		SELECT b.id AS "where", 0 AS seq, format('planned %s, reserved %s, spent %s fen; entries: planned %s, reserved %s, '
			'spent %s', b.planned, b.reserved, b.spent, e.planned, e.reserved, e.spent) AS detail
		FROM budget_lines b LEFT JOIN (
			SELECT line, coalesce(sum(amount) FILTER (WHERE kind = 'plan'), 0) AS planned,
				coalesce(sum(amount) FILTER (WHERE kind IN ('reserve', 'release')), 0)
					- coalesce(sum(amount) FILTER (WHERE kind = 'spend'), 0) AS reserved,
				coalesce(sum(amount) FILTER (WHERE kind IN ('spend', 'refund')), 0) AS spent
			FROM budget_entries GROUP BY line) e ON e.line = b.id
		WHERE b.planned <> coalesce(e.planned, 0) OR b.reserved <> coalesce(e.reserved, 0)
			OR b.spent <> coalesce(e.spent, 0) OR b.reserved < 0 OR b.spent < 0 OR b.reserved + b.spent > b.planned
		UNION ALL
		SELECT line, 0, format('case %s held %s fen after entry %s', holder, held, id) FROM (
			SELECT id, line, holder, sum(CASE kind WHEN 'spend' THEN -amount ELSE amount END) OVER (
				PARTITION BY holder, line ORDER BY id) AS held
			FROM budget_entries WHERE kind IN ('reserve', 'release', 'spend')) h WHERE held < 0
		UNION ALL
		SELECT line, 0, format('case %s: reserved %s, spent %s fen; entries: reserved %s, spent %s', holder, h.reserved,
			h.spent, e.reserved, e.spent)
		FROM budget_holds h FULL JOIN (
			SELECT holder, line, sum(CASE kind WHEN 'spend' THEN -amount WHEN 'refund' THEN 0 ELSE amount END) AS reserved,
				sum(CASE WHEN kind IN ('spend', 'refund') THEN amount ELSE 0 END) AS spent
			FROM budget_entries WHERE kind <> 'plan' GROUP BY 1, 2) e USING (holder, line)
		WHERE (h.reserved, h.spent) IS DISTINCT FROM (e.reserved::bigint, e.spent::bigint)`)
}

func (t *Tx) verifyPayables(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "payables", `
		WITH booked AS (
			SELECT payable, line, coalesce(sum(amount) FILTER (WHERE kind = 'owe'), 0) AS accepted,
				coalesce(-sum(amount) FILTER (WHERE kind = 'return'), 0) AS returned,
				coalesce(sum(amount) FILTER (WHERE kind = 'invoice'), 0) AS invoiced,
				coalesce(-sum(amount) FILTER (WHERE kind = 'pay'), 0) AS paid,
				coalesce(sum(amount) FILTER (WHERE kind <> 'invoice'), 0) AS owed,
				coalesce(sum(quantity) FILTER (WHERE kind = 'owe'), 0) AS accepted_quantity,
				coalesce(-sum(quantity) FILTER (WHERE kind = 'return'), 0) AS returned_quantity,
				coalesce(sum(quantity) FILTER (WHERE kind = 'invoice'), 0) AS invoiced_quantity,
				coalesce(-sum(quantity) FILTER (WHERE kind = 'pay'), 0) AS paid_quantity
			FROM payable_entries GROUP BY payable, line
		), whole AS (
			SELECT payable, sum(accepted) AS accepted, sum(returned) AS returned, sum(invoiced) AS invoiced,
				sum(paid) AS paid, sum(owed) AS owed
			FROM booked GROUP BY payable
		)
		SELECT p.id AS "where", 0 AS seq, format('accepted %s, returned %s, invoiced %s, paid %s, owed %s fen; entries %s, '
			'%s, %s, %s, %s', p.accepted, p.returned, p.invoiced, p.paid, p.owed, w.accepted, w.returned, w.invoiced, w.paid,
			w.owed) AS detail
		FROM payables p LEFT JOIN whole w ON w.payable = p.id
		WHERE (p.accepted, p.returned, p.invoiced, p.paid, p.owed) IS DISTINCT FROM
			(w.accepted, w.returned, w.invoiced, w.paid, w.owed) OR p.owed <> p.accepted - p.returned - p.paid
		UNION ALL
		SELECT coalesce(l.payable, b.payable) || '/' || coalesce(l.line, b.line), 0,
			format('accepted %s for %s fen, returned %s for %s, invoiced %s for %s, paid %s for %s; entries %s for %s, '
				'%s for %s, %s for %s, %s for %s', l.accepted_quantity, l.accepted, l.returned_quantity, l.returned,
				l.invoiced_quantity, l.invoiced, l.paid_quantity, l.paid, b.accepted_quantity, b.accepted,
				b.returned_quantity, b.returned, b.invoiced_quantity, b.invoiced, b.paid_quantity, b.paid)
		FROM payable_lines l FULL JOIN booked b ON b.payable = l.payable AND b.line = l.line
		WHERE (l.accepted, l.returned, l.invoiced, l.paid) IS DISTINCT FROM
			(b.accepted, b.returned, b.invoiced, b.paid)
			OR (l.accepted_quantity, l.returned_quantity, l.invoiced_quantity, l.paid_quantity) IS DISTINCT FROM
			(b.accepted_quantity, b.returned_quantity, b.invoiced_quantity, b.paid_quantity)
			OR l.returned > l.accepted OR l.returned_quantity > l.accepted_quantity
		UNION ALL
		SELECT s.supplier, 0, format('owes %s fen, entries %s', s.owed, s.booked) FROM (
			SELECT p.supplier, sum(p.owed) AS owed, sum(w.owed) AS booked
			FROM payables p LEFT JOIN whole w ON w.payable = p.id GROUP BY p.supplier
		) s WHERE s.owed IS DISTINCT FROM s.booked
		UNION ALL
		SELECT coalesce(k.supplier, p.supplier), 0, format('kept: owed %s, accepted %s, returned %s, invoiced %s, paid %s '
			'fen; payables %s, %s, %s, %s, %s', k.owed, k.accepted, k.returned, k.invoiced, k.paid,
			p.owed, p.accepted, p.returned, p.invoiced, p.paid)
		FROM supplier_sums k FULL JOIN (
			SELECT supplier, sum(owed) AS owed, sum(accepted) AS accepted, sum(returned) AS returned,
				sum(invoiced) AS invoiced, sum(paid) AS paid
			FROM payables GROUP BY supplier
		) p ON p.supplier = k.supplier
		WHERE (k.owed, k.accepted, k.returned, k.invoiced, k.paid) IS DISTINCT FROM
			(p.owed, p.accepted, p.returned, p.invoiced, p.paid)`)
}
