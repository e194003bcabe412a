package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/forms"
	"zongwu/processes"
)

// posted is what a page's form brought.
type posted struct {
	key      string
	body     []byte // what the same key must come with
	outcome  string
	group    string
	comment  string
	form     url.Values     // everything that was posted
	values   url.Values     // the fields, ids of uploaded files among them
	failures forms.Failures // of files that were not taken
	status   int            // when a file was not taken: 413 or 415
	add      string         // a table that wants one more row
	remove   string         // a row that goes: lines.2
	refresh  bool
	check    bool // tell what would follow, without sending
	save     bool // keep it as a draft
	fresh    bool // forget the draft
}

// own are the inputs and buttons that belong to the page and not to the form it shows.
func own() []string {
	return []string{
		"key", "group", "comment", usualName, sentName, "outcome", "add", "remove", "refresh", "check", "save", "fresh",
	}
}

// again says that the form is only to be shown again.
func (p *posted) again() bool {
	return p.add != "" || p.remove != "" || p.refresh || p.save || len(p.failures) > 0
}

// asked is the outcome whose fields are shown.
func (p *posted) asked() string {
	if p.outcome != "" {
		return p.outcome
	}
	return p.group
}

// usualName is the input of a remark chosen from the list of usual ones. No field of a form can be called so.
const usualName = "usual-comment"

// readPosted reads a page's form and stores the files it brings.
func (s *Server) readPosted(c *gin.Context) (*posted, error) {
	form := c.Request.PostForm
	p := &posted{
		outcome: form.Get("outcome"), group: form.Get("group"), comment: strings.TrimSpace(form.Get("comment")),
		add: form.Get("add"), remove: form.Get("remove"), refresh: form.Get("refresh") != "",
		check: form.Get("check") != "", save: form.Get("save") != "", fresh: form.Get("fresh") != "",
		form: form, values: url.Values{},
	}
	if p.comment == "" { // chosen from a list, where no script puts it into the text
		p.comment = strings.TrimSpace(form.Get(usualName))
	}
	if key := form.Get("key"); key != "" {
		p.key = pageKey(key)
		if len(p.key) > maxKey {
			return nil, reject(http.StatusBadRequest, "error.key", Fault{Code: "key"})
		}
	}
	for name, values := range form {
		if !slices.Contains(own(), name) {
			p.values[name] = withoutBlanks(values)
		}
	}
	digests, err := fileDigests(c.Request.MultipartForm)
	if err != nil {
		return nil, err
	}
	sent := maps.Clone(form)
	delete(sent, "key")
	delete(sent, sentName)
	if p.body, err = json.Marshal(map[string]any{
		"path": c.Request.URL.Path, "values": sent, "files": digests,
	}); err != nil {
		return nil, fmt.Errorf("read form: %w", err)
	}
	return p, s.storeUploads(c.Request.Context(), c.Request.MultipartForm, p)
}

// pageKey is the idempotency key under which a page's form is sent.
func pageKey(key string) string { return "page:" + key }

// withoutBlanks leaves out what a file input without a file sends beside the files that are kept.
func withoutBlanks(values []string) []string {
	if len(values) < 2 {
		return values
	}
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

// fileDigests tell the files of two posts apart without keeping them.
func fileDigests(form *multipart.Form) (map[string][]string, error) {
	digests := map[string][]string{}
	if form == nil {
		return digests, nil
	}
	for name, headers := range form.File {
		for _, h := range headers {
			content, err := readUpload(h)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(content)
			digests[name] = append(digests[name], h.Filename+" "+hex.EncodeToString(sum[:]))
		}
	}
	return digests, nil
}

func readUpload(h *multipart.FileHeader) ([]byte, error) {
	file, err := h.Open()
	if err != nil {
		return nil, fmt.Errorf("open upload: %w", err)
	}
	content, err := io.ReadAll(file)
	return content, errors.Join(err, file.Close())
}

// storeUploads stores each file a form brings and puts its id where the field's ids stand. A file that is not taken
// becomes a failure at its field; the others stay.
func (s *Server) storeUploads(ctx context.Context, form *multipart.Form, p *posted) error {
	if form == nil {
		return nil
	}
	names := make([]string, 0, len(form.File))
	for name := range form.File {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, h := range form.File[name] {
			if h.Filename == "" || h.Size == 0 {
				continue
			}
			content, err := readUpload(h)
			if err != nil {
				return err
			}
			stored, err := s.storeFile(ctx, h.Filename, content)
			var refused *rejection
			if errors.As(err, &refused) {
				p.refuseFile(name, refused, s.site.Words[refused.detail])
				continue
			}
			if err != nil {
				return err
			}
			p.values[name] = append(p.values[name], stored.ID)
		}
	}
	return nil
}

func (p *posted) refuseFile(name string, r *rejection, why forms.Text) {
	p.status = r.status
	p.failures = append(p.failures, forms.Failure{
		Pointer: "/" + strings.ReplaceAll(name, ".", "/"), Code: r.faults[0].Code, Text: why,
	})
}

// read turns the fields into a submission, with the rows added or taken away that were asked for.
func (p *posted) read(form *forms.Form) map[string]any {
	if form == nil {
		return map[string]any{}
	}
	p.yield(form)
	if !p.again() {
		return form.FromPost(p.values)
	}
	values := form.FromTyping(p.values)
	if rows := rowsOf(values[p.add]); p.add != "" && len(rows) < maxRows {
		values[p.add] = append(rows, map[string]any{})
	}
	if table, row, found := strings.Cut(p.remove, "."); found {
		rows := rowsOf(values[table])
		if i, err := strconv.Atoi(row); err == nil && i >= 0 && i < len(rows) {
			values[table] = append(rows[:i:i], rows[i+1:]...)
		}
	}
	return values
}

// yield gives a form's field what was posted under its name where the page has an input or a button of that name, too.
func (p *posted) yield(form *forms.Form) {
	for _, name := range own() {
		values := p.form[name]
		if !form.HasField(name) || name == "outcome" {
			continue
		}
		if (name == "key" || name == "group") && len(values) > 0 {
			values = values[1:] // the page's own comes first
		}
		p.values[name] = withoutBlanks(values)
		switch name {
		case "comment":
			p.comment = ""
		case "add":
			p.add = ""
		case "remove":
			p.remove = ""
		case "refresh":
			p.refresh = len(values) > 1
		case "check":
			p.check = false
		case "save":
			p.save = false
		case "fresh":
			p.fresh = false
		}
	}
}

// maxRows is more than any table of a form allows.
const maxRows = 1000

func rowsOf(value any) []any {
	switch rows := value.(type) {
	case []any:
		return rows
	case []forms.Data:
		out := make([]any, len(rows))
		for i, r := range rows {
			out[i] = map[string]any(r)
		}
		return out
	case []map[string]any:
		out := make([]any, len(rows))
		for i, r := range rows {
			out[i] = r
		}
		return out
	default:
		return nil
	}
}

// refusalOf finds a refusal by the form in an error: what a page shows beside the fields.
func refusalOf(err error) (*processes.Refusal, bool) {
	var refused *processes.Refusal
	ok := errors.As(err, &refused)
	return refused, ok
}
