-- A life of no years is said, not left out: what is never written down, like books and what is on show. A card that
-- says nothing has its category's.

-- +goose Up
ALTER TABLE lifetimes DROP CONSTRAINT lifetimes_years_check,
  ADD CONSTRAINT lifetimes_years_check CHECK (years BETWEEN 0 AND 100);
ALTER TABLE assets ALTER COLUMN life_years DROP DEFAULT;
DROP TRIGGER life_of_category ON assets;
CREATE TRIGGER life_of_category BEFORE INSERT ON assets FOR EACH ROW WHEN (NEW.life_years IS NULL)
  EXECUTE FUNCTION life_of_category();

-- +goose Down
DROP TRIGGER life_of_category ON assets;
CREATE TRIGGER life_of_category BEFORE INSERT ON assets FOR EACH ROW WHEN (NEW.life_years = 0)
  EXECUTE FUNCTION life_of_category();
ALTER TABLE assets ALTER COLUMN life_years SET DEFAULT 0;
ALTER TABLE lifetimes NO FORCE ROW LEVEL SECURITY;
DELETE FROM lifetimes WHERE years = 0;
ALTER TABLE lifetimes FORCE ROW LEVEL SECURITY;
ALTER TABLE lifetimes DROP CONSTRAINT lifetimes_years_check,
  ADD CONSTRAINT lifetimes_years_check CHECK (years BETWEEN 1 AND 100);
