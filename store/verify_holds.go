package store

// heldMoments is what every case held and had spent of a department's subject, after each entry until the next one.
const heldMoments = `
	runs AS MATERIALIZED (
		SELECT e.id, e.case_id, e.seq, e.posting, e.holder, e.kind, b.department, b.subject, b.year, e.amount,
			lead(e.id, 1, 9223372036854775807) OVER of_holder AS until,
			sum(CASE e.kind WHEN 'spend' THEN 0 ELSE e.amount END) OVER of_holder AS committed
		FROM budget_entries e JOIN budget_lines b ON b.id = e.line WHERE e.kind <> 'plan'
		WINDOW of_holder AS (PARTITION BY e.holder, b.department, b.subject ORDER BY e.id)
	), moments AS MATERIALIZED (
		SELECT r.id, r.until, r.case_id, r.seq, r.posting, r.kind, r.holder, r.department, r.subject, y.year, r.committed,
			sum(CASE WHEN r.year <> y.year OR r.kind = 'refund' THEN 0 WHEN r.kind = 'spend' THEN -r.amount
				ELSE r.amount END) OVER (PARTITION BY r.holder, r.department, r.subject, y.year ORDER BY r.id) AS held
		FROM runs r JOIN (
			SELECT holder, department, subject, year FROM posted WHERE book = 'budget'
			UNION SELECT holder, department, subject, year FROM runs
		) y USING (holder, department, subject)
	)`

// wrongHeld is where a case does not hold what keep, clear, or a spend that had to reserve, say. Where nothing had to
// be written the same must have been true at some moment between the case's entries before and after: others may post
// to its reservation meanwhile.
const wrongHeld = `
	SELECT p.case_id, p.seq, format('after posting %s (budget.%s %s) case %s holds %s fen, with what is spent %s',
		p.posting, p.op, p.amount, p.holder, m.held, m.committed)
	FROM posted p JOIN moments m ON m.case_id = p.case_id AND m.seq = p.seq AND m.posting = p.posting
		AND m.holder = p.holder AND m.year = p.year
	WHERE p.book = 'budget' AND NOT CASE p.op WHEN 'clear' THEN m.held = 0
		WHEN 'keep' THEN m.committed = p.amount OR m.held = 0 AND m.committed > p.amount
		WHEN 'spend' THEN m.kind <> 'reserve' OR m.held = p.amount ELSE true END
	UNION ALL
	SELECT p.case_id, p.seq, format('posting %s (budget.%s %s) has no entry, and case %s never held that', p.posting, p.op,
		p.amount, p.holder)
	FROM posted p CROSS JOIN LATERAL (
		SELECT coalesce(max(e.id) FILTER (WHERE (e.seq, e.posting) < (p.seq, p.posting)), 0) AS since,
			coalesce(min(e.id) FILTER (WHERE (e.seq, e.posting) > (p.seq, p.posting)), 9223372036854775807) AS until,
			count(*) FILTER (WHERE (e.seq, e.posting) = (p.seq, p.posting)) AS entries
		FROM budget_entries e WHERE e.case_id = p.case_id AND e.case_id <> ''
	) own LEFT JOIN moments m ON m.holder = p.holder AND m.department = p.department AND m.subject = p.subject
		AND m.year = p.year
	WHERE p.book = 'budget' AND p.op IN ('keep', 'clear') AND own.entries = 0
	GROUP BY p.case_id, p.seq, p.posting, p.op, p.amount, p.holder, own.since, own.until
	HAVING NOT coalesce(bool_or(m.id < own.until AND m.until > own.since AND CASE p.op WHEN 'clear' THEN m.held = 0
		ELSE m.committed = p.amount OR m.held = 0 AND m.committed > p.amount END), false)
		AND NOT (p.amount = 0 AND coalesce(min(m.id) > own.since, true))`

// claimedMoments is what every case claimed of a payable's line after each of its entries there.
const claimedMoments = `
	claims AS MATERIALIZED (
		SELECT e.case_id, e.seq, e.posting, e.kind, p.case_id AS holder, p.supplier, p.year, e.line, e.quantity, e.amount,
			sum(e.quantity) OVER of_claimer AS claimed_quantity, sum(e.amount) OVER of_claimer AS claimed
		FROM payable_entries e JOIN payables p ON p.id = e.payable WHERE e.kind IN ('invoice', 'pay')
		WINDOW of_claimer AS (PARTITION BY e.case_id, e.payable, e.line ORDER BY e.seq, e.posting)
	)`

// wrongClaims is where a case still claims something after uninvoice, or pays what it has not claimed.
const wrongClaims = `
	SELECT p.case_id, p.seq, format('after posting %s (payables.uninvoice) the case claims %s for %s fen on line %s of %s',
		p.posting, (array_agg(r.claimed_quantity ORDER BY r.seq DESC, r.posting DESC))[1],
		(array_agg(r.claimed ORDER BY r.seq DESC, r.posting DESC))[1], p.i ->> 'line', p.holder)
	FROM posted p JOIN claims r ON r.case_id = p.case_id AND r.holder = p.holder AND r.supplier = p.i ->> 'supplier'
		AND r.year = p.year AND r.line = p.i ->> 'line' AND (r.seq, r.posting) <= (p.seq, p.posting)
	WHERE p.book = 'payables' AND p.op = 'uninvoice' GROUP BY p.case_id, p.seq, p.posting, p.i, p.holder
	HAVING (array_agg(r.claimed_quantity ORDER BY r.seq DESC, r.posting DESC))[1] <> 0
		OR (array_agg(r.claimed ORDER BY r.seq DESC, r.posting DESC))[1] <> 0
	UNION ALL
	SELECT case_id, seq, format('posting %s pays %s for %s fen on line %s of %s, which leaves a claim of %s for %s',
		posting, -quantity, -amount, line, holder, claimed_quantity, claimed)
	FROM claims
	WHERE kind = 'pay' AND (sign(claimed) * sign(amount) > 0 OR sign(claimed_quantity) * sign(quantity) > 0)`
