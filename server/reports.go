package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/store"
)

// What a report may be, and how much may wait: whoever sends it need not have signed in.
const (
	longestReport    = 2000 // characters
	longestReporter  = 60
	longestPhone     = 40
	longestPersons   = 200
	longestReason    = 500
	mostPhotos       = 3
	maxPhoto         = 8 << 20
	maxReport        = mostPhotos*maxPhoto + 64<<10
	mostHeld         = 300       // reports of a school that wait for a look
	maxPictures      = 200 << 20 // of a school's reports within a day
	reportsPerCode   = 6         // within triesWindow
	reportsPerSender = 30        // from one address, or of one person: a school goes out through one address
)

// keepsReports says whether reports are the caller's to look at.
func (c caller) keepsReports() bool { return c.is("director", "deputy_director") }

func (s *Server) keepersOnly(ctx context.Context) error {
	if me(ctx).keepsReports() {
		return nil
	}
	return s.forbidden(ctx)
}

// reportMade is what a report answers: it is held for a look.
type reportMade struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	State string    `json:"state" enum:"held"`
}

// postReport is POST /api/v1/reports: as JSON, or as a form with pictures.
func (s *Server) postReport(c *gin.Context) {
	ctx := c.Request.Context()
	in, err := readReporting(c)
	if err == nil {
		err = onlyReporting(c)
	}
	if err == nil && in.Code == "" {
		err = reject(http.StatusUnprocessableEntity, "error.form", Fault{Pointer: "/code", Code: "required"})
	}
	if err != nil {
		s.abort(c, s.explain(ctx, err))
		return
	}
	label, err := s.labelOf(ctx, in.Code)
	if err == nil && !s.mayReport(ctx, label) {
		s.turnAway(c)
		return
	}
	status, made := http.StatusCreated, (*reportMade)(nil)
	if err == nil {
		made, status, err = s.report(ctx, label, in)
	}
	if err != nil {
		s.abort(c, s.explain(ctx, err))
		return
	}
	c.JSON(status, made)
}

// report holds a report for a look; who sent it may, and the label is there. The status is 200 where its key was used
// for the same before.
func (s *Server) report(ctx context.Context, label *store.Label, in reporting) (*reportMade, int, error) {
	if err := s.judge(&in); err != nil {
		return nil, 0, err
	}
	if err := s.slowDown(ctx, in.Code); err != nil {
		return nil, 0, err
	}
	status, made := http.StatusCreated, &reportMade{}
	who, signedIn := callerOf(ctx)
	request := in.sentAs(sentWith(ctx))
	if !signedIn {
		request.key = "" // a key is a person's
	}
	err := s.store.InSchool(ctx, label.School, func(ctx context.Context, tx *store.Tx) error {
		before, known, err := recall(ctx, tx, who.Person.ID, request)
		if err != nil {
			return err
		}
		if known {
			status = http.StatusOK
			return json.Unmarshal(before, made)
		}
		on, err := tx.ReadLabel(ctx, *label)
		if err != nil {
			return err
		}
		if err := in.agrees(on); err != nil {
			return err
		}
		photos, err := photosOf(ctx, tx, in)
		if err != nil {
			return err
		}
		if err := s.room(ctx, tx, photos); err != nil {
			return err
		}
		r := store.Report{Room: label.Room, Asset: label.Asset, Description: in.Description, Name: in.Name, Phone: in.Phone,
			Persons: string(in.Persons), Reporter: who.Person.ID}
		if err := tx.InsertReport(ctx, &r, photos); err != nil {
			return err
		}
		if err := s.tellOfReport(ctx, tx, &r); err != nil {
			return err
		}
		*made = reportMade{ID: r.ID, At: r.At, State: r.State}
		answer, err := json.Marshal(made)
		if err != nil {
			return err
		}
		return keep(ctx, tx, who.Person.ID, request, answer)
	})
	return made, status, err
}

