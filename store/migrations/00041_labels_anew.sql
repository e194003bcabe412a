-- A label whose code leaked gets a new one; who had it made stands among the administration's changes.

-- +goose Up
ALTER TABLE changes DROP CONSTRAINT changes_kind_check,
  ADD CONSTRAINT changes_kind_check CHECK (kind IN ('create', 'change', 'disable', 'enable', 'password', 'label'));

-- +goose Down
ALTER TABLE changes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE changes DISABLE TRIGGER USER;
DELETE FROM changes WHERE kind = 'label';
ALTER TABLE changes ENABLE TRIGGER USER;
ALTER TABLE changes FORCE ROW LEVEL SECURITY;
ALTER TABLE changes DROP CONSTRAINT changes_kind_check,
  ADD CONSTRAINT changes_kind_check CHECK (kind IN ('create', 'change', 'disable', 'enable', 'password'));
