package store

import (
	"context"
	"errors"
	"slices"
)

// Which cases keep a thing in repair. As long as there is one it is in repair, unless it is lent or written off;
// afterwards it is what it was before.

// markable are the states a posting may give; the others follow from lending and writing off.
func markable() []string { return []string{"in_use", "idle", "repair"} }

func (t *Tx) markAsset(ctx context.Context, p posting, card *assetCard) error {
	state := p.Inputs.Text("state")
	if !slices.Contains(markable(), state) {
		return p.wrong("state")
	}
	if state == "repair" {
		return t.keepInRepair(ctx, p, card)
	}
	if card.State == "lent" {
		return p.refuseInput("asset", "asset", lent(card))
	}
	if _, err := t.mended(ctx, p, card); err != nil {
		return err
	}
	kept, err := t.keptInRepair(ctx, card)
	if err != nil {
		return err
	}
	if card.State = state; kept {
		card.State = "repair"
	}
	return t.writeAsset(ctx, p, "mark", card, 0)
}

// keepInRepair keeps a card in repair for this case; one that is lent is so once it is given back.
func (t *Tx) keepInRepair(ctx context.Context, p posting, card *assetCard) error {
	err := t.exec(ctx, "keep asset in repair: "+card.ID,
		`INSERT INTO asset_repairs (asset, case_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, card.ID, p.c.ID)
	if err != nil {
		return err
	}
	if card.State != "lent" {
		card.State = "repair"
	}
	return t.writeAsset(ctx, p, "mark", card, 0)
}

// unmarkAsset takes back what this case marked.
func (t *Tx) unmarkAsset(ctx context.Context, p posting, card *assetCard) error {
	var before string
	err := t.get(ctx, "read state before mark: "+card.ID, &before, `
		SELECT coalesce((SELECT state FROM asset_entries WHERE asset = $1 AND id < m.first AND state IN ('in_use', 'idle')
			ORDER BY id DESC LIMIT 1), 'in_use')
		FROM (SELECT min(id) AS first FROM asset_entries WHERE asset = $1 AND case_id = $2 AND kind = 'mark') m
		WHERE m.first IS NOT NULL`, card.ID, p.c.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := t.release(ctx, card, "case_id = $2", p.c.ID); err != nil {
		return err
	}
	kept, err := t.keptInRepair(ctx, card)
	if kept {
		before = "repair"
	}
	if err != nil || !slices.Contains(markable(), card.State) || before == card.State {
		return err
	}
	card.State = before
	return t.writeAsset(ctx, p, "mark", card, 0)
}

// mendAsset says that what this case had to mend is done.
func (t *Tx) mendAsset(ctx context.Context, p posting, card *assetCard) error {
	gone, err := t.mended(ctx, p, card)
	if err != nil || !gone || card.State != "repair" {
		return err
	}
	if err := t.rest(ctx, card); err != nil {
		return err
	}
	return t.writeAsset(ctx, p, "mend", card, 0)
}

// mended ends that a card is in repair for this case and for those that are over, and lets its price be
// compensated again once the cases that had it compensated are over.
func (t *Tx) mended(ctx context.Context, p posting, card *assetCard) (gone bool, err error) {
	gone, err = t.release(ctx, card, `(case_id = $2 OR NOT EXISTS
		(SELECT FROM cases c WHERE c.id = case_id AND c.status = 'open'))`, p.c.ID)
	if err != nil {
		return false, err
	}
	return gone, t.exec(ctx, "let asset be compensated again: "+card.ID,
		`UPDATE asset_compensations SET mended = true WHERE asset = $1 AND NOT mended`, card.ID)
}

// everyCase is for whom release ends all there is.
const everyCase = "true"

// release ends that cases keep a card in repair: those of a condition, which has its values from $2 on.
func (t *Tx) release(ctx context.Context, card *assetCard, condition string, values ...any) (gone bool, err error) {
	var ended []string
	err = t.list(ctx, "release asset from repair: "+card.ID, &ended,
		`DELETE FROM asset_repairs WHERE asset = $1 AND `+condition+` RETURNING case_id`,
		append([]any{card.ID}, values...)...)
	return len(ended) > 0, err
}

// rest gives a card the state of a thing that is neither lent nor written off.
func (t *Tx) rest(ctx context.Context, card *assetCard) error {
	kept, err := t.keptInRepair(ctx, card)
	if err != nil || kept {
		card.State = "repair"
		return err
	}
	return t.get(ctx, "read state at rest: "+card.ID, &card.State, `
		SELECT coalesce((SELECT state FROM asset_entries WHERE asset = $1 AND state IN ('in_use', 'idle')
			ORDER BY id DESC LIMIT 1), 'in_use')`, card.ID)
}

// keptInRepair says that a case keeps a card in repair.
func (t *Tx) keptInRepair(ctx context.Context, card *assetCard) (kept bool, err error) {
	return kept, t.get(ctx, "read repairs of asset: "+card.ID, &kept,
		`SELECT EXISTS (SELECT FROM asset_repairs WHERE asset = $1)`, card.ID)
}
