-- While many act at once, news that can wait for more of its case does: all but that of an end and of clocks that ring
-- soon. What was written before was told without delay.

-- +goose Up
ALTER TABLE outbox ADD COLUMN urgent boolean NOT NULL DEFAULT true;

-- +goose Down
ALTER TABLE outbox DROP COLUMN urgent;
