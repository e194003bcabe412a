-- Schools that were there before repairs were known begin with the categories a new one has; from then on they are theirs.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
ALTER TABLE categories NO FORCE ROW LEVEL SECURITY;
ALTER TABLE schools NO FORCE ROW LEVEL SECURITY;
INSERT INTO categories (school, id, name, size, trade, search)
SELECT s.id, c.id, c.name, c.size, c.trade, lower(c.id || ' ' || c.name || ' ' || c.trade)
FROM schools s CROSS JOIN (VALUES
  ('light', '灯具照明', 'minor', '电'), ('socket', '插座开关', 'minor', '电'), ('appliance', '电器设备', 'major', '电'),
  ('wiring', '线路跳闸', 'major', '电'), ('tap', '水龙头', 'minor', '水'), ('toilet', '卫生洁具', 'minor', '水'),
  ('drain', '下水道', 'major', '水'), ('lock', '门锁', 'minor', '木'), ('desk', '桌椅', 'minor', '木'),
  ('window', '门窗', 'minor', '木'), ('roof', '屋面漏水', 'major', '水')) AS c (id, name, size, trade)
WHERE NOT EXISTS (SELECT FROM categories k WHERE k.school = s.id);
ALTER TABLE schools FORCE ROW LEVEL SECURITY;
ALTER TABLE categories FORCE ROW LEVEL SECURITY;

-- +goose Down
SELECT 1;
