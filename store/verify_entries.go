package store

import "context"

// postedEntries is what the postings of all transitions ask of the books: says are the columns an entry must have.
// Postings without a year are those of before it was written into them.
const postedEntries = `
	SELECT t.case_id, t.seq, (p.n - 1)::int AS posting, p.body ->> 'book' AS book, p.body ->> 'op' AS op,
		coalesce((i ->> 'quantity')::numeric, 0) <> 0 OR coalesce((i ->> 'amount')::numeric, 0) <> 0
			OR p.body ->> 'book' = 'assets' AND p.body ->> 'op' <> 'cost' OR p.body ->> 'book' = 'counts' AS moves,
		coalesce(i ->> 'case', t.case_id) AS holder, coalesce((i ->> 'year')::int, c.fiscal_year) AS year,
		i ->> 'department' AS department, i ->> 'subject' AS subject, coalesce((i ->> 'amount')::bigint, 0) AS amount,
		CASE p.body ->> 'book' WHEN 'budget' THEN (i ->> 'to')::int END AS carried_to,
		jsonb_build_object('step', p.body ->> 'step', 'branch', coalesce(p.body ->> 'branch', ''),
			'row', coalesce(p.body ->> 'row', '')) ||
		CASE p.body ->> 'book'
		WHEN 'budget' THEN
			jsonb_build_object('holder', coalesce(i ->> 'case', t.case_id), 'department', i ->> 'department',
				'subject', i ->> 'subject')
		WHEN 'stock' THEN
			jsonb_build_object('store', i ->> 'store', 'item', i ->> 'item') ||
			CASE WHEN (p.body ->> 'op' IN ('issue', 'take_back')
				OR p.body ->> 'op' = 'adjust' AND (i ->> 'quantity')::numeric < 0) AND coalesce(i ->> 'lot', '') = ''
				THEN '{}'::jsonb
				ELSE jsonb_build_object('lot', coalesce(i ->> 'lot', '')) END ||
			CASE WHEN p.body ->> 'op' IN ('issue', 'take_back') OR p.body ->> 'op' = 'adjust' AND (i ->> 'quantity')::numeric < 0
				THEN '{}'::jsonb ELSE jsonb_build_object('expires', coalesce(nullif(i ->> 'expires', ''), 'infinity')) END ||
			CASE p.body ->> 'op' WHEN 'return' THEN jsonb_build_object('of_case', i ->> 'case',
				'of_line', split_part(i ->> 'line', '/', 1)) || CASE WHEN i ? 'year' THEN
				jsonb_build_object('of_year', (i ->> 'year')::int) ELSE '{}' END ELSE '{}' END
		WHEN 'assets' THEN
			jsonb_strip_nulls(jsonb_build_object('asset', coalesce(i ->> 'asset', i ->> 'no'), 'room', i ->> 'room',
				'holder', i ->> 'holder')) || CASE p.body ->> 'op'
			WHEN 'lend' THEN jsonb_build_object('lent_to', i ->> 'to', 'due', i ->> 'until')
			WHEN 'give_back' THEN jsonb_build_object('lent_to', '')
			WHEN 'write_off' THEN CASE WHEN i ? 'quantity' THEN '{}' ELSE jsonb_build_object('state', 'written_off') END
			ELSE '{}' END
		WHEN 'counts' THEN
			jsonb_strip_nulls(jsonb_build_object('place', i ->> 'place', 'asset', i ->> 'asset', 'item', i ->> 'item',
				'name', i ->> 'name', 'state', i ->> 'state', 'quantity', (i ->> 'quantity')::numeric))
		WHEN 'receivables' THEN
			jsonb_build_object('case', coalesce(i ->> 'case', t.case_id), 'person', i ->> 'person',
				'receipt', coalesce(i ->> 'receipt', ''))
		WHEN 'quotas' THEN jsonb_build_object('department', i ->> 'department', 'item', i ->> 'item')
		ELSE jsonb_build_object('case', coalesce(i ->> 'case', t.case_id), 'supplier', i ->> 'supplier',
			'year', coalesce((i ->> 'year')::int, c.fiscal_year), 'line', i ->> 'line') ||
			CASE p.body ->> 'op' WHEN 'owe' THEN jsonb_build_object('item', i ->> 'item') ||
				CASE WHEN i ? 'department' THEN jsonb_build_object('department', i ->> 'department') ELSE '{}' END ||
				CASE WHEN i ? 'subject' THEN jsonb_build_object('subject', i ->> 'subject') ELSE '{}' END
			ELSE '{}' END
		END AS says, i
	FROM transitions t JOIN cases c ON c.id = t.case_id,
		jsonb_array_elements(t.body -> 'postings') WITH ORDINALITY p (body, n), LATERAL (SELECT p.body -> 'inputs') x (i)`

