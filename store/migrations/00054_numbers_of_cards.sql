-- Numbers of cards are one however they are written, in small letters or capitals: whoever registers one asks so.

-- +goose Up
CREATE INDEX assets_called ON assets (school, upper(id));

-- +goose Down
DROP INDEX assets_called;
