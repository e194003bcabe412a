-- What cases are found by that look like one another: the things a case refers to where its process says so (alike),
-- and its amount, the first one of its summary.

-- +goose Up
ALTER TABLE cases ADD COLUMN amount bigint;

CREATE TABLE case_things (
  school  text NOT NULL DEFAULT this_school(),
  case_id text NOT NULL,
  kind    text NOT NULL,
  thing   text NOT NULL,
  PRIMARY KEY (school, case_id, kind, thing),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('case_things', 'SELECT, INSERT, DELETE');

-- +goose Down
DROP TABLE case_things;
ALTER TABLE cases DROP COLUMN amount;
