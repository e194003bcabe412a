-- What somebody began to fill in and has not sent: the text of the inputs as a page posted it, with the key the form
-- will be sent under. Nobody's record; it goes when the form is sent, or is forgotten.

-- +goose Up
CREATE TABLE drafts (
  school   text NOT NULL DEFAULT this_school(),
  person   text NOT NULL,
  place    text NOT NULL, -- new:purchase, task:…
  key      text NOT NULL,
  values   jsonb NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, person, place),
  FOREIGN KEY (school, person) REFERENCES people
);
SELECT protect('drafts', 'SELECT, INSERT, UPDATE, DELETE');

-- +goose Down
DROP TABLE drafts;
