package sheets

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// significant is how many digits of a number a spreadsheet keeps; what stands behind them in the file is rounding: 1.1
// is written 1.1000000000000001.
const significant = 15

// digits writes a cell's number plainly; what is none stays as it is.
func digits(text string) string {
	text = strings.TrimSpace(text)
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	d, err := decimal.NewFromString(strconv.FormatFloat(f, 'e', significant-1, 64))
	if err != nil || d.Exponent() < -60 || d.Exponent() > 60 {
		return text
	}
	return d.String()
}

// Exact says that a spreadsheet can hold a number without loss.
func Exact(d decimal.Decimal) bool {
	return len(strings.TrimLeft(d.Coefficient().String(), "-")) <= significant
}

// firstDay is the first whose number all spreadsheets agree on: 1900-03-01. They count a 29th of February before it.
const firstDay, lastDay = 61, 2_958_465

// Day is the date a number stands for, false when it stands for none, or for a moment of a day.
func (t *Table) Day(c Cell) (string, bool) {
	serial, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || c.Kind != Number || serial < firstDay || serial > lastDay || serial != float64(int64(serial)) {
		return "", false
	}
	day, err := excelize.ExcelDateToTime(serial, t.From04)
	if err != nil {
		return "", false
	}
	return day.Format(time.DateOnly), true
}
