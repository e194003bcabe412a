package store

const (
	readStores = `
		SELECT r.id, r.disabled, lower(r.id || ' ' || r.name) AS search, jsonb_strip_nulls(jsonb_build_object('code', r.id,
			'name', r.name, 'keeper', nullif(r.keeper, ''), 'department', nullif(r.department, ''))) AS body
		FROM stores r`
	saveStores = `
		INSERT INTO stores (id, name, keeper, department) SELECT id, body ->> 'name', coalesce(body ->> 'keeper', ''),
			coalesce(body ->> 'department', '') FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, keeper = excluded.keeper,
			department = excluded.department`
	readRooms = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('code', r.id, 'name', r.name,
			'building', nullif(r.building, ''), 'seats', nullif(r.seats, 0), 'head', nullif(r.head, ''))) AS body
		FROM rooms r`
	saveRooms = `
		INSERT INTO rooms (id, name, building, seats, head, search)
		SELECT id, body ->> 'name', coalesce(body ->> 'building', ''), coalesce((body ->> 'seats')::int, 0),
			coalesce(body ->> 'head', ''), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, building = excluded.building,
			seats = excluded.seats, head = excluded.head, search = excluded.search`
	readPrices = `
		SELECT r.id, r.disabled, r.search, jsonb_build_object('code', r.id, 'name', r.name, 'unit', r.unit,
			'price', r.price) AS body
		FROM prices r`
	savePrices = `
		INSERT INTO prices (id, name, unit, price, search)
		SELECT id, body ->> 'name', coalesce(body ->> 'unit', ''), coalesce((body ->> 'price')::bigint, 0), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, unit = excluded.unit, price = excluded.price,
			search = excluded.search`
	readCategories = `
		SELECT r.id, r.disabled, r.search, jsonb_build_object('code', r.id, 'name', r.name, 'size', r.size,
			'trade', r.trade) AS body
		FROM categories r`
	saveCategories = `
		INSERT INTO categories (id, name, size, trade, search)
		SELECT id, body ->> 'name', body ->> 'size', body ->> 'trade', search FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, size = excluded.size, trade = excluded.trade,
			search = excluded.search`
)
