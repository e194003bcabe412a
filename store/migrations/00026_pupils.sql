-- A pupil is named in forms as people are: an id means one person, of the staff or a pupil. What is open follows when
-- another teacher answers for a class, as it follows any other change of staff.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION refuse_namesake() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE taken boolean;
BEGIN
  IF TG_TABLE_NAME = 'pupils' THEN
    SELECT EXISTS (SELECT FROM people WHERE school = NEW.school AND id = NEW.id) INTO taken;
  ELSE
    SELECT EXISTS (SELECT FROM pupils WHERE school = NEW.school AND id = NEW.id) INTO taken;
  END IF;
  IF taken THEN
    RAISE EXCEPTION 'the id % is another person''s', NEW.id USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $body$;
-- +goose StatementEnd

CREATE TRIGGER one_person BEFORE INSERT OR UPDATE OF id ON people FOR EACH ROW EXECUTE FUNCTION refuse_namesake();
CREATE TRIGGER one_person BEFORE INSERT OR UPDATE OF id ON pupils FOR EACH ROW EXECUTE FUNCTION refuse_namesake();
CREATE TRIGGER teacher_changed AFTER UPDATE ON pupils FOR EACH ROW
  WHEN ((OLD.class_teacher, OLD.disabled) IS DISTINCT FROM (NEW.class_teacher, NEW.disabled))
  EXECUTE FUNCTION note_staff_change();
CREATE INDEX pupils_of_teacher ON pupils (school, class_teacher) WHERE NOT disabled;

-- +goose Down
DROP INDEX pupils_of_teacher;
DROP TRIGGER teacher_changed ON pupils;
DROP TRIGGER one_person ON pupils;
DROP TRIGGER one_person ON people;
DROP FUNCTION refuse_namesake();
