package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gabriel-vasile/mimetype"

	"zongwu/cases"
	"zongwu/store"
)

// How much one person may bring within a day.
const (
	day     = 24 * time.Hour
	maxADay = 1 << 30
)

// maxFileName is the longest name kept, in bytes; what stands before is cut.
const maxFileName = 200

// fileType is a type of content that may be uploaded, and how the names of such files end.
type fileType struct {
	kind  string
	names []string // the first is what a name that ends otherwise is given
}

// fileTypes are what may be uploaded, by the content itself: what a sender calls it counts for nothing. Pages and
// pictures that can hold scripts (HTML, SVG) are not among them. A text that holds a program further down is a text, so
// it is called one: whoever opens it after saving it is shown it.
var fileTypes = []fileType{
	{"application/pdf", []string{".pdf"}},
	{"image/png", []string{".png"}},
	{"image/jpeg", []string{".jpg", ".jpeg", ".jfif"}},
	{"image/webp", []string{".webp"}},
	{"image/gif", []string{".gif"}},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{".pptx"}},
	{"application/msword", []string{".doc", ".wps"}},
	{"application/vnd.ms-excel", []string{".xls", ".et"}},
	{"application/vnd.ms-powerpoint", []string{".ppt", ".dps"}},
	{"application/wps-office.doc", []string{".doc", ".wps"}},
	{"application/vnd.oasis.opendocument.text", []string{".odt"}},
	{"application/vnd.oasis.opendocument.spreadsheet", []string{".ods"}},
	{"text/csv", []string{".csv", ".txt"}},
	{"text/plain", []string{".txt", ".csv", ".md", ".log"}},
}

type uploadForm struct {
	File huma.FormFile `form:"file" required:"true" doc:"at most 20 MiB: pdf, pictures, office documents, text"`
}

type createFileInput struct {
	Key     string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	RawBody huma.MultipartFormFiles[uploadForm]
}

// fileBody is a file as an upload answers it.
type fileView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	Type   string `json:"type" doc:"by its content"`
	SHA256 string `json:"sha256"`
}

type fileOutput struct {
	Status int
	Body   fileView
}

func (s *Server) createFile(ctx context.Context, in *createFileInput) (*fileOutput, error) {
	header := in.RawBody.Form.File["file"]
	if len(header) != 1 {
		return nil, reject(http.StatusBadRequest, "error.multipart", Fault{Pointer: "/file", Code: "required"})
	}
	content, err := readUpload(header[0])
	if err != nil {
		return nil, err
	}
	request := sentWith(ctx)
	sum := sha256.Sum256(content) // a boundary differs each time; name and content are the body
	request.body = []byte("POST /api/v1/files\n" + header[0].Filename + "\n" + hex.EncodeToString(sum[:]))
	name, kind, err := s.admitFile(header[0].Filename, content)
	if err != nil {
		return nil, err
	}
	out := &fileOutput{Status: http.StatusCreated}
	who := me(ctx)
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		before, known, err := recall(ctx, tx, who.Person.ID, request)
		if err != nil {
			return err
		}
		if known {
			out.Status = http.StatusOK
			return json.Unmarshal(before, &out.Body)
		}
		stored, err := s.keepFile(ctx, tx, name, kind, content)
		if err != nil {
			return err
		}
		out.Body = fileView{ID: stored.ID, Name: stored.Name, Size: stored.Size, Type: stored.Type, SHA256: stored.SHA256}
		answer, err := json.Marshal(out.Body)
		if err != nil {
			return err
		}
		return keep(ctx, tx, who.Person.ID, request, answer)
	})
	return out, err
}

// storeFile stores a file that came with a page's form.
func (s *Server) storeFile(ctx context.Context, filename string, content []byte) (*store.File, error) {
	name, kind, err := s.admitFile(filename, content)
	if err != nil {
		return nil, err
	}
	var stored *store.File
	who := me(ctx)
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		stored, err = s.keepFile(ctx, tx, name, kind, content)
		return err
	})
	return stored, err
}

