package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"zongwu/forms"
)

//go:embed templates static
var files embed.FS

// shared are the templates every page can use.
var shared = []string{"layout", "fields", "entry", "lists", "more", "beside", "paper", "route", "gaps", "schedule"}

// gallery is the page that shows the parts of others, as they are.
const gallery = "gallery"

// Site is every page's template in every language, with the style sheets and scripts they name. It never changes.
type Site struct {
	Words  Words
	Static *Static
	// pages by language and name: the words are bound when the templates are parsed. That takes some 15 MB a language, so
	// each is parsed when somebody first reads in it.
	pages map[string]func() (map[string]*template.Template, error)
}

// New reads words, static files and the office's own language's templates; an error is a mistake in one of them.
func New() (*Site, error) {
	words, err := ReadWords()
	if err != nil {
		return nil, err
	}
	static, err := newStatic(files)
	if err != nil {
		return nil, err
	}
	site := &Site{Words: words, Static: static, pages: map[string]func() (map[string]*template.Template, error){}}
	for _, lang := range Languages("") {
		site.pages[lang.Value] = sync.OnceValues(func() (map[string]*template.Template, error) {
			return site.parse(lang.Value)
		})
	}
	if _, err := site.pages[forms.Chinese](); err != nil {
		return nil, err
	}
	return site, nil
}

func (s *Site) parse(lang string) (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	first := make([]string, 0, len(shared)) // the page last: its blocks take the layout's places
	for _, name := range shared {
		first = append(first, "templates/"+name+".html")
	}
	base, err := template.New("base").Funcs(s.functions(lang)).ParseFS(files, first...)
	if err != nil {
		return nil, fmt.Errorf("parse shared templates: %w", err)
	}
	parsed := map[string]*template.Template{}
	for _, file := range names {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if slices.Contains(shared, name) {
			continue
		}
		page, err := base.Clone()
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		own := []string{file}
		if name == gallery {
			own = []string{"templates/case.html", "templates/tasks.html", file}
		}
		if parsed[name], err = page.ParseFS(files, own...); err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
	}
	return parsed, nil
}

// Render draws a page whole, or fails without a part of it.
func (s *Site) Render(name string, f Frame) ([]byte, error) { return s.draw(name, "layout", f.Lang, f) }

// Part draws one block of a page: what a page that is open already asks to have anew.
func (s *Site) Part(name, block string, f Frame) ([]byte, error) {
	return s.draw(name, block, f.Lang, f)
}

func (s *Site) draw(name, block, lang string, data any) ([]byte, error) {
	pages, known := s.pages[lang]
	if !known {
		return nil, fmt.Errorf("draw page %s: no language %s", name, lang)
	}
	parsed, err := pages()
	if err != nil {
		return nil, err
	}
	page, found := parsed[name]
	if !found {
		return nil, fmt.Errorf("draw page %s: no such page in %s", name, lang)
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, block, data); err != nil {
		return nil, fmt.Errorf("draw page %s: %w", name, err)
	}
	return out.Bytes(), nil
}
