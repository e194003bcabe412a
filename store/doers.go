package store

import "context"

// Doers lists those whose doing one of some steps was in some cases, sorted: an added signer's it was not, and where a
// deputy acted it was that of the one they stood in for. What was sent back over does not count.
func (t *Tx) Doers(ctx context.Context, cases, steps []string) ([]string, error) {
	var persons []string
	err := t.list(ctx, "list doers", &persons, `
		SELECT DISTINCT coalesce(v ->> 'for', v ->> 'actor') AS person
		FROM cases, jsonb_array_elements(state -> 'path') v
		WHERE id = ANY($1) AND v ->> 'step' = ANY($2)
			AND coalesce(v ->> 'actor', '') <> '' AND v -> 'undone' IS NULL AND v -> 'added' IS NULL
		ORDER BY 1`, array(cases), array(steps))
	return persons, err
}
