package server

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// table builds a table of a book row by row; columns are keys of messages.
type table struct {
	s    *Server
	lang string
	made pages.BookTable
}

func (s *Server) newTable(ctx context.Context, columns ...string) *table {
	t := &table{s: s, lang: langOf(ctx)}
	t.made.None = s.site.Words.Say(t.lang, "list.none")
	for _, key := range columns {
		t.made.Columns = append(t.made.Columns, pages.Cell{Label: s.site.Words.Say(t.lang, "book."+key)})
	}
	return t
}

// add puts a row under the columns; a column is a number's when one of its cells is.
func (t *table) add(cells ...pages.Cell) {
	for i := range cells {
		cells[i].Label = t.made.Columns[i].Label
		t.made.Columns[i].Number = t.made.Columns[i].Number || cells[i].Number
	}
	t.made.Rows = append(t.made.Rows, cells)
}

// total says under the rows what they add up to, beginning with a word for it.
func (t *table) total(cells ...pages.Cell) {
	cells[0] = plain(t.s.site.Words.Say(t.lang, "book.total"))
	for i := range cells {
		cells[i].Label = t.made.Columns[i].Label
	}
	t.made.Total = cells
}

// shown is the table without the columns that no row fills.
func (t *table) shown() pages.BookTable {
	made := t.made
	filled := func(i int) bool {
		filled := func(row []pages.Cell) bool { return row[i].Text != "" }
		return len(t.made.Rows) == 0 || slices.ContainsFunc(t.made.Rows, filled)
	}
	made.Columns, made.Rows, made.Total = nil, make([][]pages.Cell, len(t.made.Rows)), nil
	for i, column := range t.made.Columns {
		if !filled(i) {
			continue
		}
		made.Columns = append(made.Columns, column)
		if t.made.Total != nil {
			made.Total = append(made.Total, t.made.Total[i])
		}
		for r, row := range t.made.Rows {
			made.Rows[r] = append(made.Rows[r], row[i])
		}
	}
	return made
}

// noneOf says what an empty table is: nothing found, or nothing there yet.
func (t *table) noneOf(q, key string) {
	t.made.None = t.s.site.Words.Say(t.lang, key)
	if q != "" {
		t.made.None = t.s.site.Words.Say(t.lang, "list.not_found")
	}
}

func plain(text string) pages.Cell            { return pages.Cell{Text: text} }
func (t *table) at(when time.Time) pages.Cell { return plain(pages.Moment(t.lang, when)) }
func (t *table) date(text *string) pages.Cell { return plain(pages.Dated(t.lang, textOf(text))) }
func (t *table) kind(name string) pages.Cell  { return plain(t.s.site.Words.Say(t.lang, "kind."+name)) }
func linked(text, href string) pages.Cell     { return pages.Cell{Text: text, Href: href} }
func entriesOf(book, id string) string        { return "/" + book + "/" + url.PathEscape(id) + "/entries" }

// wide is a text that takes a line of its own on a telephone.
func wide(text string) pages.Cell { return pages.Cell{Text: text, Wide: true} }

func money(m forms.Money) pages.Cell {
	return pages.Cell{Text: m.Grouped(), Number: true, Minus: m < 0}
}

// moved is an amount in a column of changes: what did not change is left blank.
func moved(m forms.Money) pages.Cell {
	if m == 0 {
		return pages.Cell{Number: true}
	}
	return money(m)
}

func quantity(d decimal.Decimal) pages.Cell {
	return pages.Cell{Text: d.String(), Number: true, Minus: d.IsNegative()}
}

func pageQuery(c *gin.Context) store.Query {
	return store.Query{Q: c.Query("q"), Cursor: c.Query("cursor")}
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// forCase is the case that posted an entry, and behind it the one it was posted for, where that is another.
func forCase(number, of string) pages.Cell {
	cell := caseCell(number)
	if of != "" && of != number {
		cell.For = []pages.Leads{{Text: of, Href: "/cases/" + url.PathEscape(of)}}
	}
	return cell
}

func yearText(year int) string { return strconv.Itoa(year) }

func caseCell(number string) pages.Cell {
	if number == "" {
		return pages.Cell{}
	}
	return linked(number, "/cases/"+url.PathEscape(number))
}

// names reads what ids of a kind are called.
func (s *Server) names(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	var names map[string]string
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		names, err = tx.Names(ctx, kind, ids)
		return err
	})
	return names, err
}

// storeNames gives what the school's stores are called.
func (s *Server) storeNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		rows, _, err := tx.Stores(ctx, store.Query{Limit: longestList})
		for _, r := range rows {
			names[r.ID] = r.Name
		}
		return err
	})
	return names, err
}

// tabs are ways of looking at this page: each sets one value of its address and begins at the first part.
func tabs(c *gin.Context, name string, options []pages.Choice) []pages.Tab {
	made := make([]pages.Tab, 0, len(options))
	for _, o := range options {
		query := c.Request.URL.Query()
		query.Del("cursor")
		query.Set(name, o.Value)
		if o.Value == "" {
			query.Del(name)
		}
		href := c.Request.URL.Path
		if len(query) > 0 {
			href += "?" + query.Encode()
		}
		made = append(made, pages.Tab{Href: href, Label: o.Label, Value: o.Value, Here: c.Query(name) == o.Value})
	}
	return made
}

// shownCases is how many cases a book's page names: with the years there are thousands, and a workbook has them all.
const shownCases = 100

// firstOf are the rows of cases a page shows; where there are more the table says so.
func firstOf[T any](t *table, rows []T) []T {
	if len(rows) <= shownCases {
		return rows
	}
	t.made.Caption += t.s.sentence(t.lang, "books.first", "{n}", strconv.Itoa(shownCases))
	return rows[:shownCases]
}

// mostRows bounds what a page reads whole.
const mostRows = 2000

// everyRow reads a list to its end, for a page that adds it up.
func everyRow[T any](ctx context.Context, s *Server, q string, read lister[T]) ([]T, error) {
	return rowsUpTo(ctx, s, mostRows, q, read)
}

// rowsUpTo reads a list to its end, or until there are more than most.
func rowsUpTo[T any](ctx context.Context, s *Server, most int, q string, read lister[T]) ([]T, error) {
	var all []T
	query := store.Query{Q: q, Limit: longestList}
	for {
		list, err := listOf(ctx, s, query, read)
		if err != nil {
			return nil, err
		}
		all = append(all, list.Body.Items...)
		if query.Cursor = list.Body.Next; query.Cursor == "" || len(all) > most {
			return all, nil
		}
	}
}

// sortedChoices offers names by id, in the order of the names.
func sortedChoices(names map[string]string) []pages.Choice {
	choices := make([]pages.Choice, 0, len(names))
	for id, name := range names {
		choices = append(choices, pages.Choice{Value: id, Label: name})
	}
	slices.SortFunc(choices, func(a, b pages.Choice) int { return compareTexts(a.Label, b.Label, a.Value, b.Value) })
	return choices
}

// compareTexts compares pairs of texts until one pair differs.
func compareTexts(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if order := strings.Compare(pairs[i], pairs[i+1]); order != 0 {
			return order
		}
	}
	return 0
}

// choose marks the chosen one of some choices.
func choose(choices []pages.Choice, value string) []pages.Choice {
	for i := range choices {
		choices[i].Chosen = choices[i].Value == value
	}
	return choices
}
