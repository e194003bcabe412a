package store

import "context"

// postedEntries is what the postings of all transitions ask of the books: says are the columns an entry must have. What
// keep and clear move depends on what was held, so they determine only the line.
const postedEntries = `
	SELECT t.case_id, t.seq, (p.n - 1)::int AS posting, p.body ->> 'book' AS book, p.body ->> 'op' AS op,
		coalesce((i ->> 'quantity')::numeric, 0) <> 0 OR coalesce((i ->> 'amount')::numeric, 0) <> 0 AS moves,
		i ->> 'department' AS department, i ->> 'subject' AS subject, coalesce((i ->> 'amount')::bigint, 0) AS amount,
		jsonb_build_object('step', p.body ->> 'step', 'branch', coalesce(p.body ->> 'branch', ''),
			'row', coalesce(p.body ->> 'row', '')) ||
		CASE p.body ->> 'book'
		WHEN 'budget' THEN
			jsonb_build_object('year', c.fiscal_year, 'department', i ->> 'department', 'subject', i ->> 'subject') ||
			CASE p.body ->> 'op' WHEN 'reserve' THEN jsonb_build_object('amount', (i ->> 'amount')::bigint)
				WHEN 'release' THEN jsonb_build_object('amount', -(i ->> 'amount')::bigint) ELSE '{}' END
		WHEN 'stock' THEN
			jsonb_build_object('store', i ->> 'store', 'item', i ->> 'item') ||
			CASE p.body ->> 'op' WHEN 'receive' THEN jsonb_build_object('quantity', (i ->> 'quantity')::numeric,
				'value', (i ->> 'value')::bigint, 'lot', coalesce(i ->> 'lot', ''),
				'expires', coalesce(nullif(i ->> 'expires', ''), 'infinity'))
			ELSE jsonb_build_object('quantity', -(i ->> 'quantity')::numeric) ||
				CASE WHEN i ->> 'lot' <> '' THEN jsonb_build_object('lot', i ->> 'lot') ELSE '{}' END END
		ELSE jsonb_build_object('case', t.case_id, 'supplier', i ->> 'supplier', 'item', i ->> 'item',
			'line', i ->> 'line', 'quantity', (i ->> 'quantity')::numeric, 'amount', (i ->> 'amount')::bigint)
		END AS says
	FROM transitions t JOIN cases c ON c.id = t.case_id,
		jsonb_array_elements(t.body -> 'postings') WITH ORDINALITY p (body, n), LATERAL (SELECT p.body -> 'inputs') x (i)`

// bookedEntries is what the books have: the lots of one issue are one.
const bookedEntries = `
	SELECT case_id, seq, posting, 'stock' AS book, kind AS op, jsonb_build_object('step', step, 'branch', branch,
		'row', row_id, 'store', store, 'item', item, 'quantity', sum(quantity), 'value', sum(value),
		'lot', string_agg(DISTINCT lot, ','), 'expires', string_agg(DISTINCT expires::text, ',')) AS says
	FROM stock_entries WHERE case_id <> '' GROUP BY case_id, seq, posting, kind, step, branch, row_id, store, item
	UNION ALL
	SELECT e.case_id, e.seq, e.posting, 'budget', e.kind, jsonb_build_object('step', e.step, 'branch', e.branch,
		'row', e.row_id, 'year', b.year, 'department', b.department, 'subject', b.subject, 'amount', e.amount)
	FROM budget_entries e LEFT JOIN budget_lines b ON b.id = e.line WHERE e.case_id <> ''
	UNION ALL
	SELECT e.case_id, e.seq, e.posting, 'payables', e.kind, jsonb_build_object('step', e.step, 'branch', e.branch,
		'row', e.row_id, 'case', p.case_id, 'supplier', p.supplier, 'item', e.item, 'line', e.line,
		'quantity', e.quantity, 'amount', e.amount)
	FROM payable_entries e LEFT JOIN payables p ON p.id = e.payable`

// VerifyEntries proves that every entry of a case is what a posting of its transition says, that every posting that
// moved something has its entry, and that after keep and clear the case holds what they say. The value of an issue is
// proved only by the balance: it depends on all entries before.
func (t *Tx) VerifyEntries(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "entries", `
		WITH posted AS MATERIALIZED (`+postedEntries+`), booked AS MATERIALIZED (`+bookedEntries+`), held AS (
			SELECT p.case_id, p.seq, p.posting, p.op, CASE p.op WHEN 'keep' THEN p.amount ELSE 0 END AS wanted,
				sum(coalesce((b.says ->> 'amount')::bigint, 0)) OVER (
					PARTITION BY p.case_id, p.department, p.subject ORDER BY p.seq, p.posting) AS amount
			FROM posted p LEFT JOIN booked b USING (case_id, seq, posting, book) WHERE p.book = 'budget'
		)
		SELECT coalesce(p.case_id, b.case_id) AS "where", coalesce(p.seq, b.seq) AS seq,
			format('posting %s (%s.%s %s) has the entry %s.%s %s', coalesce(p.posting, b.posting), p.book, p.op, p.says,
				b.book, b.op, b.says) AS detail
		FROM posted p FULL JOIN booked b ON b.case_id = p.case_id AND b.seq = p.seq AND b.posting = p.posting
		WHERE p.case_id IS NULL OR (b.case_id IS NULL AND p.op NOT IN ('clear', 'keep') AND p.moves)
			OR p.book <> b.book OR NOT b.says @> p.says OR NOT CASE p.op WHEN 'clear' THEN b.op = 'release'
				WHEN 'keep' THEN b.op IN ('reserve', 'release') ELSE b.op = p.op END
		UNION ALL
		SELECT case_id, seq, format('after posting %s (budget.%s) the case holds %s fen, not %s', posting, op, amount,
			wanted)
		FROM held WHERE op IN ('keep', 'clear') AND amount <> wanted`)
}
