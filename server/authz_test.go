package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/paper"
	"zongwu/store"
)

// trial is one thing to ask of a route, and what everybody must be answered. Bodies are such that nothing is done even
// where it might be: who may act is told that the form is wrong.
type trial struct {
	path string // with {case}, {task}, {file} …: asked for with the ids of every owner
	body string
	kind string // Content-Type, JSON when empty
	// want is the status; 0 where it would be done, which other tests try.
	want func(*asker, *thing) int
	open bool // to people who are signed out, too: want is told of them as of others
	ends bool // the session it is sent with
}

const formKind, yamlKind = "application/x-www-form-urlencoded", "application/yaml"

// Whom something is open to. What another school has is answered as what nobody has.

func anybody(status int) func(*asker, *thing) int { return func(*asker, *thing) int { return status } }

// holders of one of some roles; to others it is forbidden.
func holders(status int, roles ...string) func(*asker, *thing) int {
	return func(a *asker, _ *thing) int {
		if a.is(roles...) {
			return status
		}
		return http.StatusForbidden
	}
}

// here is a thing of the asker's school.
func here(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if a.school == o.school {
			return status
		}
		return http.StatusNotFound
	}
}

// hereTo is a thing of the asker's school, open to some roles.
func hereTo(status int, roles ...string) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if !a.is(roles...) {
			return http.StatusForbidden
		}
		return here(status)(a, o)
	}
}

// seen is a case, or what belongs to one.
func seen(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if a.sees(o) {
			return status
		}
		return http.StatusNotFound
	}
}

// seenBy is a case on which some may act; others who see it may not.
func seenBy(may func(*asker, *thing) bool, status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		switch {
		case !a.sees(o):
			return http.StatusNotFound
		case may(a, o):
			return status
		default:
			return http.StatusForbidden
		}
	}
}

func began(a *asker, o *thing) bool     { return a.login == o.starter }
func directs(a *asker, _ *thing) bool   { return a.is("director") }
func takesPart(a *asker, o *thing) bool { return began(a, o) || directs(a, o) }

// owned is nobody's but one's own.
func owned(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if began(a, o) {
			return status
		}
		return http.StatusNotFound
	}
}

// lineOf is a department's budget: the office sees every one, a head the department's, others no budget at all.
func lineOf(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		switch {
		case !a.is(append(bookish, "head")...):
			return http.StatusForbidden
		case a.school == o.school && (a.is(bookish...) || a.department == o.department):
			return status
		default:
			return http.StatusNotFound
		}
	}
}

// classTeacher answers for the pupils there are.
const classTeacher = "a.teacher"

// answeredFor is a pupil: the office's, and the class teacher's.
func answeredFor(status int) func(*asker, *thing) int {
	return func(a *asker, o *thing) int {
		if a.school == o.school && (a.is(bookish...) || a.login == classTeacher) {
			return status
		}
		return http.StatusNotFound
	}
}

// TestAccess asks everything of everybody: every route, with the ids of what is one's own, a colleague's, another
// department's, another school's and nobody's, as one person of every role, as people without, and as nobody. A route
// that stands in no row fails. Nothing may have changed afterwards, and whatever is read is read through a server that
// cannot write.
func TestAccess(t *testing.T) {
	m := newMatrix(t)
	before := m.rowsOf(t)
	trials, known := map[string][]trial{}, map[string]bool{}
	for _, part := range []map[string][]trial{callTrials(), pageTrials(), adminTrials()} {
		for name, list := range part {
			trials[name] = list
		}
	}
	for _, route := range m.engine.Routes() {
		name := route.Method + " " + route.Path
		known[name] = true
		if len(trials[name]) == 0 {
			t.Errorf("%s stands in no row of the matrix", name)
		}
		for _, one := range trials[name] {
			m.tryAll(t, route.Method, one)
		}
	}
	for name := range trials {
		if !known[name] {
			t.Errorf("%s stands in the matrix and is no route", name)
		}
	}
	after := m.rowsOf(t)
	for table, rows := range before {
		if after[table] != rows {
			t.Errorf("%s had %s and has %s", table, rows, after[table])
		}
	}
	t.Logf("%d routes, %d askers, %d cells", len(known), len(m.askers), m.cells)
	if m.cells < 5000 {
		t.Error("the matrix has shrunk")
	}
}

