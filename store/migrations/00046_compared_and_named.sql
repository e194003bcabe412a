-- Values used once and receipts' numbers are compared whatever their width, spacing and case: S1, " S1 ", s1 and Ｓ１ are one.
-- What was typed stays as it is. A number that was used twice before stays so, the later ones compared with nothing.

-- +goose Up
CREATE FUNCTION as_compared(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT upper(regexp_replace(translate(typed, '　！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
    ' !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '\s', '', 'g')) $$;

ALTER TABLE receivable_entries ADD COLUMN compared text NOT NULL DEFAULT '';
ALTER TABLE receivable_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE receivable_entries DISABLE TRIGGER USER;
UPDATE receivable_entries e SET compared = as_compared(receipt) WHERE receipt <> '' AND NOT EXISTS (
  SELECT FROM receivable_entries o
  WHERE o.school = e.school AND o.id < e.id AND o.receipt <> '' AND as_compared(o.receipt) = as_compared(e.receipt));
ALTER TABLE receivable_entries ENABLE TRIGGER USER;
ALTER TABLE receivable_entries FORCE ROW LEVEL SECURITY;
DROP INDEX receivable_receipts;
CREATE UNIQUE INDEX receivable_receipts ON receivable_entries (school, compared) WHERE compared <> '';

ALTER TABLE used_values NO FORCE ROW LEVEL SECURITY;
UPDATE used_values u SET value = as_compared(value) WHERE value <> as_compared(value) AND NOT EXISTS (
  SELECT FROM used_values o WHERE o.school = u.school AND o.register = u.register AND o.value <> u.value
    AND as_compared(o.value) = as_compared(u.value));
ALTER TABLE used_values FORCE ROW LEVEL SECURITY;
DROP FUNCTION as_compared(text);

-- Who is named in a report as having been there, as whoever reports wrote it.
ALTER TABLE reports ADD COLUMN persons text NOT NULL DEFAULT '' CHECK (length(persons) <= 200);

-- +goose Down
ALTER TABLE reports DROP COLUMN persons;
DROP INDEX receivable_receipts;
CREATE UNIQUE INDEX receivable_receipts ON receivable_entries (school, receipt) WHERE receipt <> '';
ALTER TABLE receivable_entries DROP COLUMN compared;
