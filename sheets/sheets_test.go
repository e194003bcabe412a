package sheets_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zongwu/sheets"
)

func first([]string) int { return 0 }

func written(t require.TestingT, pages ...sheets.Sheet) []byte {
	var out bytes.Buffer
	require.NoError(t, sheets.Write(&out, pages...))
	return out.Bytes()
}

func read(t require.TestingT, content []byte) *sheets.Table {
	table, err := sheets.Read(content, first)
	require.NoError(t, err)
	return table
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	day := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	content := written(t, sheets.Sheet{
		Name: "人员: [试]/验", // characters no sheet's name may have
		Columns: []sheets.Column{
			{Head: "文字"}, {Head: "金额", Format: sheets.AsMoney}, {Head: "数量", Format: sheets.AsNumber},
			{Head: "日期", Format: sheets.AsDate}, {Head: "选", Options: []string{"是", "否"}},
		},
		Rows: [][]any{
			{"007", decimal.RequireFromString("1234.50"), decimal.RequireFromString("0.1"), day, "是"},
			{nil, decimal.RequireFromString("99999999999.99"), decimal.RequireFromString("123456789012345.678"), nil, nil},
			{"行一\n行二", nil, int64(-3), day.AddDate(0, 0, -40_000), "否"},
		},
	}, sheets.Sheet{Name: "说明", Rows: [][]any{{"x"}}})
	table := read(t, content)
	require.Equal(t, "人员  (试) 验", table.Name)
	require.Len(t, table.Rows, 4)
	cell := func(row, column int) sheets.Cell { return table.Rows[row].Cell(column) }
	require.Equal(t, sheets.Cell{Kind: sheets.Text, Text: "007"}, cell(1, 0))
	require.Equal(t, sheets.Cell{Kind: sheets.Number, Text: "1234.5"}, cell(1, 1))
	require.Equal(t, sheets.Cell{Kind: sheets.Number, Text: "0.1"}, cell(1, 2))
	require.Equal(t, sheets.Empty, cell(2, 0).Kind)
	require.Equal(t, "99999999999.99", cell(2, 1).Text)
	require.Equal(t, sheets.Cell{Kind: sheets.Text, Text: "123456789012345.678"}, cell(2, 2), "too long for a number")
	require.Equal(t, "行一\n行二", cell(3, 0).Text)
	for row, want := range map[int]string{1: "2026-09-01", 3: "1917-02-25"} {
		got, ok := table.Day(cell(row, 3))
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	require.Equal(t, sheets.Cell{}, table.Rows[1].Cell(99))
}

// A text that begins like a formula stays a text, whatever opens the workbook: its cell is of type string, has no
// formula, and the column is formatted as text, so that typing into it makes none either.
func TestTextsThatLookLikeFormulas(t *testing.T) {
	texts := []string{
		`=1+1`, `+8613800000000`, `-2+3`, `@SUM(A1)`, `=HYPERLINK("http://x","y")`, "\t=1", `'=1`, `=cmd|'/c calc'!A0`,
		`_x0041_`, `<b>&amp;`,
	}
	var rows [][]any
	for _, text := range texts {
		rows = append(rows, []any{text})
	}
	content := written(t, sheets.Sheet{Name: "x", Columns: []sheets.Column{{Head: "h"}}, Rows: rows})
	file, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	for i, text := range texts {
		at := sheets.At(0, i+2)
		kind, err := file.GetCellType("x", at)
		require.NoError(t, err)
		require.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind, text)
		formula, err := file.GetCellFormula("x", at)
		require.NoError(t, err)
		require.Empty(t, formula)
		style, err := file.GetCellStyle("x", at)
		require.NoError(t, err)
		described, err := file.GetStyle(style)
		require.NoError(t, err)
		require.True(t, described.NumFmt == 49 || described.CustomNumFmt != nil && *described.CustomNumFmt == "@", text)
		require.Equal(t, text, read(t, content).Rows[i+1].Cell(0).Text)
	}
	require.NoError(t, file.Close())
}

func TestAnyTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := sheets.Plain(rapid.String().Draw(t, "text"))
		content := written(t, sheets.Sheet{Name: "x", Columns: []sheets.Column{{Head: "h"}}, Rows: [][]any{{text}}})
		table := read(t, content)
		if strings.TrimSpace(text) == "" {
			require.Len(t, table.Rows, 1)
			return
		}
		require.Equal(t, text, table.Rows[1].Cell(0).Text)
	})
}

// workbook makes a workbook as people make them.
func workbook(t testing.TB, make func(f *excelize.File)) []byte {
	t.Helper()
	file := excelize.NewFile()
	make(file)
	out, err := file.WriteToBuffer()
	require.NoError(t, err)
	require.NoError(t, file.Close())
	return out.Bytes()
}

