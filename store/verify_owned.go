package store

import "context"

// verifyAssets proves that every card says what its last entry says, that its repairs have cost what was booked, that
// its entries add up to its price (of all its pieces; to nothing once written off), that what is lent and promised is
// so by a case that is open, that what is in repair is kept there, and that who has one compensated has booked it.
func (t *Tx) verifyAssets(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "assets", `
		SELECT a.id AS "where", 0 AS seq, format('the card says room %s, holder %s, %s, lent to %s until %s, %s fen of '
			'repairs; its entries %s, %s, %s, %s, %s, %s', a.room, a.holder, a.state, a.lent_to, a.due, a.cost,
			e.room, e.holder, e.state, e.lent_to, e.due, e.cost) AS detail
		FROM assets a LEFT JOIN LATERAL (
			SELECT room, holder, state, lent_to, due,
				(SELECT coalesce(sum(amount), 0) FROM asset_entries c WHERE c.asset = a.id AND c.kind = 'cost') AS cost
			FROM asset_entries l WHERE l.asset = a.id ORDER BY id DESC LIMIT 1) e ON true
		WHERE e.room IS NULL OR a.cost <> e.cost
			OR (a.room, a.holder, a.state, a.lent_to) <> (e.room, e.holder, e.state, e.lent_to) OR a.due IS DISTINCT FROM e.due
		UNION ALL
		SELECT a.id, 0, format('%s, of %s pieces for %s fen; its entries come to %s fen', a.state, a.quantity, a.price,
			e.value)
		FROM assets a, LATERAL (SELECT coalesce(sum(value), 0) AS value FROM asset_entries WHERE asset = a.id) e
		WHERE e.value <> CASE a.state WHEN 'written_off' THEN 0 ELSE a.price END
		UNION ALL
		SELECT a.id, 0, format('lent by case %s, which is %s', a.lent_by, coalesce(c.status, 'not there'))
		FROM assets a LEFT JOIN cases c ON c.id = a.lent_by
		WHERE a.lent_by <> '' AND c.status IS DISTINCT FROM 'open'
		UNION ALL
		SELECT a.id, 0, format('lent until %s, promised to its borrower for %s', a.due, coalesce(p.during::text, 'no day'))
		FROM assets a LEFT JOIN asset_promises p ON p.asset = a.id AND p.case_id = a.lent_by
		WHERE a.lent_by <> '' AND upper(p.during) - 1 IS DISTINCT FROM a.due
		UNION ALL
		SELECT p.asset, 0, format('promised to case %s, which is %s', p.case_id, c.status)
		FROM asset_promises p JOIN cases c ON c.id = p.case_id WHERE c.status <> 'open'
		UNION ALL
		SELECT a.id, 0, format('%s, and %s cases keep it in repair', a.state, r.cases)
		FROM assets a, LATERAL (SELECT count(*) AS cases FROM asset_repairs r WHERE r.asset = a.id) r
		WHERE (a.state = 'repair') <> (r.cases > 0) AND a.state <> 'lent'
		UNION ALL
		SELECT r.asset, 0, format('in repair for case %s, which has not marked it', r.case_id)
		FROM asset_repairs r WHERE r.case_id <> '' AND NOT EXISTS
			(SELECT FROM asset_entries e WHERE e.asset = r.asset AND e.case_id = r.case_id AND e.kind = 'mark')
		UNION ALL
		SELECT h.asset, 0, format('case %s has its price compensated, and has not booked it', h.case_id)
		FROM asset_compensations h WHERE coalesce((SELECT e.kind FROM asset_entries e WHERE e.asset = h.asset
			AND e.case_id = h.case_id AND e.kind IN ('compensate', 'uncompensate')
			ORDER BY e.id DESC LIMIT 1), '') <> 'compensate'`)
}

// verifyReceivables proves that what is owed, paid and waived is what was booked.
func (t *Tx) verifyReceivables(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "receivables", `
		SELECT r.id AS "where", 0 AS seq, format('owed %s, paid %s, waived %s fen; entries %s, %s, %s', r.owed, r.paid,
			r.waived, e.owed, e.paid, e.waived) AS detail
		FROM receivables r LEFT JOIN (
			SELECT receivable, coalesce(sum(amount) FILTER (WHERE kind = 'owe'), 0) AS owed,
				coalesce(sum(amount) FILTER (WHERE kind = 'pay'), 0) AS paid,
				coalesce(sum(amount) FILTER (WHERE kind = 'waive'), 0) AS waived
			FROM receivable_entries GROUP BY 1) e ON e.receivable = r.id
		WHERE (r.owed, r.paid, r.waived) IS DISTINCT FROM (e.owed, e.paid, e.waived) OR r.paid + r.waived > r.owed`)
}

// verifyQuotas proves that no case gave back more than it drew on a day, and that what came to nothing holds nothing.
func (t *Tx) verifyQuotas(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "quotas", `
		SELECT e.department || '/' || e.item AS "where", 0 AS seq, format('case %s, which is %s, holds %s drawn on %s',
			c.number, c.status, sum(e.quantity), e.day) AS detail
		FROM quota_entries e JOIN cases c ON c.id = e.case_id
		GROUP BY e.department, e.item, e.day, c.id, c.number, c.status
		HAVING sum(e.quantity) < 0 OR sum(e.quantity) > 0 AND c.status IN ('rejected', 'withdrawn', 'cancelled')`)
}
