package paper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Why a PDF was not made, where somebody can do something about it.
var (
	ErrMissing = errors.New("no chromium on this machine")
	ErrBusy    = errors.New("too many are printing")
	ErrSlow    = errors.New("printing took too long")
)

const (
	atOnce  = 2                // browsers running: each may take a processor and hundreds of megabytes
	longest = 20 * time.Second // waiting for a place included
	largest = 64 << 20         // bytes of a PDF
)

// Printer makes PDFs. Its zero value has no browser.
type Printer struct {
	program string
	limit   time.Duration
	places  chan struct{}
	exposed atomic.Bool // the machine lets no browser have a sandbox: seen once, not tried again
}

// Find looks for a Chromium on the machine; without one every page is ErrMissing.
func Find() *Printer {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if program, err := exec.LookPath(name); err == nil {
			return newPrinter(program, longest)
		}
	}
	return &Printer{}
}

func newPrinter(program string, limit time.Duration) *Printer {
	return &Printer{program: program, limit: limit, places: make(chan struct{}, atOnce)}
}

// Ready says whether there is a browser to print with.
func (p *Printer) Ready() bool { return p.program != "" }

// PDF prints a page, whose size is its own style sheet's to say. The page must hold everything it shows: the browser
// reaches no network.
func (p *Printer) PDF(ctx context.Context, html []byte) ([]byte, error) {
	if !p.Ready() {
		return nil, ErrMissing
	}
	ctx, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return nil, ErrBusy
	}
	pdf, err := p.print(ctx, html)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, fmt.Errorf("%w: %w", ErrSlow, err)
	}
	return pdf, err
}

// print works in a folder of its own, which goes away with everything the browser left there.
func (p *Printer) print(ctx context.Context, html []byte) (pdf []byte, err error) {
	dir, err := os.MkdirTemp("", "zongwu-paper-")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	page := filepath.Join(dir, "page.html")
	if err := os.WriteFile(page, html, 0o600); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	as, err := whom(dir, page)
	if err != nil {
		return nil, err
	}
	said, err := p.run(ctx, dir, as)
	if err == nil && said.noSandbox && ctx.Err() == nil {
		p.exposed.Store(true)
		said, err = p.run(ctx, dir, as)
	}
	if err != nil {
		return nil, err
	}
	return read(filepath.Join(dir, "page.pdf"), said)
}

// read takes the PDF; a browser that failed mostly says nothing with its exit code and leaves none.
func read(name string, said answer) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("print page: no pdf: %s", said.text)
	}
	if info.Size() > largest {
		return nil, fmt.Errorf("print page: pdf of %d bytes", info.Size())
	}
	pdf, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	return pdf, nil
}
