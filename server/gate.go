package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/store"
)

// Sizes a request may have.
const (
	maxBody   = 1 << 20          // of JSON, YAML or a page's form without files
	maxFile   = 20 << 20         // of one file
	maxUpload = maxFile + 64<<10 // of a request that brings one file
	maxForm   = 100 << 20        // of a page's form with all its files
	maxDrain  = 64 << 20         // of a body already refused
	inMemory  = 1 << 20          // of an upload; the rest waits in a temporary file
)

// answerTime is how long an answer may take once the request is here: then it is 503, and what became of it unknown.
const answerTime = 20 * time.Second

// maxKey is the longest idempotency key.
const maxKey = 128

type sentKey struct{}

// sent is what the gate found out about a request.
type sent struct {
	key  string // Idempotency-Key
	body []byte // method, path and canonical body: what the same key must come with
	raw  []byte
}

func sentWith(ctx context.Context) sent {
	found, _ := ctx.Value(sentKey{}).(sent)
	return found
}

// gate looks at a body before any handler: its type, its size, and that it is what its type says.
func (s *Server) gate(c *gin.Context) {
	kind := s.bodies[c.Request.Method+" "+c.FullPath()]
	var turn *turnOf
	if kind != noBody || c.FullPath() == eventsPath {
		turn = outOfTurn(c.Request.Context()) // whoever sends slowly, or listens for long, keeps nobody waiting
	}
	got, err := s.receive(c, kind)
	if err != nil {
		s.abort(c, s.explain(c.Request.Context(), err))
		return
	}
	if kind != noBody && !turn.enter(c.Request.Context()) {
		s.tooMany(c)
		return
	}
	ctx := context.WithValue(c.Request.Context(), sentKey{}, got)
	if c.FullPath() != eventsPath {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, answerTime)
		defer cancel()
	}
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	if form := c.Request.MultipartForm; form != nil {
		if err := form.RemoveAll(); err != nil {
			s.log.WarnContext(c.Request.Context(), "remove upload", "error", err)
		}
	}
}

func (s *Server) receive(c *gin.Context, kind bodyKind) (sent, error) {
	if err := checkKey(c.Request.Header); err != nil {
		return sent{}, err
	}
	for _, named := range c.Params {
		if !store.Storable(named.Value) {
			return sent{}, store.ErrNotFound // no text of the database's is called so
		}
	}
	got := sent{key: c.GetHeader("Idempotency-Key")}
	var err error
	switch kind {
	case noBody:
		c.Request.Body = http.NoBody
	case jsonBody:
		got.raw, err = readJSON(c)
	case yamlBody:
		got.raw, err = readYAML(c)
	case fileBody:
		if err = readMultipart(c, maxUpload); err == nil {
			err = checkUploads(c.Request.MultipartForm)
		}
	case formBody:
		err = readForm(c, maxForm)
	case reportBody:
		if media, _, _ := mime.ParseMediaType(c.ContentType()); media == "application/json" {
			got.raw, err = readJSON(c)
		} else {
			err = readForm(c, maxReport)
		}
	}
	if err != nil {
		return sent{}, err
	}
	if got.raw != nil {
		c.Request.Body = io.NopCloser(bytes.NewReader(got.raw))
	}
	got.body, err = sameBody(c, kind, got.raw)
	return got, err
}

// checkKey refuses a key that is empty, too long, not printable ASCII, or sent twice.
func checkKey(h http.Header) error {
	values := h.Values("Idempotency-Key")
	if len(values) == 0 {
		return nil
	}
	key := values[0]
	ok := len(values) == 1 && len(key) >= 1 && len(key) <= maxKey
	for _, b := range []byte(key) {
		ok = ok && b >= 0x20 && b <= 0x7e
	}
	if !ok {
		return reject(http.StatusBadRequest, "error.key", Fault{Code: "key"})
	}
	return nil
}

