package server

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/sheets"
	"zongwu/store"
)

// mostExported bounds how many rows a workbook of a book holds.
const mostExported = 10_000

// exported is a book's table on its way into a workbook: figures stay figures, times become times.
type exported struct {
	s    *Server
	lang string
	page sheets.Sheet
	note [][]any // what the second sheet says of it
	cut  bool
}

// column is a column of a workbook; its head is the message book.<key>.
type column struct {
	key    string
	format sheets.Format
	width  float64
}

func texts(key string, width float64) column { return column{key, sheets.AsText, width} }
func moneys(key string) column               { return column{key, sheets.AsMoney, 0} }
func numbers(key string) column              { return column{key, sheets.AsNumber, 0} }
func moments(key string) column              { return column{key, sheets.AsMoment, 17} }
func dates(key string) column                { return column{key, sheets.AsDate, 12} }

func (s *Server) newExport(ctx context.Context, title string, columns ...column) *exported {
	e := &exported{s: s, lang: langOf(ctx), page: sheets.Sheet{Name: title}}
	for _, c := range columns {
		head := e.say("book." + c.key)
		if c.format == sheets.AsMoney {
			head = s.sentence(e.lang, "export.yuan", "{head}", head)
		}
		e.page.Columns = append(e.page.Columns, sheets.Column{Head: head, Format: c.format, Width: c.width})
	}
	return e
}

func (e *exported) say(key string) string { return e.s.site.Words.Say(e.lang, key) }

// add puts a row under the columns: what stands in a cell as package sheets writes it, or as our books keep it.
func (e *exported) add(values ...any) {
	for i, v := range values {
		switch x := v.(type) {
		case forms.Money:
			values[i] = x.Yuan()
		case time.Time:
			values[i] = x.In(pages.China())
		case *string:
			values[i] = nil
			if x != nil {
				values[i] = dateCell(*x)
			}
		}
	}
	e.page.Rows = append(e.page.Rows, values)
}

// unlessZero and unlessNone leave the cells of what did not change empty.
func unlessZero(m forms.Money) any {
	if m == 0 {
		return nil
	}
	return m
}

func unlessNone(d decimal.Decimal) any {
	if d.IsZero() {
		return nil
	}
	return d
}

// dateCell is a date as a spreadsheet keeps it: its midnight where the school is, for times are written in that zone.
func dateCell(text string) any {
	if day, err := time.ParseInLocation(time.DateOnly, text, pages.China()); err == nil {
		return day
	}
	return text
}

// told adds what the workbook is narrowed to, for whoever finds it in a year's time.
func (e *exported) told(key, value string) {
	if value != "" {
		e.note = append(e.note, []any{e.say(key), value})
	}
}

// send answers with the workbook: the rows, and a sheet that says what they are.
func (e *exported) send(c *gin.Context) error {
	ctx := c.Request.Context()
	who, now := me(ctx), time.Now().In(pages.China())
	school, _ := e.s.surroundings(ctx)
	notes := sheets.Sheet{Name: e.say("export.notes"), Columns: []sheets.Column{
		{Head: e.say("export.what"), Width: 18}, {Head: e.say("export.is"), Width: 60},
	}}
	notes.Rows = append([][]any{
		{e.say("export.of"), e.page.Name}, {e.say("export.school"), school},
		{e.say("export.by"), who.Person.Name}, {e.say("export.at"), now.Format("2006-01-02 15:04")},
	}, e.note...)
	rows := fmt.Sprint(len(e.page.Rows))
	if e.cut {
		rows = e.s.numbered(e.lang, "export.cut", len(e.page.Rows))
	}
	notes.Rows = append(notes.Rows, []any{e.say("export.rows"), rows})
	var out bytes.Buffer
	if err := sheets.Write(&out, e.page, notes); err != nil {
		return err
	}
	sendWorkbook(c, e.page.Name, out.Bytes())
	return nil
}

// exportOf is where the workbook of this page is, narrowed as the page is.
func exportOf(c *gin.Context, path string) string {
	query := c.Request.URL.Query()
	query.Del("cursor")
	if len(query) == 0 {
		return "/export/" + path
	}
	return "/export/" + path + "?" + query.Encode()
}

// exportRows reads a list to its end, or to as much of it as a workbook takes.
func exportRows[T any](ctx context.Context, s *Server, q string, read lister[T]) (rows []T, cut bool, err error) {
	rows, err = rowsUpTo(ctx, s, mostExported, q, read)
	if len(rows) > mostExported {
		return rows[:mostExported], true, err
	}
	return rows, false, err
}

// storesTold names the store an export is narrowed to.
func (e *exported) storesTold(q store.StockQuery, stores map[string]string) {
	e.told("export.find", strings.TrimSpace(q.Q))
	if q.Store != "" {
		e.told("book.store", pages.FirstOf(stores[q.Store], q.Store))
	}
	if q.Low {
		e.told("export.only", e.say("stock.low"))
	}
}