// keepFile stores a file of the caller's, who may bring so much a day: nobody fills the school's disk alone.
func (s *Server) keepFile(
	ctx context.Context, tx *store.Tx, name, kind string, content []byte,
) (*store.File, error) {
	person := me(ctx).Person.ID
	brought, err := tx.Uploaded(ctx, person, time.Now().Add(-day))
	if err != nil {
		return nil, err
	}
	if brought+int64(len(content)) > maxADay {
		p := s.problem(langOf(ctx), http.StatusTooManyRequests, "error.many_files")
		p.retry = time.Hour
		return nil, p
	}
	return tx.InsertFile(ctx, name, kind, person, content)
}

// admitFile says what a file is to be called and what it is, or refuses it.
func (s *Server) admitFile(filename string, content []byte) (name, kind string, err error) {
	if len(content) > maxFile {
		return "", "", reject(http.StatusRequestEntityTooLarge, "error.file_large", Fault{Pointer: "/file", Code: "size"})
	}
	if len(content) == 0 {
		return "", "", reject(http.StatusBadRequest, "error.empty", Fault{Pointer: "/file", Code: "empty"})
	}
	found := mimetype.Detect(content)
	for _, allowed := range fileTypes {
		if found.Is(allowed.kind) {
			return fileName(filename, allowed.names...), allowed.kind, nil
		}
	}
	return "", "", reject(http.StatusUnsupportedMediaType, "error.file_type", Fault{Pointer: "/file", Code: "type"})
}

// fileName keeps of a name what is safe to show and to save: no folders, no control or direction characters, and an
// ending that says what it is, one of those given if there are any: the first is added to a name that ends in another.
func fileName(sent string, endings ...string) string {
	sent = path.Base(strings.ReplaceAll(strings.ToValidUTF8(sent, ""), `\`, "/"))
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"/|?*`, r) {
			return -1
		}
		return r
	}, sent))
	if strings.Trim(name, ".") == "" {
		name = "file"
	}
	if len(endings) > 0 && !slices.Contains(endings, strings.ToLower(path.Ext(name))) {
		name += endings[0]
	}
	for len(name) > maxFileName {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	return name
}

type fileInput struct {
	ID     string `path:"id"`
	Inline bool   `query:"inline" doc:"to be looked at and not saved: pictures and PDFs; all else is saved"`
}

// How far a browser trusts a file: nothing of it runs in our name. What shows PDFs in a browser works in no sandbox;
// it may load itself and nothing else.
const (
	filePolicy = "sandbox; default-src 'none'"
	pdfPolicy  = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)

// shown says how a file goes out: to be saved, or to be looked at where a browser can show it and it can do no harm.
func shown(kind string, inline bool) (disposition, policy string) {
	switch {
	case inline && strings.HasPrefix(kind, "image/"):
		return "inline", filePolicy
	case inline && kind == "application/pdf":
		return "inline", pdfPolicy
	}
	return "attachment", filePolicy
}

// getFile sends a file.
func (s *Server) getFile(ctx context.Context, in *fileInput) (*huma.StreamResponse, error) {
	if !store.Storable(in.ID) {
		return nil, store.ErrNotFound
	}
	who := me(ctx)
	var (
		file    *store.File
		content []byte
	)
	err := s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		file, content, err = tx.ReadFile(ctx, in.ID, cases.SightOf(&who.Person))
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.sendFile(ctx, file.Name, file.Type, content, in.Inline), nil
}

// fileHeaders are what goes out with a file: how far a browser trusts it, and whether it is looked at or saved.
func fileHeaders(name, kind string, inline bool) map[string]string {
	disposition, policy := shown(kind, inline)
	return map[string]string{
		"Content-Type":            kind,
		"Content-Disposition":     mime.FormatMediaType(disposition, map[string]string{"filename": name}),
		"Content-Security-Policy": policy,
		"X-Content-Type-Options":  "nosniff",
		"Cache-Control":           "private, no-store",
	}
}

func (s *Server) sendFile(ctx context.Context, name, kind string, content []byte, inline bool) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		for header, value := range fileHeaders(name, kind, inline) {
			c.SetHeader(header, value)
		}
		c.SetStatus(http.StatusOK)
		if _, err := c.BodyWriter().Write(content); err != nil {
			s.log.InfoContext(ctx, "send file", "error", err)
		}
	}}
}
