package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/shopspring/decimal"

	"zongwu/forms"
)

// assetCard is what a card of the register says of where a thing is, and whose; locked.
type assetCard struct {
	ID, Name, Room, Holder, State string
	LentTo                        string
	LentBy                        string // the case that lent it, "" where that was before there were cases
	LentIn                        string // that case's number
	Due                           *string
	Quantity                      int64
	Price                         forms.Money // of all its pieces
	Cost                          forms.Money
	Entered                       forms.Money // what its entries add up to
}

// original is what a card stands for in the register: what its pieces cost, and nothing once it is written off.
func (c *assetCard) original() forms.Money {
	if c.State == "written_off" {
		return 0
	}
	return c.Price
}

// lockAssets locks cards, in the order of their numbers, and keeps them: until the transaction ends nobody else changes
// one. Unknown numbers have none.
func (t *Tx) lockAssets(ctx context.Context, ids []string) error {
	slices.Sort(ids)
	var cards []assetCard
	err := t.list(ctx, "lock assets", &cards, `SELECT id, name, room, holder, state, lent_to AS lentto, lent_by AS lentby,
			due::text AS due, quantity, price, cost,
			coalesce((SELECT number FROM cases WHERE cases.id = lent_by), '') AS lentin
		FROM assets WHERE id = ANY($1) ORDER BY id FOR UPDATE`, array(ids))
	if t.cards == nil {
		t.cards = map[string]*assetCard{}
	}
	for _, card := range cards {
		card.Entered = card.original()
		t.cards[card.ID] = &card
	}
	return err
}

// postAsset performs a posting on a card that is there: change writes what is to be said from then on, or refuses.
func postAsset(change func(*Tx, context.Context, posting, *assetCard) error) func(*Tx, context.Context, posting) error {
	return func(t *Tx, ctx context.Context, p posting) error {
		card := t.cards[p.Inputs.Text("asset")]
		if card == nil {
			return p.refuseInput("asset", "asset", noCard(p.Inputs.Text("asset")))
		}
		if card.State == "written_off" && !slices.Contains(endings(), p.Op) {
			return p.refuseInput("asset", "asset", writtenOff(card.Name, card.ID))
		}
		return change(t, ctx, p, card)
	}
}

// endings are what a case does that comes to nothing, or is over, whatever has become of the thing meanwhile.
func endings() []string { return []string{"unpromise", "unmark", "uncompensate", "mend"} }

// writeAsset books an entry, by how much it changes the original value in the register, and what the card says by it.
func (t *Tx) writeAsset(ctx context.Context, p posting, kind string, card *assetCard, amount forms.Money) error {
	if kind == "cost" {
		card.Cost += amount
	}
	value := card.original() - card.Entered
	card.Entered += value
	return t.exec(ctx, kind+" asset: "+card.ID, `
		WITH entry AS (
			INSERT INTO asset_entries (at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
				lent_to, due, amount, value)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::date, $15, $18)
		)
		UPDATE assets SET room = $10, holder = $11, state = $12, lent_to = $13, due = $14::date, lent_by = $16, cost = $17,
			quantity = $19, price = $20
		WHERE id = $8`,
		p.args(card.ID, kind, card.Room, card.Holder, card.State, card.LentTo, card.Due, int64(amount), card.LentBy,
			int64(card.Cost), int64(value), card.Quantity, int64(card.Price))...)
}

// registerAsset makes a card.
func (t *Tx) registerAsset(ctx context.Context, p posting) error {
	price, err := p.money("price")
	if err != nil {
		return err
	}
	in := p.Inputs
	quantity, err := p.pieces()
	if err != nil {
		return err
	}
	var life any // the category's
	if n, said := in["life_years"].(int64); said {
		life = n
	}
	no := in.Text("no")
	taken, err := t.CardsCalled(ctx, []string{no})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return p.refuseInput("no", "asset", cardTaken(taken[0]))
	}
	err = t.exec(ctx, "register asset: "+no, `
		INSERT INTO assets (id, name, category, quantity, price, bought, guarantee_to, life_years, room, holder, search)
		VALUES ($1, $2, $3, $4, $5, nullif($6, '')::date, nullif($7, '')::date, $8, $9, $10, $11)`, no, in.Text("name"),
		in.Text("category"), max(quantity.Int64, 1), int64(price),
		in.Text("bought"), in.Text("guarantee_to"), life, in.Text("room"), in.Text("holder"), SearchText(no, in.Text("name")))
	if err != nil {
		return err
	}
	card := &assetCard{
		ID: no, Name: in.Text("name"), Room: in.Text("room"), Holder: in.Text("holder"), State: "in_use",
		Quantity: max(quantity.Int64, 1), Price: price,
	}
	t.cards[no] = card
	return t.writeAsset(ctx, p, "register", card, 0)
}

