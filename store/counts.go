package store

import (
	"context"
	"slices"

	"zongwu/forms"
	"zongwu/processes"
)

// Places are what is counted, and frozen meanwhile, by kind and id.
func roomPlace(id string) string  { return "room:" + id }
func storePlace(id string) string { return "store:" + id }

// freeze says which case counts a place.
type freeze struct{ Place, CaseID, Number string }

// moved are the places a posting moves something in or out of.
func (t *Tx) moved(p processes.Posting) []string {
	switch {
	case p.Book == "stock":
		return []string{storePlace(p.Inputs.Text("store"))}
	case p.Book == "assets" && slices.Contains([]string{"register", "place", "lend", "give_back", "write_off"}, p.Op):
		var places []string
		if card := t.cards[p.Inputs.Text("asset")]; card != nil {
			places = append(places, roomPlace(card.Room))
		}
		if to := p.Inputs.Text("room"); to != "" {
			places = added(places, roomPlace(to))
		}
		return places
	}
	return nil
}

// lockPlaces keeps the places where postings move something from being frozen until the transaction ends, and those
// that are frozen by one from being changed, and reads who counts them. Cards are locked before: they say which rooms.
func (t *Tx) lockPlaces(ctx context.Context, postings []processes.Posting) error {
	var changed, frozen []string
	for _, p := range postings {
		for _, place := range t.moved(p) {
			changed = added(changed, place)
		}
		if p.Book == "counts" && p.Op == "freeze" {
			frozen = added(frozen, p.Inputs.Text("place"))
		}
	}
	t.frozen = map[string]freeze{}
	if len(changed)+len(frozen) == 0 {
		return nil
	}
	var found []freeze
	err := t.list(ctx, "hold places", &found, `SELECT place, case_id AS caseid, number FROM hold_places($1, $2)`,
		array(changed), array(frozen))
	for _, f := range found {
		t.frozen[f.Place] = f
	}
	return err
}

// still refuses a posting that would move something while another case counts the place.
func (t *Tx) still(p posting) error {
	for _, place := range t.moved(p.Posting) {
		if f, counted := t.frozen[place]; counted && f.CaseID != p.c.ID {
			return p.refuse("frozen", counting(f.Number))
		}
	}
	return nil
}

// freezePlace keeps a place as it is while the case counts it, and writes down what the books say of it.
func (t *Tx) freezePlace(ctx context.Context, p posting) error {
	place := p.Inputs.Text("place")
	if f, counted := t.frozen[place]; counted && f.CaseID != p.c.ID {
		return p.refuse("frozen", counting(f.Number))
	}
	err := t.exec(ctx, "freeze place: "+place, `INSERT INTO freezes (place, case_id, at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, place, p.c.ID, p.at)
	if err != nil {
		return err
	}
	return t.exec(ctx, "write down place: "+place, `
		WITH begun AS (
			INSERT INTO count_entries (at, case_id, seq, posting, part, step, branch, row_id, kind, place)
			VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 'freeze', $8)
		), there AS (
			SELECT id AS asset, '' AS item, name, state, quantity::numeric, price AS value FROM assets
			WHERE 'room:' || room = $8 AND state <> 'written_off'
			UNION ALL
			SELECT '', s.item, i.name, '', s.quantity, s.value FROM stock s JOIN items i ON i.id = s.item
			WHERE 'store:' || s.store = $8 AND s.quantity > 0
		)
		INSERT INTO count_entries (at, case_id, seq, posting, part, step, branch, row_id, kind, place, asset, item, name,
			state, quantity, value)
		SELECT $1, $2, $3, $4, row_number() OVER (ORDER BY asset, item), $5, $6, $7, 'book', $8, asset, item, name, state,
			quantity, value
		FROM there`, p.args(place)...)
}

// thawPlace lets things move again; a place the case has not frozen, or no longer, stays as it is.
func (t *Tx) thawPlace(ctx context.Context, p posting) error {
	return t.exec(ctx, "thaw place", `
		WITH ended AS (DELETE FROM freezes WHERE place = $8 AND case_id = $2 RETURNING place)
		INSERT INTO count_entries (at, case_id, seq, posting, part, step, branch, row_id, kind, place)
		SELECT $1, $2, $3, $4, 0, $5, $6, $7, 'thaw', place FROM ended`, p.args(p.Inputs.Text("place"))...)
}

// countedStates are the states something is found in.
func countedStates() []string { return []string{"right", "damaged", "missing"} }

// findThing writes down what was found at a place the case counts.
func (t *Tx) findThing(ctx context.Context, p posting) error { return t.writeDown(ctx, p, "find") }

// settleThing writes down what was decided on what was missing or damaged there.
func (t *Tx) settleThing(ctx context.Context, p posting) error { return t.writeDown(ctx, p, "settle") }

func (t *Tx) writeDown(ctx context.Context, p posting, kind string) error {
	quantity, err := p.quantity("quantity")
	if err != nil {
		return err
	}
	in := p.Inputs
	if !slices.Contains(countedStates(), in.Text("state")) {
		return p.wrong("state")
	}
	return t.exec(ctx, "write down thing", `
		INSERT INTO count_entries (at, case_id, seq, posting, part, step, branch, row_id, kind, place, asset, item, name,
			state, quantity)
		VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $14, $8, $9, $10, $11, $12, $13)`,
		p.args(in.Text("place"), in.Text("asset"), in.Text("item"), in.Text("name"), in.Text("state"), quantity, kind)...)
}

// counting is the refusal of what would move while a case counts.
func counting(number string) forms.Text {
	return forms.Text{
		Zh:   "正在盘点（" + number + "），盘点期间不得进出。请等盘点结束以后再办",
		ZhTW: "正在盤點（" + number + "），盤點期間不得進出。請等盤點結束以後再辦",
		En:   "It is being counted (" + number + "): nothing moves in or out until that is over. Wait until then",
	}
}
