package store

// The school, its calendar and its settings are one record each, whose id is the list's name. Periods and days stand
// in their columns as the calendar reads them; the rows of the form have ids besides.
const (
	readSchoolRecord = `
		SELECT 'school' AS id, false AS disabled, '' AS search,
			jsonb_build_object('name', r.name, 'fiscal_year', r.fiscal_year, 'open_reports', r.open_reports) AS body
		FROM schools r`
	saveSchoolRecord = `
		UPDATE schools SET name = body ->> 'name', fiscal_year = (body ->> 'fiscal_year')::int,
			open_reports = coalesce((body ->> 'open_reports')::boolean, false) FROM ` + given
	readCalendar = `
		SELECT 'calendar' AS id, false AS disabled, '' AS search, jsonb_strip_nulls(jsonb_build_object(
			'terms', numbered(r.terms), 'closures', numbered(r.closures), 'holidays', numbered(r.holidays),
			'workdays', numbered(r.workdays), 'hours', numbered(r.hours))) AS body
		FROM schools r`
	saveCalendar = `
		UPDATE schools SET terms = coalesce(body -> 'terms', '[]'), closures = coalesce(body -> 'closures', '[]'),
			holidays = coalesce(body -> 'holidays', '[]'), workdays = coalesce(body -> 'workdays', '[]'),
			hours = coalesce(body -> 'hours', '[]')
		FROM ` + given
	readSettings = `
		SELECT 'settings' AS id, false AS disabled, '' AS search, r.settings AS body FROM schools r`
	saveSettings = `UPDATE schools SET settings = body FROM ` + given
)
