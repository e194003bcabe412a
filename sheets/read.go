package sheets

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Kind is what stands in a cell.
type Kind int

// Kinds of cells.
const (
	Empty Kind = iota
	Text
	Number // Text holds its digits
	Bool   // Text is true or false
	Broken // an error such as #REF!
	Formula
)

// Cell is one cell as it stands in a sheet.
type Cell struct {
	Kind Kind
	Text string
}

// Row is a row with something in it.
type Row struct {
	Number int
	Cells  []Cell // from column A on, up to the last that is filled
}

// Cell gives the cell of a column, counted from 0.
func (r Row) Cell(column int) Cell {
	if column < len(r.Cells) {
		return r.Cells[column]
	}
	return Cell{}
}

// Table is one sheet of a workbook.
type Table struct {
	Name   string
	Rows   []Row
	Merged []string // ranges of cells merged into one: B2:C4
	From04 bool     // dates are counted from 1904
}

// Read reads the sheet that choose picks out of the names of all of them. The error is a *Refusal when it is the
// workbook's fault.
func Read(content []byte, choose func(names []string) int) (table *Table, err error) {
	if err := bounded(content); err != nil {
		return nil, err
	}
	defer func() { // a foreign reader on a stranger's bytes: what it does not expect must not end the program
		if fault := recover(); fault != nil {
			table, err = nil, &Refusal{Code: "workbook", cause: fmt.Errorf("reader failed: %v", fault)}
		}
	}()
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return nil, &Refusal{Code: "workbook", cause: err}
	}
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			table, err = nil, fmt.Errorf("close workbook: %w", closing)
		}
	}()
	names := file.GetSheetList()
	if len(names) == 0 {
		return nil, &Refusal{Code: "workbook", cause: errors.New("no sheets")}
	}
	table, err = readTable(file, names[choose(names)])
	if err != nil {
		return nil, &Refusal{Code: "workbook", cause: err}
	}
	return table, nil
}

func readTable(file *excelize.File, name string) (*Table, error) {
	table := &Table{Name: name}
	props, err := file.GetWorkbookProps()
	if err != nil {
		return nil, err
	}
	table.From04 = props.Date1904 != nil && *props.Date1904
	merged, err := file.GetMergeCells(name, true)
	if err != nil {
		return nil, err
	}
	for _, m := range merged {
		if start, end := m.GetStartAxis(), m.GetEndAxis(); start != end {
			table.Merged = append(table.Merged, start+":"+end)
		}
	}
	rows, err := file.Rows(name)
	if err != nil {
		return nil, err
	}
	for n := 1; rows.Next(); n++ {
		texts, err := rows.Columns()
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		row, err := readRow(file, name, n, texts)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		if len(row.Cells) > 0 {
			table.Rows = append(table.Rows, row)
		}
	}
	return table, rows.Close()
}

// readRow gives a row's cells without the empty ones at its end.
func readRow(file *excelize.File, sheet string, number int, texts []string) (Row, error) {
	row := Row{Number: number}
	filled := 0
	for i, text := range texts {
		at, err := excelize.CoordinatesToCellName(i+1, number)
		if err != nil {
			return row, err
		}
		cell, err := readCell(file, sheet, at, text)
		if err != nil {
			return row, err
		}
		row.Cells = append(row.Cells, cell)
		if cell.Kind != Empty {
			filled = i + 1
		}
	}
	row.Cells = row.Cells[:filled]
	return row, nil
}

func readCell(file *excelize.File, sheet, at, text string) (Cell, error) {
	formula, err := file.GetCellFormula(sheet, at)
	if err != nil {
		return Cell{}, err
	}
	if formula != "" {
		return Cell{Kind: Formula, Text: formula}, nil
	}
	if strings.TrimSpace(text) == "" {
		return Cell{}, nil
	}
	kind, err := file.GetCellType(sheet, at)
	if err != nil {
		return Cell{}, err
	}
	switch kind {
	case excelize.CellTypeBool:
		return Cell{Kind: Bool, Text: map[bool]string{true: "true", false: "false"}[text == "1" || text == "TRUE"]}, nil
	case excelize.CellTypeError:
		return Cell{Kind: Broken, Text: text}, nil
	case excelize.CellTypeFormula:
		return Cell{Kind: Formula, Text: text}, nil
	case excelize.CellTypeNumber, excelize.CellTypeUnset:
		return Cell{Kind: Number, Text: digits(text)}, nil
	}
	return Cell{Kind: Text, Text: text}, nil
}

// At names a cell: At(1, 3) is B3. Columns are counted from 0.
func At(column, row int) string {
	return Letter(column) + fmt.Sprint(row)
}

// Letter is a column's name: 0 is A.
func Letter(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return "?"
	}
	return name
}
