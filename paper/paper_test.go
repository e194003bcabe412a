package paper

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const sheet = `<!doctype html><html lang="zh"><meta charset="utf-8"><style>@page{size:A5 landscape;margin:10mm}</style>`

func TestAPageBecomesPDF(t *testing.T) {
	var asked atomic.Int32
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer web.Close()
	p := Find()
	if !p.Ready() {
		t.Fatal("the tests need chromium")
	}
	html := sheet + `<p>physical paper</p><img src="` + web.URL + `/x.png"><img src="http://localhost.example/x.png">`
	pdf, err := p.PDF(t.Context(), []byte(html))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatalf("no pdf: %.40q", pdf)
	}
	if box := boxOf(pdf); !strings.Contains(box, "[0 0 594.9") { // points: 210 mm across
		t.Errorf("the page is not A5 across: %s", box)
	}
	if asked.Load() != 0 {
		t.Error("the browser reached the network")
	}
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "zongwu-paper-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func boxOf(pdf []byte) string {
	_, after, _ := bytes.Cut(pdf, []byte("/MediaBox"))
	return string(after[:min(40, len(after))])
}

// fake is a program in a browser's place.
func fake(t *testing.T, limit time.Duration, script string) *Printer {
	t.Helper()
	dir, err := os.MkdirTemp("", "fake-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "browser")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return newPrinter(program, limit)
}

// TestASlowBrowserIsEnded: with everything it started, also what ignores being asked.
func TestASlowBrowserIsEnded(t *testing.T) {
	note, err := os.CreateTemp("", "paper-pids-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(note.Name()) }()
	if err := note.Chmod(0o666); err != nil {
		t.Fatal(err)
	}
	p := fake(t, time.Second, `trap '' TERM INT; sleep 300 & echo $$ $! > `+note.Name()+`; wait; wait; sleep 300`)
	began := time.Now()
	if _, err := p.PDF(t.Context(), []byte(sheet)); !errors.Is(err, ErrSlow) {
		t.Fatalf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("ended after %s", took)
	}
	pids, err := os.ReadFile(note.Name())
	if err != nil || len(strings.Fields(string(pids))) != 2 {
		t.Fatalf("the program did not run: %q %v", pids, err)
	}
	for _, text := range strings.Fields(string(pids)) {
		pid, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		if !gone(pid) {
			t.Errorf("process %d lives on", pid)
		}
	}
}

// gone waits a moment: whoever is killed stands in the table until its parent looks.
func gone(pid int) bool {
	for range 100 {
		state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
		if err != nil || strings.HasPrefix(string(state), "Z") {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

func TestFewPrintAtOnce(t *testing.T) {
	p := fake(t, 700*time.Millisecond, "sleep 300")
	for range atOnce {
		p.places <- struct{}{}
	}
	if _, err := p.PDF(t.Context(), nil); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	<-p.places
	if _, err := p.PDF(t.Context(), nil); !errors.Is(err, ErrSlow) {
		t.Errorf("a free place was not taken: %v", err)
	}
	if len(p.places) != atOnce-1 {
		t.Error("a place was not given back")
	}
}

func TestWhatABrowserMayDo(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   string // of the error, "" for a PDF
	}{
		"prints":               {`for a; do case $a in --print-to-pdf=*) echo %PDF-1 > "${a#*=}";; esac; done`, ""},
		"says why it does not": {`echo "out of paper" >&2; exit 3`, "out of paper"},
		"leaves nothing":       {`echo "no page"`, "no pdf: no page"},
		"has little memory":    {`x=$(ulimit -d); echo "memory $x"`, "memory " + strconv.Itoa(memory)},
		"is never root":        {`echo "uid $(id -u)"; test "$(id -u)" != 0`, "no pdf: uid"},
		"finds no sandbox, once": {`for a; do case $a in --no-sandbox) open=1;; --print-to-pdf=*) to="${a#*=}";; esac; done
			test "$open" || { echo "No usable sandbox!" >&2; exit 1; }
			echo %PDF-1 > "$to"`, ""},
		"finds no sandbox, ever": {`echo "No usable sandbox!" >&2; exit 1`, "No usable sandbox"},
	} {
		t.Run(name, func(t *testing.T) {
			pdf, err := fake(t, 10*time.Second, c.script).PDF(t.Context(), []byte(sheet))
			switch {
			case c.want == "" && (err != nil || !bytes.HasPrefix(pdf, []byte("%PDF"))):
				t.Errorf("got %q, %v", pdf, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, wanted %q", err, c.want)
			}
		})
	}
	if _, err := new(Printer).PDF(context.Background(), nil); !errors.Is(err, ErrMissing) {
		t.Errorf("without a browser: %v", err)
	}
}

// TestQR: a reader of codes found the address in it when this was written; here only that it is drawn whole.
func TestQR(t *testing.T) {
	drawn := map[string]string{}
	for _, text := range []string{
		"https://zongwu.example/cases/CG-2026-0007", "https://zongwu.example/cases/CG-2026-0008", "http://[::1]:8080/x",
	} {
		address, err := QR(text)
		if err != nil {
			t.Fatal(err)
		}
		svg, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(address, "data:image/svg+xml;base64,"))
		if err != nil {
			t.Fatal(err)
		}
		if before, twice := drawn[string(svg)]; twice {
			t.Errorf("%s looks like %s", text, before)
		}
		drawn[string(svg)] = text
		for _, corner := range []string{"M4 4h1", "M10 4h1", "M4 10h1"} { // of the first pattern a reader looks for
			if !strings.Contains(string(svg), corner) {
				t.Errorf("%s: nothing at %s", text, corner)
			}
		}
	}
	if _, err := QR(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text no code holds was drawn")
	}
}