func sameBody(c *gin.Context, kind bodyKind, raw []byte) ([]byte, error) {
	prefix := []byte(c.Request.Method + " " + c.Request.URL.Path + "\n")
	if kind != jsonBody {
		return append(prefix, raw...), nil
	}
	plain, err := canonical(raw)
	if err != nil {
		return nil, reject(http.StatusBadRequest, "error.json", Fault{Code: "json"})
	}
	return append(prefix, plain...), nil
}

func readJSON(c *gin.Context) ([]byte, error) {
	if err := checkType(c, "application/json"); err != nil {
		return nil, err
	}
	body, err := readAll(c, maxBody)
	if err != nil {
		return nil, err
	}
	return body, checkJSON(body)
}

func readYAML(c *gin.Context) ([]byte, error) {
	if err := checkType(c, "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"); err != nil {
		return nil, err
	}
	body, err := readAll(c, maxBody)
	if err != nil {
		return nil, err
	}
	if at := invalidUTF8(body); at >= 0 {
		return nil, located(body, at, "utf8")
	}
	if len(body) == 0 {
		return nil, reject(http.StatusBadRequest, "error.empty", Fault{Code: "empty"})
	}
	return body, nil
}

// readMultipart parses an upload within its size; whoever handles it finds it parsed.
func readMultipart(c *gin.Context, limit int64) error {
	if err := checkType(c, "multipart/form-data"); err != nil {
		return err
	}
	whole := c.Request.Body
	c.Request.Body = http.MaxBytesReader(c.Writer, whole, limit)
	if err := c.Request.ParseMultipartForm(inMemory); err != nil {
		return unread(whole, err, "error.multipart")
	}
	return nil
}

func checkUploads(form *multipart.Form) error {
	for _, files := range form.File {
		for _, f := range files {
			if f.Size > maxFile {
				return reject(http.StatusRequestEntityTooLarge, "error.file_large", Fault{Code: "size"})
			}
		}
	}
	return nil
}

// readForm parses a page's form, with files of so many bytes in all, and refuses text that is no text.
func readForm(c *gin.Context, limit int64) error {
	media, _, _ := mime.ParseMediaType(c.ContentType())
	var err error
	switch {
	case media == "multipart/form-data":
		err = readMultipart(c, limit)
	case media == "application/x-www-form-urlencoded":
		whole := c.Request.Body
		c.Request.Body = http.MaxBytesReader(c.Writer, whole, maxBody)
		if perr := c.Request.ParseForm(); perr != nil {
			err = unread(whole, perr, "error.posted")
		}
	case c.Request.ContentLength == 0:
		err = c.Request.ParseForm()
	default:
		err = reject(http.StatusUnsupportedMediaType, "error.type", Fault{Code: "type"})
	}
	if err != nil {
		return err
	}
	for name, values := range c.Request.PostForm {
		if !store.Storable(name) || slices.ContainsFunc(values, func(v string) bool { return !store.Storable(v) }) {
			return reject(http.StatusBadRequest, "error.posted", Fault{Code: "utf8"})
		}
	}
	return nil
}

// checkType refuses a body that is not of one of the types; a charset other than UTF-8 is another type.
func checkType(c *gin.Context, allowed ...string) error {
	media, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err == nil && (params["charset"] == "" || strings.EqualFold(params["charset"], "utf-8")) {
		for _, a := range allowed {
			if media == a {
				return nil
			}
		}
	}
	return reject(http.StatusUnsupportedMediaType, "error.type", Fault{Code: "type"})
}

func readAll(c *gin.Context, limit int64) ([]byte, error) {
	whole := c.Request.Body
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, whole, limit))
	if err != nil {
		return nil, unread(whole, err, "error.unread")
	}
	return body, nil
}

// unread says why a body could not be read. Of one that is too large some more is taken in and thrown away: many
// clients look for an answer only after they have sent everything.
func unread(rest io.Reader, err error, otherwise string) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || errors.Is(err, multipart.ErrMessageTooLarge) {
		_, _ = io.CopyN(io.Discard, rest, maxDrain) // whether it ends or breaks is the client's business
		return reject(http.StatusRequestEntityTooLarge, "error.large", Fault{Code: "size"})
	}
	return reject(http.StatusBadRequest, otherwise, Fault{Code: "body"})
}