func TestKindsOfCells(t *testing.T) {
	table := read(t, workbook(t, func(f *excelize.File) {
		require.NoError(t, f.SetCellValue("Sheet1", "A1", "x"))
		require.NoError(t, f.SetCellFormula("Sheet1", "B2", "A1&\"y\""))
		require.NoError(t, f.SetCellValue("Sheet1", "C2", true))
		require.NoError(t, f.SetCellValue("Sheet1", "D2", 1.1000000000000001))
		require.NoError(t, f.SetCellValue("Sheet1", "E2", "   "))
		require.NoError(t, f.MergeCell("Sheet1", "A3", "B4"))
		require.NoError(t, f.SetCellValue("Sheet1", "A3", "both"))
	}))
	row := table.Rows[1]
	require.Equal(t, 2, row.Number)
	require.Equal(t, sheets.Formula, row.Cell(1).Kind)
	require.Equal(t, sheets.Cell{Kind: sheets.Bool, Text: "true"}, row.Cell(2))
	require.Equal(t, sheets.Cell{Kind: sheets.Number, Text: "1.1"}, row.Cell(3))
	require.Len(t, row.Cells, 4, "blanks at the end are no cells")
	require.Equal(t, []string{"A3:B4"}, table.Merged)
}

func TestDays(t *testing.T) {
	table := &sheets.Table{}
	for text, want := range map[string]string{"46266": "2026-09-01", "61": "1900-03-01", "2958465": "9999-12-31"} {
		got, ok := table.Day(sheets.Cell{Kind: sheets.Number, Text: text})
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"0", "-1", "60", "46266.5", "20260901", "x", "2958466", "1e300"} {
		_, ok := table.Day(sheets.Cell{Kind: sheets.Number, Text: text})
		require.False(t, ok, text)
	}
	table.From04 = true
	got, _ := table.Day(sheets.Cell{Kind: sheets.Number, Text: "44804"})
	require.Equal(t, "2026-09-01", got)
}

// packed is a zip archive of one sheet, as a forger would make it.
func packed(t testing.TB, sheet string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>` +
			`<sheet name="a" sheetId="1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": sheet,
	} {
		part, err := archive.Create(name)
		require.NoError(t, err)
		_, err = part.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return out.Bytes()
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	sheetOf := func(rows string) string { return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>" }
	var many strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&many, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, i%15_000+1, i%15_000+1)
	}
	locked := workbook(t, func(f *excelize.File) { require.NoError(t, f.SetCellValue("Sheet1", "A1", 1)) })
	locked, err := excelize.Encrypt(locked, &excelize.Options{Password: "x"})
	require.NoError(t, err)
	cases := []struct {
		name    string
		content []byte
		code    string
	}{
		{"nothing", nil, "workbook"},
		{"a text", []byte("姓名,部门\n张三,教务处\n"), "workbook"},
		{"an archive of something else", packedAs(t, "readme.txt"), "workbook"},
		{"an old or locked workbook", append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, 0, 0), "locked"},
		{"a workbook with a password", locked, "locked"},
		{"a bomb", packed(t, sheetOf(strings.Repeat(" ", 40<<20))), "large"},
		{"a hundred thousand rows", packed(t, sheetOf(many.String())), "rows"},
		{"a cell in the last row there is", packed(t, sheetOf(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`)), "rows"},
		{"a cell in the last column there is", packed(t, sheetOf(`<row r="1"><c r="XFD1"/></row>`)), "columns"},
		{"a text without end", packed(t, sheetOf(`<row r="1"><c t="inlineStr"><is><t>`+strings.Repeat("字", 40_000)+
			`</t></is></c></row>`)), "text"},
		{"broken XML", packed(t, `<worksheet><sheetData><row`), "workbook"},
		{"cut short", locked[:len(locked)/2], "locked"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			_, err := sheets.Read(c.content, first)
			var refusal *sheets.Refusal
			require.True(t, errors.As(err, &refusal), "%v", err)
			require.Equal(t, c.code, refusal.Code, err)
			require.Less(t, time.Since(began), 10*time.Second)
		})
	}
}

func packedAs(t testing.TB, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	_, err := archive.Create(name)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return out.Bytes()
}

// FuzzRead: whatever is sent, the answer is a table within bounds or a refusal.
func FuzzRead(f *testing.F) {
	f.Add(packed(f, `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := sheets.Read(content, first)
		if err != nil {
			var refusal *sheets.Refusal
			require.True(t, errors.As(err, &refusal), "%v", err)
			return
		}
		require.LessOrEqual(t, len(table.Rows), sheets.MaxRows+1)
	})
}
