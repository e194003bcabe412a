package forms

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// maxFailures bounds an answer; a submission with more things wrong is wrong enough.
const maxFailures = 500

// judge is one opening or judging of a form.
type judge struct {
	*session
	lang     string
	opening  bool               // defaults apply, nothing is refused, what hangs on the outcome is shown
	soft     bool               // somebody is still filling it in
	typing   bool               // what is filled is what somebody types, as it came; what is not there was not sent
	asking   bool               // what has to be said on a page opens empty
	again    bool               // what is filled was refused
	outcome  bool               // the outcome is known
	begun    bool               // the data is a definition's, which fills in what is hidden from people
	used     map[[2]string]bool // register and value: used up by what was judged so far
	failures Failures
	err      error // of the world: ends everything
}

func newJudge(env Env, opening bool) *judge {
	_, outcome := env.Vars["outcome"]
	return &judge{
		session: env.session(), lang: env.Lang, opening: opening, outcome: outcome, begun: env.Begun,
		used: map[[2]string]bool{},
	}
}

// sheet is one level's values while they are judged: the form's, or one row's.
type sheet struct {
	*judge
	level   *level
	pointer string
	form    *sheet // the form's sheet, also of itself
	row     bool
	values  Data
	before  Data            // what was submitted earlier
	tainted map[string]bool // fields whose value is not known because something failed
	hidden  map[string]bool
	locked  map[string]bool // readonly here and now
	rows    map[string][]*sheet
	wrong   map[string]any // of a view: what was typed and cannot be read
	gone    map[string]int // rows that were typed and cannot be continued any more
	kept    bool           // of a row: its values stand as they were stored
	blank   bool           // of a row: somebody may begin it
}

func newSheet(j *judge, l *level, pointer string, form *sheet, before Data) *sheet {
	s := &sheet{
		judge: j, level: l, pointer: pointer, form: form, row: form != nil, values: Data{}, before: before,
		tainted: map[string]bool{}, hidden: map[string]bool{}, locked: map[string]bool{}, rows: map[string][]*sheet{},
		gone: map[string]int{},
	}
	if form == nil {
		s.form = s
	}
	return s
}

// eval runs an expression over the sheet; ok is false when it failed, which is reported at the field, or when it hangs
// on something that failed.
func (s *sheet) eval(f string, e *Expr) (v any, ok bool) {
	if s.err != nil || s.doubtful(e) {
		return nil, false
	}
	var row Data
	if s.row {
		row = s.values
	}
	v, err := e.in(s.session, s.form.values, row)
	var failed *EvalError
	switch {
	case errors.As(err, &failed):
		s.fail(f, "", flawed("expression", "reason", failed.Reason))
		return nil, false
	case err != nil:
		s.err = err
		return nil, false
	}
	return v, true
}

// holds evaluates a condition; empty is false.
func (s *sheet) holds(f string, e *Expr) (yes, ok bool) {
	v, ok := s.eval(f, e)
	return v == true, ok
}

// doubtful says that an expression reads a field that failed.
func (s *sheet) doubtful(e *Expr) bool {
	for name := range e.uses.form {
		if s.form.tainted[name] {
			return true
		}
	}
	if s.row {
		for name := range e.uses.row {
			if s.tainted[name] {
				return true
			}
		}
	}
	return false
}

// fail records a failure at a field ("" for the level itself) and what hangs on it.
func (s *sheet) fail(name, below string, bad *flaw) {
	pointer := s.pointer
	if name != "" {
		pointer += "/" + escape(name)
		s.tainted[name] = true
	}
	if s.patient(s.level.field(name), bad.code) {
		return
	}
	s.failAt(pointer+below, bad)
}

func (j *judge) failAt(pointer string, bad *flaw) {
	if j.opening || len(j.failures) >= maxFailures {
		return
	}
	j.failures = append(j.failures, Failure{
		Pointer: pointer, Code: bad.code, Args: bad.args, Detail: message(bad.code, bad.args, j.lang),
	})
}

// escape makes a name a token of an RFC 6901 pointer.
func escape(name string) string {
	if len(name) > 100 {
		name = name[:100]
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(name, "?"), "~", "~0"), "/", "~1")
}

// shown decides whether a field stands in the form. While opening, what hangs on an outcome nobody chose yet is shown.
func (s *sheet) shown(f *field) (yes, ok bool) {
	if f.show == nil {
		return true, true
	}
	v, ok := s.eval(f.name, f.show)
	if v == nil && (s.opening || s.soft) && !s.outcome && f.show.uses.outer["outcome"] {
		return true, true
	}
	return v == true, ok
}

// refers checks that what a reference names exists and is of the right sort.
func (s *sheet) refers(f *field, v any) *flaw {
	k, ok := f.kind.(referring)
	if !ok || s.world == nil {
		return nil
	}
	ids, many := v.([]string)
	if id, one := v.(string); one {
		ids = []string{id}
	}
	for i, id := range ids {
		o, err := s.object(k.refers(), id)
		var bad *flaw
		switch {
		case err != nil:
			s.err = err
			return nil
		case o == nil:
			bad = flawed("reference", "id", id)
		default:
			if bad = k.admits(f, o); bad == nil {
				continue
			}
		}
		if many {
			bad.below = "/" + itoa(i)
		}
		return bad
	}
	return nil
}

// idOf is the id of the case a value names, which may be its number, or of several, each once; any other value is
// itself.
func (s *sheet) idOf(f *field, v any) any {
	if words, many := v.([]string); many && f.word == "case" {
		ids := make([]string, 0, len(words))
		for _, word := range words {
			if id, _ := s.idOf(f, word).(string); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	word, ok := v.(string)
	if f.word != "case" || !ok || s.world == nil {
		return v
	}
	o, err := s.object("case", word)
	if err != nil {
		s.err = err
	}
	if o == nil {
		return v
	}
	return o.ID
}

// ended returns the world's failure, or the caller's having gone.
func (j *judge) ended() error {
	if j.err == nil && j.ctx.Err() != nil {
		return context.Cause(j.ctx)
	}
	return j.err
}
