package server

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// corpus are texts that become elements, attributes or scripts where a page forgets to escape them. Each would leave an
// element xc, an attribute onxc or an address of a script.
var corpus = []string{
	`"><xc onxc=1> '><xc onxc=1> </textarea></title></script><xc>`, `" onxc=1 x=" ' onxc=1 x=' <img src=x onxc=1>`,
	"`${onxc}`{{onxc}} <!--><xc> &lt;xc&gt;<xc> \u2028<xc>\u202e", `javascript:onxc(1)`,
}

// TestStoredScripts: whatever the school's things and cases are called, it stands on every page as text.
func TestStoredScripts(t *testing.T) {
	m := newMatrix(t)
	pages, sinks := 0, 0
	for i, text := range corpus {
		for _, column := range []string{"people.name", "people.title", "departments.name", "rooms.name", "rooms.building",
			"items.name", "items.unit", "items.category", "suppliers.name", "suppliers.contract", "subjects.name",
			"funds.name", "funds.note", "stores.name", "assets.name", "schools.name", "files.name", "saved_views.query",
			"cases.title", "cases.search"} {
			table, name, _ := strings.Cut(column, ".")
			s := fmt.Sprintf(`ALTER TABLE %[1]s DISABLE TRIGGER USER; UPDATE %[1]s SET %[2]s = %[3]s;
				ALTER TABLE %[1]s ENABLE TRIGGER USER`, table, name, "'"+strings.ReplaceAll(text, "'", "''")+"'")
			m.owner(t, s)
		}
		a := m.asker([]string{"a.admin", "a.director"}[i%2])
		body := `{"process":"memo","data":{"text":` + quoted(text) + `}}`
		opened := caseAnswered(t, m.ask(t, post, trial{}, a, "/api/v1/cases", body))
		m.ask(t, post, trial{}, a, "/api/v1/cases/"+opened.ID+"/actions", `{"action":"comment","comment":`+quoted(text)+`}`)
		o := *m.own[a.login]
		o.ids["case"], o.ids["number"], o.ids["task"] = opened.ID, opened.Number, opened.Open[0].ID
		for _, list := range []map[string][]trial{pageTrials(), adminTrials()} {
			for name, trials := range list {
				if !strings.HasPrefix(name, "GET ") {
					continue
				}
				for _, one := range trials {
					w := m.ask(t, get, one, a, fill(one.path, &o)+"", "")
					if strings.Contains(w.Header().Get("Content-Type"), "text/html") {
						pages++
						sinks += scripts(t, name, text, w.Body.String())
					}
					again := fill(one.path, &o) + "?q=" + url.QueryEscape(text) + "&next=" + url.QueryEscape(text)
					if w := m.ask(t, get, one, a, again, ""); strings.Contains(w.Header().Get("Content-Type"), "html") {
						pages++
						sinks += scripts(t, name, text, w.Body.String())
					}
				}
			}
		}
	}
	t.Logf("%d texts, %d pages, standing there %d times", len(corpus), pages, sinks)
	if sinks < 500 {
		t.Error("the texts are not shown")
	}
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// scripts looks for what a text must not have become, and counts where it stands as text.
func scripts(t *testing.T, page, text, drawn string) (stands int) {
	t.Helper()
	for z := html.NewTokenizer(strings.NewReader(drawn)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return stands
		}
		token := z.Token()
		if kind == html.TextToken {
			stands += strings.Count(token.Data, "xc")
		}
		if token.Data == "xc" && kind != html.TextToken {
			t.Errorf("%s: %s became an element", page, text)
		}
		for _, a := range token.Attr {
			isAddress := a.Key == "href" || a.Key == "src" || a.Key == "action" || strings.HasPrefix(a.Key, "hx-")
			if strings.HasPrefix(a.Key, "onxc") || isAddress && strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") {
				t.Errorf("%s: %s became the attribute %s=%q", page, text, a.Key, a.Val)
			}
		}
	}
}
