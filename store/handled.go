package store

import "context"

// OpenAbout lists the open cases of some processes that are found by a thing of the register, the newest first; Seen
// says which of them the reader may read. The index of things leads to the few that hold it.
func (t *Tx) OpenAbout(ctx context.Context, asset string, among []string, who Sight) ([]RelatedCase, error) {
	var rows []RelatedCase
	err := t.list(ctx, "list open cases about thing", &rows, `
		SELECT `+caseColumns+`, '' AS way, `+visible+` AS seen FROM cases c
		WHERE c.status = 'open' AND c.process = ANY($5)
			AND EXISTS (SELECT FROM case_things h WHERE h.case_id = c.id AND h.kind = 'asset' AND h.thing = $1)
		ORDER BY c.created_at DESC, c.id DESC LIMIT $6`,
		asset, who.Person, who.All, array(who.Departments), array(among), maxAlike)
	return rows, err
}