// matrix is the site, everybody who asks and everything asked for.
type matrix struct {
	*site
	reading *gin.Engine // on connections that cannot write
	askers  []*asker
	things  []*thing
	own     map[string]*thing // by login
	mu      sync.Mutex
	cells   int
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	m := &matrix{site: newSite(t), own: map[string]*thing{}}
	m.things = m.site.things(t)
	m.askers = m.everyRole(t)
	for _, a := range m.askers {
		if !a.out {
			m.own[a.login] = m.thingOf(t, "own", a.login, a.school, a.department)
		}
	}
	address, err := url.Parse(m.db.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("options", "-c default_transaction_read_only=on")
	address.RawQuery = query.Encode()
	db, err := store.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	reader, err := build(Config{Service: &cases.Service{Store: db}, Store: db, DatabaseURL: m.db.AppURL,
		Context: t.Context(), Printer: &paper.Printer{}, Logger: m.server.log}, m.server.site)
	if err != nil {
		t.Fatal(err)
	}
	if m.reading, err = reader.engine(); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *matrix) asker(login string) *asker {
	return m.askers[slices.IndexFunc(m.askers, func(a *asker) bool { return a.login == login })]
}

// tryAll asks one thing as everybody, a few at once.
func (m *matrix) tryAll(t *testing.T, method string, one trial) {
	t.Helper()
	var all sync.WaitGroup
	turn := make(chan struct{}, 4)
	for _, a := range m.askers {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			m.tryAs(t, method, one, a)
		})
	}
	all.Wait()
}

func (m *matrix) tryAs(t *testing.T, method string, one trial, a *asker) {
	t.Helper()
	things := m.things
	if own := m.own[a.login]; own != nil {
		things = append([]*thing{own}, things...)
	}
	if !names(one) {
		things = things[:1]
	}
	asked, absent := []string{}, ""
	for _, o := range slices.Backward(things) { // what is absent comes first: the others are held against it
		address, body := fill(one.path, o), fill(one.body, o)
		if slices.Contains(asked, address+body) {
			continue // one's department's room is everybody's
		}
		asked = append(asked, address+body)
		want := m.expected(method, one, a, o)
		if want == 0 {
			continue
		}
		got := m.ask(t, method, one, a, address, body)
		said := unsaid(got.Body.String(), address, o)
		if got.Code != want {
			t.Errorf("%s %s (%s) as %q: %d, want %d: %.300s", method, address, o.owner, a.login, got.Code, want, said)
		}
		if o.absent() {
			absent = said
		}
		if want == http.StatusNotFound && names(one) && said != absent {
			t.Errorf("%s %s (%s) as %q is told\n%s\nand of what is not there\n%s", method, address, o.owner, a.login, said,
				absent)
		}
		m.mu.Lock()
		m.cells++
		m.mu.Unlock()
	}
}

func (m *matrix) expected(method string, one trial, a *asker, o *thing) int {
	switch {
	case !a.out || one.open:
		return one.want(a, o)
	case strings.HasPrefix(one.path, "/api/"):
		return http.StatusUnauthorized
	default:
		return http.StatusSeeOther // to the sign-in page
	}
}

func (m *matrix) ask(t *testing.T, method string, one trial, a *asker, address, body string) *httptest.ResponseRecorder {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r := httptest.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	r.Header.Set("Accept", "text/html")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if one.kind != "" {
		r.Header.Set("Content-Type", one.kind)
	}
	token := a.token
	if one.ends && !a.out {
		token = m.signedIn(t, a)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w, engine := httptest.NewRecorder(), m.engine
	if method == get {
		engine = m.reading
	}
	if strings.HasPrefix(address, eventsPath) {
		engine.ServeHTTP(untilFirst{w, leave}, r)
		return w
	}
	engine.ServeHTTP(w, r)
	return w
}

// fill puts the ids of somebody's things where a path names their kind.
func fill(text string, o *thing) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for kind, id := range o.ids {
		text = strings.ReplaceAll(text, "{"+kind+"}", id)
	}
	return text
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// names says whether a trial names somebody's thing.
func names(one trial) bool { return placeholder.MatchString(one.path + one.body) }

// unsaid takes out of an answer what the asker said themselves: a page carries its own address.
func unsaid(body, address string, o *thing) string {
	for _, said := range []string{address, url.QueryEscape(address)} { // and not one that only begins so
		body = regexp.MustCompile(regexp.QuoteMeta(said)+`([^0-9]|$)`).ReplaceAllString(body, "ADDRESS$1")
	}
	for _, kind := range []string{"task", "case", "file"} { // a task's begins with its case's
		body = strings.ReplaceAll(body, o.ids[kind], "ID")
	}
	return body
}
