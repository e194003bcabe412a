-- What an operator is told of: cases that a rule holds up, and what the last sweep found.

-- +goose Up
-- occasion is the clock, or the other case, that could not have its consequence; words say why, as it was said last.
CREATE TABLE held (
  school   text NOT NULL DEFAULT this_school(),
  case_id  text NOT NULL,
  occasion text NOT NULL,
  words    jsonb NOT NULL,
  since    timestamptz NOT NULL DEFAULT now(),
  tried_at timestamptz NOT NULL DEFAULT now(),
  tries    int NOT NULL DEFAULT 1,
  PRIMARY KEY (school, case_id, occasion),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('held', 'SELECT, INSERT, UPDATE, DELETE');

-- The last sweep alone: it is a look at how things are, no part of any book.
CREATE TABLE sweeps (
  school   text PRIMARY KEY DEFAULT this_school() REFERENCES schools,
  at       timestamptz NOT NULL DEFAULT now(),
  findings jsonb NOT NULL
);
SELECT protect('sweeps', 'SELECT, INSERT, UPDATE');

-- +goose Down
DROP TABLE sweeps, held;