// expectedEntries are the entries each posting has: must says that there is one wherever the posting moves something,
// sized what it moves. What keep and clear move, and spend reserves first, depends on what was held: heldEntries.
const expectedEntries = `
	SELECT p.*, k.kind, k.must AND p.moves AS needed, p.says || k.sized AS wanted FROM posted p CROSS JOIN LATERAL (
		SELECT 'reserve' AS kind, true AS must, jsonb_build_object('year', p.year, 'amount', p.amount) AS sized
			WHERE p.book = 'budget' AND p.op = 'reserve'
		UNION ALL SELECT 'release', true, jsonb_build_object('year', p.year, 'amount', -p.amount)
			WHERE p.book = 'budget' AND p.op IN ('release', 'carry')
		UNION ALL SELECT 'reserve', true, jsonb_build_object('year', p.carried_to, 'amount', p.amount)
			WHERE p.book = 'budget' AND p.op = 'carry'
		UNION ALL SELECT p.op, true,
			jsonb_build_object('year', p.year, 'amount', CASE p.op WHEN 'refund' THEN -p.amount ELSE p.amount END)
			WHERE p.book = 'budget' AND p.op IN ('spend', 'refund')
		UNION ALL SELECT 'release', false, jsonb_build_object('year', p.year)
			WHERE p.book = 'budget' AND p.op IN ('keep', 'clear')
		UNION ALL SELECT 'reserve', false, jsonb_build_object('year', p.year)
			WHERE p.book = 'budget' AND p.op IN ('keep', 'spend')
		UNION ALL SELECT CASE p.op WHEN 'adjust' THEN 'count' WHEN 'take_back' THEN 'issue' ELSE p.op END, true,
			CASE p.op WHEN 'adjust' THEN jsonb_build_object('quantity', (i ->> 'quantity')::numeric)
			WHEN 'take_back' THEN jsonb_build_object('quantity', (i ->> 'quantity')::numeric)
			WHEN 'receive' THEN jsonb_build_object('quantity', (i ->> 'quantity')::numeric, 'value', (i ->> 'value')::bigint)
			WHEN 'return' THEN jsonb_build_object('quantity', -(i ->> 'quantity')::numeric, 'value', -(i ->> 'value')::bigint)
			ELSE jsonb_build_object('quantity', -(i ->> 'quantity')::numeric) END
			WHERE p.book = 'stock'
		UNION ALL SELECT 'adjust', false, '{}' WHERE p.book = 'stock' AND p.op = 'return'
		UNION ALL SELECT p.op, true, CASE WHEN p.op IN ('owe', 'invoice')
			THEN jsonb_build_object('quantity', (i ->> 'quantity')::numeric, 'amount', p.amount)
			ELSE jsonb_build_object('quantity', -(i ->> 'quantity')::numeric, 'amount', -p.amount) END
			WHERE p.book = 'payables' AND p.op <> 'uninvoice'
		UNION ALL SELECT 'invoice', false, '{}' WHERE p.book = 'payables' AND p.op = 'uninvoice'
		UNION ALL SELECT CASE p.op WHEN 'unmark' THEN 'mark' ELSE p.op END,
			p.op NOT IN ('unpromise', 'unmark', 'mend', 'uncompensate'),
			jsonb_build_object('amount', p.amount) WHERE p.book = 'assets'
		UNION ALL SELECT p.op, true, jsonb_build_object('amount', p.amount) WHERE p.book = 'receivables'
		UNION ALL SELECT p.op, p.op <> 'thaw', '{}' WHERE p.book = 'counts'
		UNION ALL SELECT p.op, true, jsonb_build_object('quantity',
			CASE p.op WHEN 'draw' THEN 1 ELSE -1 END * (i ->> 'quantity')::numeric) WHERE p.book = 'quotas' AND p.op <> 'clear'
		UNION ALL SELECT 'free', false, '{}' WHERE p.book = 'quotas' AND p.op = 'clear'
	) k`

