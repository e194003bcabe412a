package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"zongwu/sheets"
)

// workbook asks for a workbook and reads its first sheet: cells as texts, the heads first.
func (s *site) workbook(t *testing.T, as, url string) [][]string {
	t.Helper()
	w := s.check(t, scenario{name: url, as: as, url: url, status: 200})
	if got := w.Header().Get("Content-Type"); got != workbookType {
		t.Fatalf("%s is of type %s", url, got)
	}
	table, err := sheets.Read(w.Body.Bytes(), func([]string) int { return 0 })
	if err != nil {
		t.Fatalf("read %s: %v", url, err)
	}
	var rows [][]string
	for _, row := range table.Rows {
		cells := make([]string, len(table.Rows[0].Cells))
		for i := range cells {
			cells[i] = row.Cell(i).Text
			if i > 0 && strings.HasSuffix(table.Rows[0].Cell(i).Text, "（元）") && row.Number > 1 &&
				row.Cell(i).Kind != sheets.Number && row.Cell(i).Kind != sheets.Empty {
				t.Errorf("%s: %s holds %q, which is no number", url, sheets.At(i, row.Number), row.Cell(i).Text)
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// TestWorkbooksOfBooks: what a page shows is what its workbook holds, narrowed alike.
func TestWorkbooksOfBooks(t *testing.T) {
	s := newSite(t)
	c := s.begin(t)
	cases := []struct {
		as, url string
		head    string // of the first column
		rows    int    // -1: some
		has     string // somewhere in them
	}{
		{"storekeeper", "/export/stock", "编号", -1, "A4"},
		{"storekeeper", "/export/stock?q=zzzz", "编号", 0, ""},
		{"storekeeper", "/export/stock?view=expiring", "编号", 0, ""},
		{"storekeeper", "/export/stock/g01", "时间", -1, "期初"},
		{"accountant", "/export/budgets", "年度", -1, "教务处"},
		{"head", "/export/budgets", "年度", -1, "教务处"},
		{"accountant", "/export/budgets?year=1999", "年度", 0, ""},
		{"accountant", "/export/payables", "供应商", 0, ""},
		{"head", "/export/cases", "单号", 1, c.Number},
		{"head", "/export/cases?scope=mine", "单号", 1, c.Number},
		{"head2", "/export/cases", "单号", 0, ""},
		{"head", "/export/cases?process=none", "单号", 0, ""},
		{"head", "/export/cases?state=done", "单号", 0, ""},
		{"head", "/export/cases?q=" + c.Number, "单号", 1, c.Number},
	}
	for _, tc := range cases {
		rows := s.workbook(t, tc.as, tc.url)
		if rows[0][0] != tc.head {
			t.Errorf("%s begins with %q", tc.url, rows[0][0])
		}
		if n := len(rows) - 1; tc.rows >= 0 && n != tc.rows || tc.rows < 0 && n == 0 {
			t.Errorf("%s as %s has %d rows, want %d", tc.url, tc.as, n, tc.rows)
		}
		all := ""
		for _, row := range rows[1:] {
			all += strings.Join(row, "\t") + "\n"
		}
		if !strings.Contains(all, tc.has) {
			t.Errorf("%s as %s has no %q: %s", tc.url, tc.as, tc.has, all)
		}
	}
	if rows := s.workbook(t, "head2", "/export/budgets"); strings.Contains(rows[len(rows)-1][1], "教务处") {
		t.Error("a head sees another department's budget")
	}
}

// TestWhoKeepsWhichList: a list is offered to whoever may change it, and to nobody else.
func TestWhoKeepsWhichList(t *testing.T) {
	s := newSite(t)
	keepers := map[string][]string{"budgets": {"accountant"}, "quotas": {"director"}, "prices": {"director"},
		"pupils": {"director"}, "lifetimes": {"accountant", "director"}}
	for _, list := range s.server.lists.Lists() {
		if list.ID == "assets" {
			continue // the register has a page and processes of its own; of the administration it only takes the workbooks
		}
		for _, as := range []string{"admin", "accountant", "director", "head"} {
			may := as == "admin" || slices.Contains(keepers[list.ID], as)
			paths := []string{"/admin/lists/" + list.ID}
			if !list.Single() {
				paths = append(paths, "/admin/new/"+list.ID, "/admin/import/"+list.ID, "/admin/export/"+list.ID)
			}
			for _, path := range paths {
				want := http.StatusForbidden
				if may {
					want = http.StatusOK
				}
				s.check(t, scenario{name: path + " as " + as, as: as, url: path, status: want})
			}
		}
	}
	for as, offered := range map[string]bool{"admin": true, "accountant": false, "director": true} {
		w := s.check(t, scenario{name: "quotas", as: as, url: "/quotas", status: 200})
		if got := strings.Contains(w.Body.String(), "/admin/lists/quotas"); got != offered {
			t.Errorf("%s is offered to change quotas: %v", as, got)
		}
	}
	for as, offered := range map[string]bool{"admin": true, "accountant": true, "director": false, "head": false} {
		w := s.check(t, scenario{name: "budgets", as: as, url: "/budgets", status: 200})
		if got := strings.Contains(w.Body.String(), "/admin/lists/budgets"); got != offered {
			t.Errorf("%s is offered to change plans: %v", as, got)
		}
		s.check(t, scenario{name: "settings link", as: as, url: "/tasks", status: 200,
			has:    map[bool][]string{true: {`href="/admin"`}}[as == "admin"],
			hasNot: map[bool][]string{true: {`href="/admin"`}}[as != "admin"]})
	}
	w := s.check(t, scenario{name: "the accountant's way back", as: "accountant", url: "/admin/lists/budgets", status: 200})
	if strings.Contains(w.Body.String(), `href="/admin"`) {
		t.Error("the accountant is led to a page they may not see")
	}
}
