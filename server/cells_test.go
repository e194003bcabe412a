package server

import (
	"testing"
)

// TestDateCells: a day stays that day in a workbook, whose times are written as the school's clocks show them.
func TestDateCells(t *testing.T) {
	day := "2026-12-04"
	e := &exported{}
	e.add(dateCell(day), &day)
	for i, cell := range e.page.Rows[0] {
		at, is := cell.(interface{ Format(string) string })
		if !is || at.Format("2006-01-02 15:04") != day+" 00:00" {
			t.Errorf("cell %d is %v", i, cell)
		}
	}
	if got := dateCell("no day"); got != "no day" {
		t.Errorf("what is no day became %v", got)
	}
}