// judge refuses what a report cannot be, and names its pictures after what they hold.
func (s *Server) judge(in *reporting) error {
	var faults []Fault
	wrong := func(pointer, code string) { faults = append(faults, Fault{Pointer: pointer, Code: code}) }
	for _, text := range []struct {
		pointer string
		value   *string
		longest int
	}{
		{"/description", &in.Description, longestReport}, {"/persons", (*string)(&in.Persons), longestPersons},
		{"/name", &in.Name, longestReporter}, {"/phone", &in.Phone, longestPhone},
	} {
		*text.value = strings.TrimSpace(*text.value)
		switch {
		case strings.ContainsRune(*text.value, 0):
			wrong(text.pointer, "nul")
		case !utf8.ValidString(*text.value):
			wrong(text.pointer, "utf8")
		case utf8.RuneCountInString(*text.value) > text.longest:
			wrong(text.pointer, "max")
		}
	}
	if in.Description == "" {
		wrong("/description", "required")
	}
	if len(in.uploads)+len(in.Files) > mostPhotos {
		wrong("/photos", "max")
	}
	if len(faults) > 0 {
		return reject(http.StatusUnprocessableEntity, "error.form", faults...)
	}
	for i := range in.uploads {
		if err := s.asPhoto(&in.uploads[i]); err != nil {
			return err
		}
	}
	return nil
}

// asPhoto names a picture after what it holds; anything else is refused.
func (s *Server) asPhoto(p *store.ReportPhoto) error {
	name, kind, err := s.admitFile(p.Name, p.Content)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "image/") {
		return reject(http.StatusUnsupportedMediaType, "error.photo_type", Fault{Pointer: "/photos", Code: "type"})
	}
	p.Name, p.Type = name, kind
	return nil
}

// photosOf are a report's pictures: those that came with it, and those of the sender's files it names.
func photosOf(ctx context.Context, tx *store.Tx, in reporting) ([]store.ReportPhoto, error) {
	photos := in.uploads
	who, signedIn := callerOf(ctx)
	for i, id := range in.Files {
		refused := reject(http.StatusUnprocessableEntity, "error.form",
			Fault{Pointer: "/photos/" + strconv.Itoa(i), Code: "reference"})
		if !signedIn || !store.Storable(id) {
			return nil, refused
		}
		file, content, err := tx.ReadFile(ctx, id, cases.SightOf(&who.Person))
		if err != nil || !strings.HasPrefix(file.Type, "image/") || file.Size > maxPhoto {
			return nil, refused
		}
		photos = append(photos, store.ReportPhoto{Name: file.Name, Type: file.Type, Content: content})
	}
	return photos, nil
}

// sentAs is what the same key must come with: a form's boundary differs each time.
func (in reporting) sentAs(request sent) sent {
	sum := sha256.New()
	fields, err := json.Marshal(in)
	if err != nil { // it holds only texts
		fields = request.body
	}
	_, _ = sum.Write(fields) // a hash never fails
	for _, p := range in.uploads {
		one := sha256.Sum256(p.Content)
		_, _ = sum.Write(one[:])
	}
	request.body = []byte("POST /api/v1/reports\n" + hex.EncodeToString(sum.Sum(nil)))
	return request
}

// slowDown counts a report under its label's code and under who sends it, and refuses those beyond what people send.
func (s *Server) slowDown(ctx context.Context, code string) error {
	sender := "report-address:" + addressOf(ctx)
	if who, signedIn := callerOf(ctx); signedIn {
		sender = "report-person:" + reference(who)
	}
	for key, limit := range map[string]int{"report-code:" + code: reportsPerCode, sender: reportsPerSender} {
		sent, err := s.store.LoginFailures(ctx, triesWindow, key)
		if err != nil {
			return err
		}
		if sent <= limit {
			continue
		}
		p := s.problem(langOf(ctx), http.StatusTooManyRequests, "error.many_reports")
		if p.retry, err = s.store.LoginWait(ctx, triesWindow, limit, key); err != nil {
			return err
		}
		return p
	}
	return nil
}

