-- Every entry of the assets' book says by how much it changed the original value of what the register holds. Of the
-- entries there are already the postings say what was asked: the price registered or corrected to, the pieces written
-- off. What a card stood at when the register was opened nobody kept: it is what its entries since then leave of the
-- card's price, so that every card's entries add up to it.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
ALTER TABLE asset_entries ADD COLUMN value bigint NOT NULL DEFAULT 0;
ALTER TABLE assets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE transitions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries DISABLE TRIGGER USER;
CREATE TEMPORARY TABLE asked ON COMMIT DROP AS
SELECT e.school, e.asset, e.id, e.kind, e.state, (i ->> 'price')::bigint AS price,
  CASE WHEN e.kind = 'write_off' AND e.state <> 'written_off' THEN coalesce((i ->> 'quantity')::numeric, 0) ELSE 0 END AS pieces
FROM asset_entries e LEFT JOIN transitions t ON t.school = e.school AND t.case_id = e.case_id AND t.seq = e.seq,
  LATERAL (SELECT t.body -> 'postings' -> e.posting -> 'inputs') x (i)
WHERE e.kind IN ('opening', 'register', 'change', 'write_off');
CREATE INDEX ON asked (school, asset, id);
-- +goose StatementBegin
DO $$
DECLARE
  card record;
  entry record;
  begun bigint; -- the card's first entry
  price bigint;
  pieces numeric;
  changed bigint;
  total bigint;
BEGIN
  FOR card IN SELECT a.school, a.id, a.price, a.quantity, a.state, sum(s.pieces) AS gone,
      (array_agg(s.price ORDER BY s.id) FILTER (WHERE s.price IS NOT NULL))[1] AS said
    FROM assets a JOIN asked s ON s.school = a.school AND s.asset = a.id GROUP BY a.school, a.id
  LOOP
    begun := NULL;
    total := 0;
    pieces := card.quantity + card.gone;
    price := coalesce(card.said, round(card.price * pieces / card.quantity));
    FOR entry IN SELECT * FROM asked s WHERE s.school = card.school AND s.asset = card.id ORDER BY s.id LOOP
      IF begun IS NULL THEN
        begun := entry.id;
        changed := CASE entry.state WHEN 'written_off' THEN 0 ELSE price END;
      ELSIF entry.state = 'written_off' THEN
        changed := -total;
      ELSIF entry.kind = 'change' THEN
        changed := coalesce(entry.price, total) - total;
      ELSE
        changed := -round(total * entry.pieces / pieces);
        pieces := pieces - entry.pieces;
      END IF;
      total := total + changed;
      UPDATE asset_entries e SET value = changed WHERE e.school = card.school AND e.id = entry.id AND changed <> 0;
    END LOOP;
    UPDATE asset_entries e SET value = value + CASE card.state WHEN 'written_off' THEN 0 ELSE card.price END - total
    WHERE e.school = card.school AND e.id = begun;
  END LOOP;
END $$;
-- +goose StatementEnd
ALTER TABLE asset_entries ENABLE TRIGGER USER;
ALTER TABLE transitions FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries ALTER COLUMN value DROP DEFAULT;

-- +goose Down
ALTER TABLE asset_entries DROP COLUMN value;
