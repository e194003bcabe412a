package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

const (
	staticPath = "/static/"
	sprite     = "vendor/icons.svg"
	plainIcon  = "file-description" // where a definition names an icon the sprite has not
)

// Static is every file a page loads beside itself: our style sheets joined into one, our scripts, and what the build
// took from npm into vendor/. Its address carries the hash of all of them, so a browser keeps them for good and two
// versions never mix.
type Static struct {
	hash  string
	files map[string]*staticFile
	icons map[string]bool
}

type staticFile struct {
	kind   string
	body   []byte
	packed func() []byte // gzip, made when first asked for
}

func newStatic(from fs.FS) (*Static, error) {
	s := &Static{files: map[string]*staticFile{}, icons: map[string]bool{}}
	sum := sha256.New()
	var sheets bytes.Buffer
	err := fs.WalkDir(from, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(body), body) // a hash never fails
		name = strings.TrimPrefix(name, "static/")
		if strings.HasPrefix(name, "css/") {
			sheets.Write(body)
			return nil
		}
		s.add(name, body)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	s.add("app.css", sheets.Bytes())
	s.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	if drawn, found := s.files[sprite]; found {
		for _, m := range regexp.MustCompile(`<symbol id="([a-z0-9-]+)"`).FindAllSubmatch(drawn.body, -1) {
			s.icons[string(m[1])] = true
		}
	}
	return s, nil
}

func (s *Static) add(name string, body []byte) {
	kinds := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
		".png": "image/png", ".json": "application/manifest+json",
	}
	kind := kinds[path.Ext(name)]
	if kind == "" {
		kind = "application/octet-stream"
	}
	s.files[name] = &staticFile{kind: kind, body: body, packed: sync.OnceValue(func() []byte { return pack(body) })}
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return body
	}
	_, _ = w.Write(body) // into memory
	_ = w.Close()
	return out.Bytes()
}

// Whole says whether the build brought what pages are made with; without it they still work, bare.
func (s *Static) Whole() bool {
	return s.files["vendor/tabler.min.css"] != nil && s.files[sprite] != nil
}

// text is a static file as it is, for a page that must hold it.
func (s *Static) text(name string) string {
	if file, found := s.files[name]; found {
		return string(file.body)
	}
	return ""
}

// Path is the address of a static file.
func (s *Static) Path(name string) string { return staticPath + s.hash + "/" + name }

// icon draws an icon of the sprite.
func (s *Static) icon(name string) template.HTML {
	if !s.icons[name] {
		name = plainIcon
	}
	use := s.Path(sprite) + "#" + name
	//nolint:gosec // the name stands in our own sprite
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` + use + `"></use></svg>`)
}

// Serve answers a request for a static file: name is what stands behind /static/, with the hash or without.
func (s *Static) Serve(w http.ResponseWriter, r *http.Request, name string) (found bool) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	rest, hashed := strings.CutPrefix(name, s.hash+"/")
	file := s.files[rest]
	if file == nil {
		return false
	}
	header := w.Header()
	header.Set("Content-Type", file.kind)
	header.Set("Cache-Control", "public, max-age=300")
	if hashed {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := file.body
	if packed := file.packed(); strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(packed) < len(body) {
		body = packed
		header.Set("Content-Encoding", "gzip")
	}
	header.Add("Vary", "Accept-Encoding")
	header.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // whoever asked may be gone
	}
	return true
}