// room refuses a report where the school has more of them than it can look at: nobody fills its disk.
func (s *Server) room(ctx context.Context, tx *store.Tx, photos []store.ReportPhoto) error {
	held, bytes, err := tx.Waiting(ctx, time.Now().Add(-day))
	if err != nil {
		return err
	}
	for _, p := range photos {
		bytes += int64(len(p.Content))
	}
	if held < mostHeld && bytes <= maxPictures {
		return nil
	}
	p := s.problem(langOf(ctx), http.StatusTooManyRequests, "error.full_reports")
	p.retry = time.Hour
	return p
}

type reportsInput struct {
	State string `query:"state" enum:"held,accepted,discarded" default:"held"`
	Part
}

func (s *Server) listReports(ctx context.Context, in *reportsInput) (*listOutput[store.Report], error) {
	if err := s.keepersOnly(ctx); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.Report, string, error) {
			return tx.Reports(ctx, q, in.State)
		})
}

func anyReports(ctx context.Context, tx *store.Tx, q store.Query) ([]store.Report, string, error) {
	return tx.Reports(ctx, q, "")
}

func (s *Server) getReport(ctx context.Context, in *OneInput) (*oneOutput[store.Report], error) {
	if err := s.keepersOnly(ctx); err != nil {
		return nil, err
	}
	return oneOf(ctx, s, in.ID, anyReports)
}

type reportPhotoInput struct {
	OneInput
	N int `path:"n" minimum:"1" maximum:"3"`
}

// getReportPhoto sends a picture of a report to those who look at reports, and to nobody else.
func (s *Server) getReportPhoto(ctx context.Context, in *reportPhotoInput) (*huma.StreamResponse, error) {
	if err := s.keepersOnly(ctx); err != nil {
		return nil, err
	}
	p, err := s.reportPhoto(ctx, in.ID, in.N)
	if err != nil {
		return nil, err
	}
	return s.sendFile(ctx, p.Name, p.Type, p.Content, true), nil
}

// reportPhoto reads the n-th picture of a report, from 1.
func (s *Server) reportPhoto(ctx context.Context, id string, n int) (p store.ReportPhoto, err error) {
	if _, err := oneOf(ctx, s, id, anyReports); err != nil {
		return p, err
	}
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		photos, err := tx.ReportPhotos(ctx, id)
		if err == nil && (n < 1 || n > len(photos)) {
			err = store.ErrNotFound
		}
		if err == nil {
			p = photos[n-1]
		}
		return err
	})
	return p, err
}

type discardInput struct {
	OneInput
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// discardReport says that a report comes to nothing, and why.
func (s *Server) discardReport(ctx context.Context, in *discardInput) (*oneOutput[store.Report], error) {
	if err := s.keepersOnly(ctx); err != nil {
		return nil, err
	}
	report, err := s.discard(ctx, in.ID, in.Body.Reason)
	return &oneOutput[store.Report]{Body: report}, err
}

func (s *Server) discard(ctx context.Context, id, reason string) (report store.Report, err error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > longestReason || strings.ContainsRune(reason, 0) {
		return report, reject(http.StatusUnprocessableEntity, "error.form", Fault{Pointer: "/reason", Code: "required"})
	}
	return once(ctx, s, func(ctx context.Context, tx *store.Tx, person string) (store.Report, error) {
		done, err := tx.DiscardReport(ctx, id, person, reason)
		if err == nil && !done {
			err = decidedReport()
		}
		if err != nil {
			return report, err
		}
		found, err := store.One(tx.Reports(ctx, store.Query{ID: id}, ""))
		if err != nil {
			return report, err
		}
		return *found, nil
	})
}

// decidedReport answers whoever decides about a report that somebody has decided about.
func decidedReport() error {
	return reject(http.StatusConflict, "error.report_decided", Fault{Code: "closed"})
}
