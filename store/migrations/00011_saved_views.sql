-- A list as somebody narrowed it, kept under a name of theirs.

-- +goose Up
CREATE TABLE saved_views (
  school   text NOT NULL DEFAULT this_school(),
  person   text NOT NULL,
  page     text NOT NULL CHECK (page ~ '^[a-z]{1,20}$'),
  name     text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  query    text NOT NULL CHECK (length(query) <= 2000),
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, person, page, name),
  FOREIGN KEY (school, person) REFERENCES people
);
SELECT protect('saved_views', 'SELECT, INSERT, UPDATE, DELETE');

-- +goose Down
DROP TABLE saved_views;
