-- What repairs are given out by: the trades of who mends, and categories that say which trade a repair needs and how long it
-- may take. Trades a school wrote down before stand in a column now.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people ADD COLUMN trades text[] NOT NULL DEFAULT '{}';
UPDATE people SET trades = ARRAY(SELECT jsonb_array_elements_text(more -> 'trades')), more = more - 'trades'
WHERE jsonb_typeof(more -> 'trades') = 'array';
ALTER TABLE people FORCE ROW LEVEL SECURITY;

CREATE TABLE categories (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL,
  name     text NOT NULL,
  size     text NOT NULL CHECK (size IN ('minor', 'major')),
  trade    text NOT NULL CHECK (trade <> ''),
  disabled boolean NOT NULL DEFAULT false,
  search   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('categories', 'SELECT, INSERT, UPDATE');
CREATE TRIGGER came AFTER INSERT ON categories REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON categories REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER went AFTER DELETE ON categories REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();

-- +goose Down
DROP TABLE categories;
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
UPDATE people SET more = more || jsonb_build_object('trades', trades) WHERE trades <> '{}';
ALTER TABLE people DROP COLUMN trades;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
