-- What actions ask of a school's lists is kept by the programs, as its people are, while the school's version stands.
-- A list that is brought in touches the school once, however long it is.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION touch_schools() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE schools SET version = version WHERE id IN (SELECT school FROM touched);
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER came AFTER INSERT ON items REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON items REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER went AFTER DELETE ON items REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER came AFTER INSERT ON suppliers REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON suppliers REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER went AFTER DELETE ON suppliers REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER came AFTER INSERT ON subjects REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON subjects REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER went AFTER DELETE ON subjects REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER came AFTER INSERT ON rooms REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON rooms REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER went AFTER DELETE ON rooms REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();
CREATE TRIGGER changed AFTER UPDATE ON departments REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION touch_schools();

-- Which year is open is worked out from the school as an action has read it.
DROP FUNCTION open_year(timestamptz);

-- +goose Down
-- +goose StatementBegin
CREATE FUNCTION open_year(moment timestamptz) RETURNS int LANGUAGE plpgsql STABLE AS $body$
BEGIN
  RETURN (SELECT fiscal_year + CASE WHEN left(settings ->> 'budget_close', 4) = fiscal_year::text
        AND to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') > settings ->> 'budget_close' THEN 1 ELSE 0 END
      FROM schools WHERE id = this_school());
END $body$;
-- +goose StatementEnd
DROP TRIGGER changed ON departments;
DROP TRIGGER went ON rooms;
DROP TRIGGER changed ON rooms;
DROP TRIGGER came ON rooms;
DROP TRIGGER went ON subjects;
DROP TRIGGER changed ON subjects;
DROP TRIGGER came ON subjects;
DROP TRIGGER went ON suppliers;
DROP TRIGGER changed ON suppliers;
DROP TRIGGER came ON suppliers;
DROP TRIGGER went ON items;
DROP TRIGGER changed ON items;
DROP TRIGGER came ON items;
DROP FUNCTION touch_schools();
