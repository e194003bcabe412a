-- What payments, returns and the year's end need of the books. A case may be charged to a later year than it began in.
-- Budget entries name whose reservation they are for, which another case may post to; what is paid is spent. A payable
-- is one per supplier, case and year: accepted, returned, claimed by payments (invoiced), paid; what is left is owed,
-- negative for a credit. Goods go back out of the lot they came in by a negative entry at their own value, and an entry
-- without quantity takes what that leaves of the balance's value.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
ALTER TABLE cases ADD COLUMN charged_year int CHECK (charged_year BETWEEN 2000 AND 2199); -- null: fiscal_year

-- The year a new case is charged to: after the school's closing date of its fiscal year, the one behind it.
CREATE FUNCTION open_year(moment timestamptz) RETURNS int LANGUAGE sql STABLE
AS $$ SELECT fiscal_year + CASE WHEN left(settings ->> 'budget_close', 4) = fiscal_year::text
        AND to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') > settings ->> 'budget_close' THEN 1 ELSE 0 END
      FROM schools WHERE id = this_school() $$;

ALTER TABLE budget_entries ADD COLUMN holder text NOT NULL DEFAULT '', ADD COLUMN part int NOT NULL DEFAULT 0;
ALTER TABLE budget_entries ALTER COLUMN holder DROP DEFAULT, ALTER COLUMN part DROP DEFAULT;
ALTER TABLE budget_entries ALTER COLUMN holder TYPE text USING case_id; -- as no update can: the table is append-only
ALTER TABLE budget_entries DROP CONSTRAINT budget_entries_kind_check, ADD CONSTRAINT budget_entries_kind_check
  CHECK (kind IN ('plan', 'reserve', 'release', 'spend', 'refund'));
DROP INDEX budget_entries_once;
CREATE UNIQUE INDEX budget_entries_once ON budget_entries (school, case_id, seq, posting, part) WHERE case_id <> '';
CREATE INDEX budget_entries_of_holder ON budget_entries (school, holder, line);

ALTER TABLE payables NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payable_lines NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payable_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases NO FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_lines NO FORCE ROW LEVEL SECURITY;

ALTER TABLE payables ADD COLUMN year int, ADD COLUMN returned bigint NOT NULL DEFAULT 0;
ALTER TABLE payables RENAME COLUMN owed TO accepted;
UPDATE payables p SET year = c.fiscal_year FROM cases c WHERE c.school = p.school AND c.id = p.case_id;
ALTER TABLE payables ALTER COLUMN year SET NOT NULL,
  DROP CONSTRAINT payables_owed_check, DROP CONSTRAINT payables_invoiced_check, DROP CONSTRAINT payables_paid_check,
  DROP CONSTRAINT payables_school_supplier_case_id_key, ADD UNIQUE (school, supplier, case_id, year),
  ADD CONSTRAINT returned_of_accepted CHECK (returned BETWEEN 0 AND accepted),
  ADD COLUMN owed bigint GENERATED ALWAYS AS (accepted - returned - paid) STORED;
CREATE INDEX payables_of_case ON payables (school, case_id);

ALTER TABLE payable_lines RENAME COLUMN owed TO accepted;
ALTER TABLE payable_lines RENAME COLUMN owed_quantity TO accepted_quantity;
ALTER TABLE payable_lines
  DROP CONSTRAINT payable_lines_owed_check, DROP CONSTRAINT payable_lines_invoiced_check,
  DROP CONSTRAINT payable_lines_paid_check, DROP CONSTRAINT payable_lines_owed_quantity_check,
  DROP CONSTRAINT payable_lines_invoiced_quantity_check, DROP CONSTRAINT payable_lines_paid_quantity_check,
  ADD COLUMN returned bigint NOT NULL DEFAULT 0, ADD COLUMN returned_quantity numeric(18,3) NOT NULL DEFAULT 0,
  ADD COLUMN department text NOT NULL DEFAULT '', ADD COLUMN subject text NOT NULL DEFAULT '', -- the budget that pays
  ADD COLUMN ordered_quantity numeric(18,3), ADD COLUMN ordered bigint, -- null: nobody said
  ADD COLUMN accepted_at timestamptz, -- last
  ADD CONSTRAINT returned_of_accepted CHECK (returned BETWEEN 0 AND accepted
    AND returned_quantity BETWEEN 0 AND accepted_quantity);
UPDATE payable_lines l SET accepted_at = coalesce((SELECT max(e.at) FROM payable_entries e
    WHERE e.school = l.school AND e.payable = l.payable AND e.line = l.line),
  (SELECT p.at FROM payables p WHERE p.school = l.school AND p.id = l.payable));
