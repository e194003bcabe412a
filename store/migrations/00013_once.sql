-- What the school uses once (invoice numbers …), and the case that has it.

-- +goose Up
CREATE TABLE used_values (
  school   text NOT NULL DEFAULT this_school(),
  register text NOT NULL,
  value    text NOT NULL, -- as it is compared: without spaces, in capitals
  case_id  text NOT NULL,
  place    text NOT NULL, -- of the case's data: a step, or step@branch
  pointer  text NOT NULL,
  PRIMARY KEY (school, register, value),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE INDEX used_values_of_case ON used_values (school, case_id);
SELECT protect('used_values', 'SELECT, INSERT, UPDATE, DELETE');

-- +goose Down
DROP TABLE used_values;
