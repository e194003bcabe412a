package server

import (
	"bytes"
	"fmt"
	"maps"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"zongwu/paper"
	"zongwu/server/pages"
)

// TestACaseOnPaper: the office's own form at both sizes, with the code that leads back, and nothing to follow.
func TestACaseOnPaper(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	number := askOnPages(t, head)
	code, err := paper.QR(web.URL + "/cases/" + number)
	if err != nil {
		t.Fatal(err)
	}
	for asked, size := range map[string]string{"": "a4", "?paper=a4": "a4", "?paper=a5": "a5", "?paper=a0": "a4"} {
		head.get("/cases/" + number + "/print" + asked)
		head.want(200, "试验小学 main", number, "教务处", "证明.pdf", "print-"+size+".css", "没有 Chromium")
		main, _, _ := strings.Cut(head.text[strings.Index(head.text, "<main"):], "</main>")
		if !strings.Contains(html.UnescapeString(main), code) {
			t.Errorf("%s: the code leads elsewhere than to %s", asked, number)
		}
		if strings.Contains(main, "<a ") || strings.Contains(head.text, "style=") || strings.Contains(head.text, "<style") {
			t.Errorf("%s: something to follow, or styles the policy refuses", asked)
		}
		if signs := head.texts("print-sign"); len(signs) != 2 || !strings.HasPrefix(signs[0], "发起人 签字： 李玉梅 20") ||
			!strings.HasPrefix(signs[1], "总务主任审核 签字：") || strings.Contains(signs[1], "刘志强") {
			t.Errorf("%s: signed %q", asked, signs)
		}
	}
	head.get("/cases/" + number + "/pdf")
	head.want(503, "没有 Chromium")
	teacher := s.browse(t, web, "teacher")
	teacher.get("/cases/" + number + "/print")
	teacher.want(404)
}

func TestPDFOfACase(t *testing.T) {
	s := newSite(t)
	if s.server.printer = paper.Find(); !s.server.printer.Ready() {
		t.Fatal("the tests need chromium")
	}
	web := httptest.NewServer(s.engine)
	defer web.Close()
	head := s.browse(t, web, "head")
	number := askOnPages(t, head)
	head.get("/cases/" + number + "/print")
	head.want(200, "/cases/"+number+"/pdf?paper=a4")
	for size, box := range map[string]string{"a4": "594.95996 841.9", "a5": "594.95996 420]"} {
		head.get("/cases/" + number + "/pdf?paper=" + size)
		pdf := []byte(head.text)
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte(box)) {
			t.Fatalf("%s: no such pdf: %.80q", size, pdf)
		}
		if bytes.Contains(pdf, []byte("/URI")) {
			t.Errorf("%s: links on paper", size)
		}
		if !bytes.Contains(pdf, titled16(number)) {
			t.Errorf("%s: its title does not name the case", size)
		}
		pdfReads(t, pdf, number)
	}
}

// titled16 is how a PDF holds a title of Chinese characters: UTF-16 as hexadecimal digits.
func titled16(text string) []byte {
	out := []byte("/Title <FEFF")
	for _, b := range []byte(text) {
		out = fmt.Appendf(out, "%04X", b)
	}
	return out
}

// pdfReads holds a PDF's words against those it should have, where the machine has a program that reads them.
func pdfReads(t *testing.T, pdf []byte, words ...string) {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		return
	}
	cmd := exec.CommandContext(t.Context(), program, "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		if !bytes.Contains(text, []byte(word)) {
			t.Errorf("%s stands nowhere in the pdf:\n%s", word, text)
		}
	}
}

// away sends somebody on leave from now on, with a deputy.
func (s *site) away(t *testing.T, person, deputy string) {
	t.Helper()
	today := time.Now().In(pages.China())
	s.check(t, scenario{
		name: "leave", as: "admin", method: put, url: "/api/v1/persons/" + person + "/leave", status: 200,
		body: `{"from":"` + today.Format(time.DateOnly) + `","to":"` + today.AddDate(0, 0, 2).Format(time.DateOnly) +
			`","deputy":"` + deputy + `"}`,
	})
}

// TestADeputySigns: their box says in whose place.
func TestADeputySigns(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	number := askOnPages(t, s.browse(t, web, "head"))
	s.away(t, "director", "accountant")
	deputy := s.browse(t, web, "accountant")
	deputy.get("/cases/" + number)
	form := taskForm(deputy, number, "approve")
	form.values.Set("comment", "代为审核")
	deputy.submit(form, "outcome", "approve")
	for path, class := range map[string]string{"": "sign-box", "/print": "print-sign"} {
		deputy.get("/cases/" + number + path)
		boxes := deputy.texts(class)
		if len(boxes) < 2 || !strings.Contains(boxes[1], "同意 代为审核") || !strings.Contains(boxes[1], "代刘志强") {
			t.Errorf("boxes %q", boxes)
		}
	}
}

// TestActionsOffered: who may not act is offered nothing, and what is offered is taken.
func TestActionsOffered(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(s.engine)
	defer web.Close()
	number := askOnPages(t, s.browse(t, web, "head"))
	for login, want := range map[string][]string{
		"head":     {"comment", "copy", "urge", "withdraw"},
		"auditor":  {"comment"},
		"director": {"add_signer", "cancel", "comment", "copy", "send_back"}, // alone has it: nobody to urge or give it to
	} {
		b := s.browse(t, web, login)
		b.get("/cases/" + number)
		if got := offered(b); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s is offered %q, want %q", login, got, want)
		}
	}
}

// offered are the actions a page has forms for.
func offered(b *browser) []string {
	found := map[string]bool{}
	walk(b.doc, func(n *html.Node) {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		if n.Data == "input" && name == "action" {
			found[value] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}