-- Whose budget pays what was accepted before: that which its case had reserved, where it was one.
UPDATE payable_lines l SET department = b.department, subject = b.subject
FROM payables p JOIN (
  SELECT e.school, e.case_id, min(b.department) AS department, min(b.subject) AS subject
  FROM budget_entries e JOIN budget_lines b ON b.school = e.school AND b.id = e.line WHERE e.case_id <> ''
  GROUP BY e.school, e.case_id HAVING count(DISTINCT b.id) = 1
) b ON b.school = p.school AND b.case_id = p.case_id
WHERE p.school = l.school AND p.id = l.payable;
ALTER TABLE payable_lines ALTER COLUMN accepted_at SET NOT NULL;
CREATE INDEX payable_lines_open ON payable_lines (school, payable)
  WHERE accepted - returned <> invoiced OR accepted_quantity - returned_quantity <> invoiced_quantity;

ALTER TABLE payable_entries DROP CONSTRAINT payable_entries_kind_check, ADD CONSTRAINT payable_entries_kind_check
  CHECK (kind IN ('owe', 'return', 'invoice', 'pay'));
CREATE INDEX payable_entries_of_line ON payable_entries (school, payable, line, case_id);

ALTER TABLE payables FORCE ROW LEVEL SECURITY;
ALTER TABLE payable_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE payable_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE cases FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_lines FORCE ROW LEVEL SECURITY;

-- of_case, of_line, of_year: which receipt a return undoes.
ALTER TABLE stock_entries ADD COLUMN of_case text NOT NULL DEFAULT '', ADD COLUMN of_line text NOT NULL DEFAULT '',
  ADD COLUMN of_year int NOT NULL DEFAULT 0,
  DROP CONSTRAINT stock_entries_kind_check, DROP CONSTRAINT stock_entries_quantity_check,
  ADD CONSTRAINT stock_entries_kind_check CHECK (kind IN ('opening', 'receive', 'issue', 'return', 'adjust')),
  ADD CONSTRAINT stock_entries_quantity_check CHECK ((quantity <> 0) = (kind <> 'adjust'));
CREATE INDEX stock_entries_returned ON stock_entries (school, of_case) WHERE of_case <> '';

-- +goose Down
DROP INDEX stock_entries_returned;
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check, DROP CONSTRAINT stock_entries_quantity_check,
  ADD CONSTRAINT stock_entries_kind_check CHECK (kind IN ('opening', 'receive', 'issue')),
  ADD CONSTRAINT stock_entries_quantity_check CHECK (quantity <> 0),
  DROP COLUMN of_case, DROP COLUMN of_line, DROP COLUMN of_year;
DROP INDEX payable_entries_of_line, payable_lines_open, payables_of_case;
ALTER TABLE payable_entries DROP CONSTRAINT payable_entries_kind_check, ADD CONSTRAINT payable_entries_kind_check
  CHECK (kind IN ('owe'));
ALTER TABLE payable_lines DROP CONSTRAINT returned_of_accepted, DROP COLUMN returned, DROP COLUMN returned_quantity,
  DROP COLUMN department, DROP COLUMN subject, DROP COLUMN ordered_quantity, DROP COLUMN ordered,
  DROP COLUMN accepted_at;
ALTER TABLE payable_lines RENAME COLUMN accepted TO owed;
ALTER TABLE payable_lines RENAME COLUMN accepted_quantity TO owed_quantity;
ALTER TABLE payable_lines ADD CHECK (owed >= 0), ADD CHECK (invoiced >= 0), ADD CHECK (paid >= 0),
  ADD CHECK (owed_quantity >= 0), ADD CHECK (invoiced_quantity >= 0), ADD CHECK (paid_quantity >= 0);
ALTER TABLE payables DROP COLUMN owed, DROP COLUMN year, DROP CONSTRAINT returned_of_accepted, DROP COLUMN returned;
ALTER TABLE payables RENAME COLUMN accepted TO owed;
ALTER TABLE payables ADD UNIQUE (school, supplier, case_id), ADD CHECK (owed >= 0), ADD CHECK (invoiced >= 0),
  ADD CHECK (paid >= 0);
DROP INDEX budget_entries_of_holder, budget_entries_once;
ALTER TABLE budget_entries DROP COLUMN holder, DROP COLUMN part, DROP CONSTRAINT budget_entries_kind_check,
  ADD CONSTRAINT budget_entries_kind_check CHECK (kind IN ('plan', 'reserve', 'release'));
CREATE UNIQUE INDEX budget_entries_once ON budget_entries (school, case_id, seq, posting) WHERE case_id <> '';
DROP FUNCTION open_year(timestamptz);
ALTER TABLE cases DROP COLUMN charged_year;
