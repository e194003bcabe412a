// Package lists is the administration of a school: the lists it keeps, its calendar and its settings. Each list is
// declared once, as a form in declared/*.yaml; pages, validation, messages and the columns of workbooks follow from it.
// What cases or books use is never deleted, only taken out of use, and every change is recorded with who made it.
//
//	list.go       List, declared in declared/*.yaml
//	form.go       a list's form, compiled with what the school lets one choose; node.go how the declaration is completed
//	service.go    Service, and a transaction over one list; world.go what its form may ask of the school
//	overview.go   how the lists of a school stand
//	entry.go      lists and records as pages show them; history.go what was changed
//	save.go       creating and changing a record; rules.go what no form can know, and taking out of use
//	opening.go    what a change of people would leave without anybody to do it, before it is made
//	settings.go   the form of settings, made of what the definitions in force declare
//	month.go      the year's working days; day.go making them so
//	passwords.go  passwords that are shown once
//	export.go     workbooks that are written; cells.go, names.go: values in cells, both ways
//	import.go     Check and Take; rows.go row by row, also those that name each other
//	plan.go       what a workbook would do, and its bad cells
//	categories.go the categories of repairs a new school begins with: categories.yaml
//	messages.go   every message of this package, in three languages
package lists
