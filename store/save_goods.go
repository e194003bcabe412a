package store

// Packs stand in their column as {larger unit: number of base units}, in the form as rows of both. Suppliers' contact
// and phone stand among what else is known of them; so do categories, written in one line.
const (
	readGoods = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('code', r.id, 'name', r.name,
			'unit', r.unit, 'kind', r.kind, 'category', nullif(r.category, ''), 'store', nullif(r.store, ''),
			'subject', nullif(r.subject, ''), 'price', nullif(r.price, 0), 'food', r.food,
			'low', trim_scale(nullif(r.low, 0))::text, 'proof', nullif(r.proof, ''), 'pack', (
				SELECT jsonb_agg(jsonb_build_object('id', n::text, 'larger', key, 'size', value::int) ORDER BY n)
				FROM jsonb_each_text(r.pack) WITH ORDINALITY p (key, value, n)))) AS body
		FROM items r`
	saveGoods = `
		INSERT INTO items (id, name, unit, kind, category, store, subject, price, food, low, proof, pack, search)
		SELECT id, body ->> 'name', body ->> 'unit', body ->> 'kind', coalesce(body ->> 'category', ''),
			coalesce(body ->> 'store', ''), coalesce(body ->> 'subject', ''), coalesce((body ->> 'price')::bigint, 0),
			coalesce((body ->> 'food')::boolean, false), coalesce((body ->> 'low')::numeric, 0),
			coalesce(body ->> 'proof', ''), coalesce((SELECT jsonb_object_agg(p ->> 'larger', (p ->> 'size')::int)
				FROM jsonb_array_elements(body -> 'pack') p), '{}'), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, unit = excluded.unit, kind = excluded.kind,
			category = excluded.category, store = excluded.store, subject = excluded.subject, price = excluded.price,
			food = excluded.food, low = excluded.low, proof = excluded.proof, pack = excluded.pack,
			search = excluded.search`
	readQuotas = `
		SELECT r.id, r.disabled, lower(r.id || ' ' || r.category) || ' ' ||
			coalesce((SELECT i.search FROM items i WHERE i.id = r.item), '') || ' ' ||
			coalesce((SELECT d.search FROM departments d WHERE d.id = r.department), '') AS search,
			jsonb_strip_nulls(jsonb_build_object('code', r.id, 'department', nullif(r.department, ''),
				'item', nullif(r.item, ''), 'category', nullif(r.category, ''), 'period', r.period,
				'quantity', trim_scale(r.quantity)::text, 'per_head', r.per_head)) AS body
		FROM quotas r`
	saveQuotas = `
		INSERT INTO quotas (id, department, item, category, period, quantity, per_head)
		SELECT id, coalesce(body ->> 'department', ''), coalesce(body ->> 'item', ''), coalesce(body ->> 'category', ''),
			body ->> 'period', (body ->> 'quantity')::numeric, coalesce((body ->> 'per_head')::boolean, false)
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET department = excluded.department, item = excluded.item,
			category = excluded.category, period = excluded.period, quantity = excluded.quantity,
			per_head = excluded.per_head`
	readSuppliers = `
		SELECT r.id, r.disabled, r.search, jsonb_strip_nulls(jsonb_build_object('code', r.id, 'name', r.name,
			'kind', nullif(r.kind, ''), 'settle', nullif(r.settle, ''), 'contract', nullif(r.contract, ''),
			'contract_to', r.contract_to, 'categories', nullif(array_to_string(r.categories, '、'), ''),
			'contact', nullif(r.more ->> 'contact', ''), 'phone', nullif(r.more ->> 'phone', ''))) AS body
		FROM suppliers r`
	saveSuppliers = `
		INSERT INTO suppliers (id, name, kind, settle, contract, contract_to, categories, more, search)
		SELECT id, body ->> 'name', coalesce(body ->> 'kind', ''), coalesce(body ->> 'settle', ''),
			coalesce(body ->> 'contract', ''), (body ->> 'contract_to')::date,
			string_to_array(coalesce(body ->> 'categories', ''), '、'), jsonb_build_object(
				'contact', coalesce(body ->> 'contact', ''), 'phone', coalesce(body ->> 'phone', '')), search
		FROM ` + given + `
		ON CONFLICT (school, id) DO UPDATE SET name = excluded.name, kind = excluded.kind, settle = excluded.settle,
			contract = excluded.contract, contract_to = excluded.contract_to, categories = excluded.categories,
			more = suppliers.more || excluded.more, search = excluded.search`
)
