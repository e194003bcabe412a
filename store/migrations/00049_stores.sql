-- A store may keep the book of one department, which alone is issued what lies there: the canteen's. Where a school has one
-- department with a fund of its own, a store that holds nothing but food is that department's; the office may change it.

-- +goose Up
ALTER TABLE stores ADD COLUMN department text NOT NULL DEFAULT '';
ALTER TABLE stores NO FORCE ROW LEVEL SECURITY;
ALTER TABLE items NO FORCE ROW LEVEL SECURITY;
ALTER TABLE departments NO FORCE ROW LEVEL SECURITY;
UPDATE stores s SET department = d.id
FROM (SELECT school, min(id) AS id FROM departments WHERE fund <> '' AND NOT disabled GROUP BY school HAVING count(*) = 1) d
WHERE d.school = s.school AND EXISTS (SELECT FROM items i WHERE i.school = s.school AND i.store = s.id AND i.kind = 'food')
  AND NOT EXISTS (SELECT FROM items i WHERE i.school = s.school AND i.store = s.id AND i.kind <> 'food');
ALTER TABLE departments FORCE ROW LEVEL SECURITY;
ALTER TABLE items FORCE ROW LEVEL SECURITY;
ALTER TABLE stores FORCE ROW LEVEL SECURITY;

-- +goose Down
ALTER TABLE stores DROP COLUMN department;