// bookedEntries is what the books have; the lots of one issue are one, and so is what stands there twice.
const bookedEntries = `
	SELECT case_id, seq, posting, 'stock' AS book, kind, jsonb_build_object('step', step, 'branch', branch,
		'row', row_id, 'store', store, 'item', item, 'quantity', sum(quantity), 'value', sum(value),
		'lot', string_agg(DISTINCT lot, ','), 'expires', string_agg(DISTINCT expires::text, ','),
		'of_case', of_case, 'of_line', of_line, 'of_year', of_year) AS says
	FROM stock_entries WHERE case_id <> ''
	GROUP BY case_id, seq, posting, kind, step, branch, row_id, store, item, of_case, of_line, of_year
	UNION ALL
	SELECT e.case_id, e.seq, e.posting, 'budget', e.kind, jsonb_build_object('step', e.step, 'branch', e.branch,
		'row', e.row_id, 'holder', e.holder, 'year', b.year, 'department', b.department, 'subject', b.subject,
		'amount', sum(e.amount))
	FROM budget_entries e LEFT JOIN budget_lines b ON b.id = e.line WHERE e.case_id <> ''
	GROUP BY e.case_id, e.seq, e.posting, e.kind, e.step, e.branch, e.row_id, e.holder, b.year, b.department, b.subject
	UNION ALL
	SELECT e.case_id, e.seq, e.posting, 'payables', e.kind, jsonb_build_object('step', e.step, 'branch', e.branch,
		'row', e.row_id, 'case', p.case_id, 'supplier', p.supplier, 'year', p.year, 'item', e.item, 'line', e.line,
		'department', l.department, 'subject', l.subject, 'quantity', e.quantity, 'amount', e.amount)
	FROM payable_entries e LEFT JOIN payables p ON p.id = e.payable
		LEFT JOIN payable_lines l ON l.payable = e.payable AND l.line = e.line
	UNION ALL
	SELECT case_id, seq, posting, 'assets', kind, jsonb_build_object('step', step, 'branch', branch, 'row', row_id,
		'asset', asset, 'room', room, 'holder', holder, 'state', state, 'lent_to', lent_to, 'due', due, 'amount', amount)
	FROM asset_entries WHERE case_id <> ''
	UNION ALL
	SELECT e.case_id, e.seq, e.posting, 'receivables', e.kind, jsonb_build_object('step', e.step, 'branch', e.branch,
		'row', e.row_id, 'case', r.case_id, 'person', r.person, 'amount', e.amount, 'receipt', e.receipt)
	FROM receivable_entries e LEFT JOIN receivables r ON r.id = e.receivable
	UNION ALL
	SELECT case_id, seq, posting, 'counts', kind, jsonb_build_object('step', step, 'branch', branch, 'row', row_id,
		'place', place, 'asset', asset, 'item', item, 'name', name, 'state', state, 'quantity', quantity)
	FROM count_entries WHERE kind <> 'book'
	UNION ALL
	SELECT case_id, seq, posting, 'quotas', kind, jsonb_build_object('step', step, 'branch', branch, 'row', row_id,
		'department', department, 'item', item, 'quantity', sum(quantity))
	FROM quota_entries GROUP BY case_id, seq, posting, kind, step, branch, row_id, department, item`

// VerifyEntries proves that every entry of a case is what a posting of its transition says, that every posting that
// moved something has its entry, and that afterwards a case holds and claims what keep, clear and uninvoice say. The
// value of an issue is proved only by the balance: it depends on all entries before.
func (t *Tx) VerifyEntries(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "entries", `
		WITH posted AS MATERIALIZED (`+postedEntries+`), expected AS MATERIALIZED (`+expectedEntries+`),
		booked AS MATERIALIZED (`+bookedEntries+`), `+heldMoments+`, `+claimedMoments+`
		SELECT coalesce(p.case_id, b.case_id) AS "where", coalesce(p.seq, b.seq) AS seq,
			format('posting %s (%s.%s) wants the entry %s %s and has %s %s', coalesce(p.posting, b.posting), p.book, p.op,
				p.kind, p.wanted, b.kind, b.says) AS detail
		FROM expected p FULL JOIN booked b ON b.case_id = p.case_id AND b.seq = p.seq AND b.posting = p.posting
			AND b.book = p.book AND b.kind = p.kind
		WHERE p.case_id IS NULL OR b.case_id IS NULL AND p.needed OR NOT b.says @> p.wanted
		UNION ALL `+wrongHeld+` UNION ALL `+wrongClaims)
}
