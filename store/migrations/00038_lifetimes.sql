-- Over how many years what belongs to a category is written down, where its card does not say.

-- +goose Up
CREATE TABLE lifetimes (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL, -- the category, as cards name it
  years    int NOT NULL CHECK (years BETWEEN 1 AND 100),
  disabled boolean NOT NULL DEFAULT false,
  search   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('lifetimes', 'SELECT, INSERT, UPDATE');

-- Whatever makes a card, also one that is brought in with thousands.
-- +goose StatementBegin
CREATE FUNCTION life_of_category() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.life_years := coalesce((SELECT years FROM lifetimes WHERE school = NEW.school AND id = NEW.category AND NOT disabled), 0);
  RETURN NEW;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER life_of_category BEFORE INSERT ON assets FOR EACH ROW WHEN (NEW.life_years = 0)
  EXECUTE FUNCTION life_of_category();

-- +goose Down
DROP TRIGGER life_of_category ON assets;
DROP FUNCTION life_of_category();
DROP TABLE lifetimes;
