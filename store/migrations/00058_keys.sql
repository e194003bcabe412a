-- Every action writes a key. Its reference had all actions of a school lock the school's one row together; whose key it
-- is, row-level security sees to.

-- +goose Up
ALTER TABLE keys DROP CONSTRAINT keys_school_fkey;

-- +goose Down
ALTER TABLE keys ADD CONSTRAINT keys_school_fkey FOREIGN KEY (school) REFERENCES schools;
