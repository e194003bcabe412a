package store

import "context"

// verifyCounts proves that a place is frozen exactly while an open case has frozen it and not thawed it, and that what
// the books said when it was frozen is what they say: until then nothing moved there but by the case that counts.
func (t *Tx) verifyCounts(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "counts", `
		WITH last AS (
			SELECT DISTINCT ON (place) place, kind, case_id, seq, posting FROM count_entries
			WHERE kind IN ('freeze', 'thaw') ORDER BY place, id DESC
		), said AS (
			SELECT b.place, b.asset, b.item, b.quantity, b.value FROM count_entries b
			JOIN last l ON l.place = b.place AND l.case_id = b.case_id AND l.seq = b.seq AND l.posting = b.posting
			JOIN freezes f ON f.place = b.place
			WHERE b.kind = 'book' AND NOT EXISTS (SELECT FROM asset_entries e WHERE e.asset = b.asset AND e.case_id = f.case_id)
				AND NOT EXISTS (SELECT FROM stock_entries e WHERE e.item = b.item AND e.case_id = f.case_id)
		), there AS (
			SELECT f.place, a.id AS asset, '' AS item, a.quantity::numeric
			FROM freezes f JOIN assets a ON 'room:' || a.room = f.place
			WHERE a.state <> 'written_off'
				AND NOT EXISTS (SELECT FROM asset_entries e WHERE e.asset = a.id AND e.case_id = f.case_id)
			UNION ALL
			SELECT f.place, '', s.item, s.quantity FROM freezes f JOIN stock s ON 'store:' || s.store = f.place
			WHERE s.quantity > 0
				AND NOT EXISTS (SELECT FROM stock_entries e WHERE e.item = s.item AND e.case_id = f.case_id)
		)
		SELECT coalesce(f.place, l.place) AS "where", 0 AS seq, format('frozen by case %s, which is %s; its last entry is %s '
			'of case %s', f.case_id, c.status, l.kind, l.case_id) AS detail
		FROM freezes f LEFT JOIN cases c ON c.id = f.case_id FULL JOIN last l ON l.place = f.place
		WHERE CASE WHEN f.place IS NULL THEN l.kind <> 'thaw'
			ELSE (l.kind, l.case_id, c.status) IS DISTINCT FROM ('freeze', f.case_id, 'open') END
		UNION ALL
		SELECT coalesce(s.place, t.place), 0, format('frozen with %s of %s%s, has %s', s.quantity, coalesce(s.asset, t.asset),
			coalesce(s.item, t.item), t.quantity)
		FROM said s FULL JOIN there t ON t.place = s.place AND t.asset = s.asset AND t.item = s.item
		WHERE s.quantity IS DISTINCT FROM t.quantity`)
}
