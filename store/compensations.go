package store

import "context"

// Of which things cases find somebody to owe the price. Everything here happens under the card's lock, so that of two
// cases at once the second finds the first.

// compensated is of how many pieces other cases have the price compensated, and which cases.
type compensated struct {
	Pieces  int64
	Numbers string
}

// compensateAsset says that somebody is to owe the price of so many pieces. Of a case that is over it counts where
// something came to be owed for it, and the thing has not been mended since.
func (t *Tx) compensateAsset(ctx context.Context, p posting, card *assetCard) error {
	wanted, err := p.pieces()
	if err != nil {
		return err
	}
	pieces := max(wanted.Int64, 1)
	var others compensated
	err = t.get(ctx, "read compensations of asset: "+card.ID, &others, `
		SELECT coalesce(sum(h.pieces), 0) AS pieces, coalesce(string_agg(c.number, '、' ORDER BY c.number), '') AS numbers
		FROM asset_compensations h JOIN cases c ON c.id = h.case_id
		WHERE h.asset = $1 AND h.case_id <> $2 AND (c.status = 'open'
			OR NOT h.mended AND EXISTS (SELECT FROM receivables r WHERE r.case_id = h.case_id))`, card.ID, p.c.ID)
	if err != nil {
		return err
	}
	switch left := card.Quantity - others.Pieces; {
	case left <= 0 && others.Pieces > 0:
		return p.refuse("asset", compensatedAlready(card, others))
	case pieces > card.Quantity:
		return p.refuseInput("quantity", "asset", tooManyPieces(card))
	case pieces > left:
		return p.refuseInput("quantity", "asset", compensatedInPart(card, others, left))
	}
	err = t.exec(ctx, "compensate asset: "+card.ID, `
		INSERT INTO asset_compensations (asset, case_id, pieces) VALUES ($1, $2, $3)
		ON CONFLICT (school, asset, case_id) DO UPDATE SET pieces = excluded.pieces, mended = false`,
		card.ID, p.c.ID, pieces)
	if err != nil {
		return err
	}
	return t.writeAsset(ctx, p, "compensate", card, 0)
}

func (t *Tx) uncompensateAsset(ctx context.Context, p posting, card *assetCard) error {
	var ended []string
	err := t.list(ctx, "uncompensate asset: "+card.ID, &ended,
		`DELETE FROM asset_compensations WHERE asset = $1 AND case_id = $2 RETURNING asset`, card.ID, p.c.ID)
	if err != nil || len(ended) == 0 {
		return err
	}
	return t.writeAsset(ctx, p, "uncompensate", card, 0)
}

// leaveCompensated lets pieces that leave a card take along that this case has them compensated: of what stays nothing
// is.
func (t *Tx) leaveCompensated(ctx context.Context, p posting, card *assetCard, pieces int64) error {
	return t.exec(ctx, "let compensated pieces leave: "+card.ID, `
		WITH gone AS (DELETE FROM asset_compensations WHERE asset = $1 AND case_id = $2 AND pieces <= $3)
		UPDATE asset_compensations SET pieces = pieces - $3 WHERE asset = $1 AND case_id = $2 AND pieces > $3`,
		card.ID, p.c.ID, pieces)
}
