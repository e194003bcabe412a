// Package sheets reads and writes Excel workbooks. It knows nothing of a school: a table is rows of cells.
//
//	write.go    Write: a workbook of typed columns, texts as texts, dates as dates
//	read.go     Read: one sheet of a workbook somebody sent, cell by cell as it stands there
//	bounds.go   what a workbook may be before it is opened: size unpacked, rows, cells, lengths
//	numbers.go  what stands behind a number: dates, and digits that are not rounding
package sheets
