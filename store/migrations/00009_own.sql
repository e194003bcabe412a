-- What people choose for themselves: the language and the look of their pages, what they often remark, how they sign.
-- A signature is never changed: what was signed before keeps the one it was signed with.

-- +goose Up
CREATE TABLE preferences (
  school   text NOT NULL DEFAULT this_school(),
  person   text NOT NULL,
  language text NOT NULL DEFAULT '',
  theme    text NOT NULL DEFAULT '',
  remarks  text[], -- null: never chosen
  PRIMARY KEY (school, person),
  FOREIGN KEY (school, person) REFERENCES people
);
SELECT protect('preferences', 'SELECT, INSERT, UPDATE');

CREATE TABLE signatures (
  school  text NOT NULL DEFAULT this_school(),
  id      bigint GENERATED ALWAYS AS IDENTITY,
  person  text NOT NULL,
  at      timestamptz NOT NULL DEFAULT now(),
  picture bytea NOT NULL CHECK (length(picture) <= 300000), -- PNG; empty: the name in writing, as before the first
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, person) REFERENCES people
);
CREATE INDEX signatures_of_person ON signatures (school, person, at DESC);
SELECT protect('signatures', 'SELECT, INSERT');
SELECT append_only('signatures');

ALTER TABLE sessions ADD COLUMN agent text NOT NULL DEFAULT ''; -- what the browser says it is

-- +goose Down
ALTER TABLE sessions DROP COLUMN agent;
DROP TABLE signatures, preferences;