// pieces is how many a card stands for, one at least; not valid where the posting does not say.
func (p posting) pieces() (sql.NullInt64, error) {
	switch n := p.Inputs["quantity"].(type) {
	case nil:
		return sql.NullInt64{}, nil
	case int64:
		return sql.NullInt64{Int64: n, Valid: true}, nil
	case decimal.Decimal:
		if n.IsInteger() && n.IsPositive() {
			return sql.NullInt64{Int64: n.IntPart(), Valid: true}, nil
		}
	}
	return sql.NullInt64{}, p.wrong("quantity")
}

// changeAsset corrects what a card says of the thing itself.
func (t *Tx) changeAsset(ctx context.Context, p posting, card *assetCard) error {
	in := p.Inputs
	quantity, err := p.pieces()
	if err != nil {
		return err
	}
	if price, ok := in["price"].(forms.Money); ok {
		card.Price = price
	}
	var life any
	if n, ok := in["life_years"].(int64); ok {
		life = n
	}
	card.Name = orElse(in.Text("name"), card.Name)
	if quantity.Valid {
		card.Quantity = quantity.Int64
	}
	err = t.exec(ctx, "change asset: "+card.ID, `
		UPDATE assets SET name = $2, search = $3, category = coalesce(nullif($4, ''), category),
			bought = coalesce(nullif($5, '')::date, bought),
			guarantee_to = coalesce(nullif($6, '')::date, guarantee_to), life_years = coalesce($7::int, life_years)
		WHERE id = $1`, card.ID, card.Name, SearchText(card.ID, card.Name), in.Text("category"), in.Text("bought"),
		in.Text("guarantee_to"), life)
	if err != nil {
		return err
	}
	return t.writeAsset(ctx, p, "change", card, 0)
}

func (t *Tx) placeAsset(ctx context.Context, p posting, card *assetCard) error {
	if card.State == "lent" {
		return p.refuseInput("asset", "asset", lent(card))
	}
	card.Room, card.Holder = orElse(p.Inputs.Text("room"), card.Room), orElse(p.Inputs.Text("holder"), card.Holder)
	return t.writeAsset(ctx, p, "place", card, 0)
}

// promiseAsset keeps a card for the days of a loan. Whose they are already is asked under the card's lock; the
// constraint promised_once holds against everything else.
func (t *Tx) promiseAsset(ctx context.Context, p posting, card *assetCard) error {
	from, until := p.Inputs.Text("from"), p.Inputs.Text("until")
	switch {
	case from > until:
		return p.refuseInput("until", "asset", endsBefore(from, until))
	case card.State == "lent" && card.LentBy != p.c.ID && (card.Due == nil || *card.Due >= from):
		return p.refuseInput("asset", "asset", lent(card)) // one that is overdue is hoped to be back by then
	}
	if err := t.keepPromise(ctx, p, card, from, until); err != nil {
		return err
	}
	return t.writeAsset(ctx, p, "promise", card, 0)
}

// keepPromise makes the days this case is promised a card these, from "" being the day of the posting, unless another
// case has one of them.
func (t *Tx) keepPromise(ctx context.Context, p posting, card *assetCard, from, until string) error {
	other, err := t.promisedTo(ctx, p, card, from, until)
	if err != nil {
		return err
	}
	if other != nil {
		return p.refuseInput("asset", "asset", promised(card, *other))
	}
	return t.exec(ctx, "promise asset: "+card.ID, `INSERT INTO asset_promises (asset, case_id, during)
		VALUES ($1, $2, `+promisedDays+`)
		ON CONFLICT (school, asset, case_id) DO UPDATE SET during = excluded.during`,
		card.ID, p.c.ID, from, until, p.at)
}

// promisedDays are the days from $3, or that of the moment $5, to $4.
const promisedDays = `daterange(least($4::date, coalesce(nullif($3, '')::date,
	($5::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)), $4::date, '[]')`

// promise is for which days a card is promised to which case.
type promise struct{ Number, From, Until string }

// promisedTo is the first other case that has one of the days, or nil; from "" is the day of the posting.
func (t *Tx) promisedTo(ctx context.Context, p posting, card *assetCard, from, until string) (*promise, error) {
	var others []promise
	err := t.list(ctx, "read promises of asset: "+card.ID, &others, `
		SELECT c.number, lower(during)::text AS from, (upper(during) - 1)::text AS until
		FROM asset_promises JOIN cases c ON c.id = case_id
		WHERE asset = $1 AND case_id <> $2 AND during && `+promisedDays+` ORDER BY during LIMIT 1`,
		card.ID, p.c.ID, from, until, p.at)
	if err != nil || len(others) == 0 {
		return nil, err
	}
	return &others[0], nil
}

