package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestReports: the list of reports names those its reader may read and no others, and every one of them opens, as does
// its workbook.
func TestReports(t *testing.T) {
	s := newSite(t)
	all := []string{"/assets", "/export/assets", "/cases", "/export/cases"}
	heads := append(slices.Clone(all), "/budgets", "/export/budgets", "/quotas")
	office := append(slices.Clone(heads), "/assets/agreement", "/stock", "/export/stock", "/stock?view=low",
		"/export/stock?view=low", "/stock?view=expiring", "/export/stock?view=expiring", "/payables", "/export/payables",
		"/receivables")
	for as, mine := range map[string][]string{"teacher": all, "head": heads, "director": office, "accountant": office} {
		w := s.check(t, scenario{name: "list", as: as, url: reportsPath, status: http.StatusOK})
		_, list, _ := strings.Cut(w.Body.String(), "<tbody>") // what the menu offers stands before
		list, _, _ = strings.Cut(list, "</tbody>")
		for _, href := range office {
			if told := strings.Contains(list, `href="`+href+`"`); told != slices.Contains(mine, href) {
				t.Errorf("%s is told of %s: %t", as, href, told)
			}
		}
		for _, href := range mine {
			s.check(t, scenario{name: "opens", as: as, url: href, status: http.StatusOK})
		}
	}
	s.check(t, scenario{name: "told", as: "director", url: reportsPath, status: http.StatusOK,
		has: []string{"总账、分类账、明细账与卡片、实物是否相符", "库存 · 低于下限"}})
}
