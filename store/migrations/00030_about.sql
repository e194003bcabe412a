-- A thing's file lists the cases it is found in.

-- +goose Up
CREATE INDEX case_things_of ON case_things (school, kind, thing);

-- +goose Down
DROP INDEX case_things_of;