func (t *Tx) unpromiseAsset(ctx context.Context, p posting, card *assetCard) error {
	gone, err := t.endPromise(ctx, p, card)
	if err != nil || !gone {
		return err
	}
	return t.writeAsset(ctx, p, "unpromise", card, 0)
}

func (t *Tx) endPromise(ctx context.Context, p posting, card *assetCard) (gone bool, err error) {
	var ended []string
	err = t.list(ctx, "end promise of asset: "+card.ID, &ended,
		`DELETE FROM asset_promises WHERE asset = $1 AND case_id = $2 RETURNING asset`, card.ID, p.c.ID)
	return len(ended) > 0, err
}

// lendAsset lends a card, and keeps it for this case from now until the day it is due, whatever was promised before.
func (t *Tx) lendAsset(ctx context.Context, p posting, card *assetCard) error {
	until := p.Inputs.Text("until")
	switch {
	case card.State == "lent" && card.LentBy != p.c.ID:
		return p.refuseInput("asset", "asset", lent(card))
	case card.State == "repair":
		return p.refuseInput("asset", "asset", inRepair(card))
	}
	if err := t.keepPromise(ctx, p, card, "", until); err != nil {
		return err
	}
	card.State, card.LentTo, card.LentBy, card.Due = "lent", p.Inputs.Text("to"), p.c.ID, &until
	return t.writeAsset(ctx, p, "lend", card, 0)
}

// giveBackAsset takes back what this case lent, or what was lent before there were cases.
func (t *Tx) giveBackAsset(ctx context.Context, p posting, card *assetCard) error {
	switch {
	case card.State != "lent":
		return p.refuseInput("asset", "asset", notLent(card))
	case card.LentBy != "" && card.LentBy != p.c.ID:
		return p.refuseInput("asset", "asset", lentIn(card))
	}
	if _, err := t.endPromise(ctx, p, card); err != nil {
		return err
	}
	card.LentTo, card.LentBy, card.Due = "", "", nil
	if err := t.rest(ctx, card); err != nil {
		return err
	}
	return t.writeAsset(ctx, p, "give_back", card, 0)
}

func (t *Tx) costAsset(ctx context.Context, p posting, card *assetCard) error {
	amount, err := p.money("amount")
	if err != nil || amount == 0 {
		return err
	}
	return t.writeAsset(ctx, p, "cost", card, amount)
}

func (t *Tx) writeOffAsset(ctx context.Context, p posting, card *assetCard) error {
	amount, err := p.money("amount")
	if err != nil {
		return err
	}
	pieces, err := p.pieces()
	if err != nil {
		return err
	}
	switch {
	case pieces.Int64 > card.Quantity:
		return p.refuseInput("quantity", "asset", tooManyPieces(card))
	case pieces.Valid && pieces.Int64 < card.Quantity:
		return t.writeOffPieces(ctx, p, card, pieces.Int64, amount)
	}
	if card.State == "lent" {
		return p.refuseInput("asset", "asset", lent(card))
	}
	if _, err := t.release(ctx, card, everyCase); err != nil {
		return err
	}
	card.State = "written_off"
	return t.writeAsset(ctx, p, "write_off", card, amount)
}

// writeOffPieces takes some pieces off a card, with their part of the price.
func (t *Tx) writeOffPieces(ctx context.Context, p posting, card *assetCard, pieces int64, amount forms.Money) error {
	if err := t.leaveCompensated(ctx, p, card, pieces); err != nil {
		return err
	}
	part := decimal.NewFromInt(int64(card.Price)).Mul(decimal.NewFromInt(pieces))
	card.Price -= forms.Money(part.DivRound(decimal.NewFromInt(card.Quantity), 0).IntPart())
	card.Quantity -= pieces
	return t.writeAsset(ctx, p, "write_off", card, amount)
}

// openAssets books the cards a school begins with, as entries without a case.
func (t *Tx) openAssets(ctx context.Context) error {
	return t.exec(ctx, "open assets", `INSERT INTO asset_entries (at, case_id, seq, posting, step, branch, row_id, asset,
			kind, room, holder, state, lent_to, due, amount, value)
		SELECT now(), '', 0, 0, '', '', '', id, 'opening', room, holder, state, lent_to, due, 0,
			CASE state WHEN 'written_off' THEN 0 ELSE price END
		FROM assets ORDER BY id`)
}
