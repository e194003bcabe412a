package sheets

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// Format is how a column's cells look.
type Format int

// Formats of columns.
const (
	AsText   Format = iota
	AsNumber        // as many places as there are
	AsMoney         // yuan with two places
	AsDate
	AsMoment // a date with its time
)

// Column is a column of a sheet that is written.
type Column struct {
	Head    string
	Format  Format
	Width   float64  // in characters; 0 is 14
	Options []string // offered in a list, nothing else is refused by it
}

// Sheet is a sheet that is written. Values are string, int64, decimal.Decimal, time.Time, or nil for an empty cell.
type Sheet struct {
	Name    string
	Columns []Column
	Rows    [][]any
}

// optionsSheet holds what the lists of columns offer.
const optionsSheet = "_"

// Write writes a workbook. A text is written as a text whatever it begins with: a spreadsheet shows =1+1 and does not
// compute it. Whoever opens the workbook can type more of the same: the columns have their formats to the end.
func Write(w io.Writer, pages ...Sheet) (err error) {
	file := excelize.NewFile()
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("close workbook: %w", closing)
		}
	}()
	formats, err := newFormats(file)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, page := range pages {
		page.Name = sheetName(page.Name)
		if i == 0 {
			err = file.SetSheetName("Sheet1", page.Name)
		} else {
			_, err = file.NewSheet(page.Name)
		}
		if err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
		if err := formats.page(file, page); err != nil {
			return fmt.Errorf("write sheet %s: %w", page.Name, err)
		}
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// formats are the styles of a workbook's cells.
type formats struct {
	head  int
	cells map[Format]int
	lists int // columns of options so far
}

func newFormats(file *excelize.File) (*formats, error) {
	const asText, yuan, dateOnly, moment = "@", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	f := &formats{cells: map[Format]int{}}
	var err error
	f.head, err = file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF1F5"}},
	})
	if err != nil {
		return nil, err
	}
	for format, pattern := range map[Format]string{
		AsText: asText, AsNumber: "General", AsMoney: yuan, AsDate: dateOnly, AsMoment: moment,
	} {
		style, err := file.NewStyle(&excelize.Style{CustomNumFmt: &pattern})
		if err != nil {
			return nil, err
		}
		f.cells[format] = style
	}
	return f, nil
}

func (f *formats) page(file *excelize.File, page Sheet) error {
	if err := f.offer(file, page); err != nil {
		return err
	}
	stream, err := file.NewStreamWriter(page.Name)
	if err != nil {
		return err
	}
	heads := make([]any, len(page.Columns))
	for i, c := range page.Columns {
		heads[i] = excelize.Cell{StyleID: f.head, Value: c.Head}
		width := c.Width
		if width == 0 {
			width = 14
		}
		err := errors.Join(stream.SetColWidth(i+1, i+1, width), stream.SetColStyle(i+1, i+1, f.cells[c.Format]))
		if err != nil {
			return err
		}
	}
	err = stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	if err := stream.SetRow("A1", heads); err != nil {
		return err
	}
	for n, row := range page.Rows {
		if err := stream.SetRow(At(0, n+2), f.row(page.Columns, row)); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func (f *formats) row(columns []Column, values []any) []any {
	out := make([]any, len(values))
	for i, value := range values {
		style := f.cells[AsText]
		if i < len(columns) {
			style = f.cells[columns[i].Format]
		}
		switch v := value.(type) {
		case nil:
			continue
		case string:
			out[i] = excelize.Cell{StyleID: f.cells[AsText], Value: Plain(v)}
		case decimal.Decimal:
			out[i] = excelize.Cell{StyleID: style, Value: v.InexactFloat64()}
			if !Exact(v) {
				out[i] = excelize.Cell{StyleID: f.cells[AsText], Value: v.String()}
			}
		case time.Time:
			at := time.Date(v.Year(), v.Month(), v.Day(), v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
			out[i] = excelize.Cell{StyleID: style, Value: at} // spreadsheets have no zones: what the clock showed
			if at.Before(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)) {
				out[i] = excelize.Cell{StyleID: f.cells[AsText], Value: at.Format(time.DateOnly)}
			}
		default:
			out[i] = excelize.Cell{StyleID: style, Value: v}
		}
	}
	return out
}

// offer gives columns their lists of options, which stand in a sheet of their own.
func (f *formats) offer(file *excelize.File, page Sheet) error {
	for i, c := range page.Columns {
		if len(c.Options) == 0 {
			continue
		}
		if f.lists == 0 {
			if _, err := file.NewSheet(optionsSheet); err != nil {
				return err
			}
			if err := file.SetSheetVisible(optionsSheet, false); err != nil {
				return err
			}
		}
		letter := Letter(f.lists)
		f.lists++
		if err := file.SetSheetCol(optionsSheet, letter+"1", &c.Options); err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref(fmt.Sprintf("%s2:%s%d", Letter(i), Letter(i), MaxRows+1))
		list.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", optionsSheet, letter, letter, len(c.Options)))
		list.ShowErrorMessage = false
		if err := file.AddDataValidation(page.Name, list); err != nil {
			return err
		}
	}
	return nil
}

// Plain is a text as a workbook can hold it: no control characters but line ends and tabs, and not too long.
func Plain(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r == '\uffff' || r == '\ufffe' {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > maxText {
		text = string(runes[:maxText])
	}
	return text
}

// sheetName is a name a sheet can have.
func sheetName(name string) string {
	name = strings.Trim(strings.NewReplacer(":", " ", `\`, " ", "/", " ", "?", " ", "*", " ", "[", "(", "]", ")").
		Replace(name), "' ")
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	return name
}
