-- The price list for what has no card of its own: a pane of glass, a desk, a broom, and what it costs to make good.

-- +goose Up
CREATE TABLE prices (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL,
  name     text NOT NULL,
  unit     text NOT NULL DEFAULT '',
  price    bigint NOT NULL CHECK (price >= 0),
  disabled boolean NOT NULL DEFAULT false,
  search   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('prices', 'SELECT, INSERT, UPDATE');

-- +goose Down
DROP TABLE prices;
