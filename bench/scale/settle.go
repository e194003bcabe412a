package scale

import (
	"context"
	"fmt"
)

// settle brings what adds up after the entries that were copied in, tells people what they would have been told, and
// has PostgreSQL look at the tables as its own daemon would have by then.
func (s *school) settle(ctx context.Context) error {
	for _, statement := range []string{
		`DELETE FROM outbox`,
		// Every year has the plan of the one the templates were charged to.
		`INSERT INTO budget_lines (school, id, year, department, subject, fund, planned)
			SELECT l.school, y.year || substr(l.id, 5), y.year, l.department, l.subject, l.fund, l.planned
			FROM budget_lines l, (SELECT DISTINCT fiscal_year AS year FROM cases) y
			WHERE l.year = (SELECT fiscal_year FROM schools) ON CONFLICT DO NOTHING`,
		`INSERT INTO budget_entries (school, at, line, case_id, seq, posting, step, branch, row_id, kind, amount, holder,
				part)
			SELECT l.school, now(), l.id, '', 0, 0, '', '', '', 'plan', l.planned, '', 0 FROM budget_lines l
			WHERE l.planned > 0 AND NOT EXISTS (
				SELECT FROM budget_entries e WHERE e.school = l.school AND e.line = l.id AND e.kind = 'plan')`,
		`UPDATE budget_lines l SET reserved = e.reserved, spent = e.spent FROM (
				SELECT line, sum(CASE kind WHEN 'spend' THEN -amount WHEN 'reserve' THEN amount WHEN 'release' THEN amount
					ELSE 0 END) AS reserved,
					sum(CASE WHEN kind IN ('spend', 'refund') THEN amount ELSE 0 END) AS spent
				FROM budget_entries GROUP BY line) e WHERE e.line = l.id`,
		`INSERT INTO budget_holds (school, holder, line, reserved, spent)
			SELECT school, holder, line, sum(CASE kind WHEN 'spend' THEN -amount WHEN 'refund' THEN 0 ELSE amount END),
				sum(CASE WHEN kind IN ('spend', 'refund') THEN amount ELSE 0 END)
			FROM budget_entries WHERE kind <> 'plan' GROUP BY 1, 2, 3
			ON CONFLICT (school, holder, line) DO UPDATE SET reserved = excluded.reserved, spent = excluded.spent`,
		`UPDATE stock s SET quantity = e.quantity, value = e.value FROM (
				SELECT store, item, sum(quantity) AS quantity, sum(value) AS value FROM stock_entries GROUP BY 1, 2) e
			WHERE e.store = s.store AND e.item = s.item`,
		`UPDATE stock_lots l SET quantity = e.quantity FROM (
				SELECT store, item, lot, expires, sum(quantity) AS quantity FROM stock_entries GROUP BY 1, 2, 3, 4) e
			WHERE e.store = l.store AND e.item = l.item AND e.lot = l.lot AND e.expires = l.expires`,
		`UPDATE supplier_sums s SET owed = p.owed, accepted = p.accepted, returned = p.returned, invoiced = p.invoiced,
				paid = p.paid, accepted_at = p.at FROM (
				SELECT supplier, sum(owed) AS owed, sum(accepted) AS accepted, sum(returned) AS returned,
					sum(invoiced) AS invoiced, sum(paid) AS paid, max(at) AS at
				FROM payables GROUP BY supplier) p WHERE p.supplier = s.supplier`,
		`INSERT INTO notices (school, person, case_id, send_id, what, task, words, at, read_at)
			SELECT school, starter, id, 'outcome', 'outcome', '', '{"zh":"已办结"}', changed_at,
				CASE WHEN changed_at < now() - interval '7 days' THEN changed_at END
			FROM cases WHERE status <> 'open' AND process = 'purchase' ORDER BY created_at`,
		`VACUUM ANALYZE`,
	} {
		if _, err := s.owner.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("run %.60s: %w", statement, err)
		}
	}
	return nil
}
