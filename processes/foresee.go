package processes

import (
	"context"
	"slices"
	"strings"
	"time"

	"zongwu/forms"
)

// Comes says whether a step will come, as far as that is known.
type Comes string

// How surely a step comes. Nobody is expected to refuse, to give back or to send back, nor does a `choose` go a way
// that its definition calls aside: what comes only then is Aside.
const (
	Sure  Comes = "sure"  // whatever is decided on the way
	Maybe Comes = "maybe" // it hangs on what is not known yet
	Aside Comes = "aside" // only after an outcome that goes back or ends the case
	Never Comes = "never"
)

// AnyBranch stands in a branch for a key that is not known yet; a real key holds no question mark.
const AnyBranch = "?"

// Prospect is what can be told of a step in one branch before a case comes to it.
type Prospect struct {
	Step   *Step
	Branch string // with AnyBranch where the rows of an `each` are not known yet
	Comes  Comes
	// Known says that who would have it can be told already: Persons. Who does a step in between may still be kept
	// away by it.
	Known   bool
	Persons []string
	// Awaits are the steps (start among them) on whose forms its condition hangs while they are not what they will be.
	Awaits []string
}

// Foresee tells of every step whether an open case will come to it (again), from where it stands; several of one step
// are in the order of their branches. A case that has ended comes nowhere.
func Foresee(ctx context.Context, p *Process, s State, at time.Time, w World) ([]Prospect, error) {
	e, err := newEngine(ctx, p, "", s, Action{At: at}, doubtfulWorld{w})
	if err != nil {
		return nil, err
	}
	var usual, straight []token
	if s.Status == Open {
		usual, straight = tokensOf(p, s)
	}
	return foreseen(e, usual, straight)
}

// ForeseeStart tells the same of a case before it begins, from what its start form holds so far (see forms.Form.SoFar).
func ForeseeStart(
	ctx context.Context, p *Process, starter string, data forms.Data, at time.Time, w World,
) ([]Prospect, error) {
	pinned, err := pinSettings(ctx, p, w)
	if err != nil {
		return nil, err
	}
	s := State{Status: Open, Starter: starter, Settings: pinned, Data: map[string]forms.Data{Start: data}}
	e, err := newEngine(ctx, p, "", s, Action{At: at}, doubtfulWorld{w})
	if err != nil {
		return nil, err
	}
	e.s.Department = e.known(starter).Department
	return foreseen(e, []token{{step: p.Steps[0], arriving: true}}, nil)
}

// token is where a case stands: at a step under way, or about to arrive at one.
type token struct {
	step     *Step
	branch   string
	arriving bool
}

// tokensOf are where a case stands; straight the same should what was sent back go straight to whoever sent it, nil
// when nothing was.
func tokensOf(p *Process, s State) (usual, straight []token) {
	skips := false
	for _, t := range s.Open {
		step, ok := p.Step(t.Step)
		if !ok {
			continue
		}
		one := token{step: step, branch: t.Branch}
		usual = append(usual, one)
		if t.Back != nil && t.Back.Resume == "here" {
			if from, ok := p.Step(t.Back.From); ok {
				one, skips = token{step: from, branch: t.Back.Branch, arriving: true}, true
			}
		}
		straight = append(straight, one)
	}
	for _, w := range s.Waits {
		if step, ok := p.Step(w.Step); ok {
			usual = append(usual, token{step: step, branch: w.Branch})
			straight = append(straight, token{step: step, branch: w.Branch})
		}
	}
	if !skips {
		return usual, nil
	}
	return usual, straight
}

// foreseen puts together what the ways from the tokens lead to.
func foreseen(e *engine, usual, straight []token) ([]Prospect, error) {
	f, found, err := foresee(e, usual, usual)
	if err != nil {
		return nil, err
	}
	if straight != nil {
		_, other, err := foresee(e, straight, usual)
		if err != nil {
			return nil, err
		}
		found.join(other)
	}
	var all []Prospect
	for _, step := range e.p.All() {
		branches := found.branches[step]
		if len(branches) == 0 {
			all = append(all, Prospect{Step: step, Comes: Never})
			continue
		}
		for _, branch := range branches {
			one := Prospect{Step: step, Branch: branch, Comes: found.comes[place(step.ID, branch)]}
			if err := f.tell(&one); err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return all, e.ctx.Err()
}

// outlook is what is known of the steps ahead, by place.
type outlook struct {
	comes    map[string]Comes
	branches map[*Step][]string
}

func (o *outlook) add(s *Step, branch string, comes Comes) {
	where := place(s.ID, branch)
	if _, known := o.comes[where]; !known {
		o.branches[s] = append(o.branches[s], branch)
	}
	o.comes[where] = comes
}

// join takes in another way the case may go: sure is only what is sure on both.
func (o *outlook) join(other *outlook) {
	for step, branches := range other.branches {
		for _, branch := range branches {
			where := place(step.ID, branch)
			if o.comes[where] != other.comes[where] {
				o.add(step, branch, Maybe)
			}
		}
	}
	for where, comes := range o.comes {
		if _, known := other.comes[where]; !known && comes == Sure {
			o.comes[where] = Maybe
		}
	}
}

// foresee looks twice: along every way there is, and along those that neither go back nor end badly. open are the
// steps whose forms are being filled in.
func foresee(e *engine, tokens, open []token) (*foresight, *outlook, error) {
	found := &outlook{comes: map[string]Comes{}, branches: map[*Step][]string{}}
	every, usual := newForesight(e, open, false), newForesight(e, open, true)
	all, err := every.look(tokens)
	if err != nil {
		return nil, nil, err
	}
	likely, err := usual.look(tokens)
	if err != nil {
		return nil, nil, err
	}
	all.each(func(st *stretch, s *Step) { found.add(s, st.branch, Aside) })
	usual.judge(likely, true, found)
	return usual, found, usual.failed
}

// doubtfulWorld answers what the books will say when the case comes there: nobody knows.
type doubtfulWorld struct{ World }

func (doubtfulWorld) Lookup(context.Context, string, []any) (any, error) { return forms.Unknown{}, nil }

// tell fills in who would have a step, and what its condition waits for.
func (f *foresight) tell(one *Prospect) error {
	s := one.Step
	if one.Comes == Maybe && s.When != nil {
		one.Awaits = f.awaited(s, one.Branch)
	}
	if s.Human == nil || f.undone(s.Human.Asks()) {
		return nil
	}
	f.prepare(s, one.Branch)
	persons, err := f.candidates(s.Human.Asks(), s, one.Branch, f.away(s, one.Branch))
	if notKnown(err) {
		return nil
	}
	one.Persons, one.Known = persons, err == nil
	return err
}

// awaited are the steps a condition reads that may still submit, in the file's order.
func (f *foresight) awaited(s *Step, branch string) []string {
	read := s.When.Names()
	for owner := s.block.Owner; owner != nil; owner = owner.block.Owner {
		ea, ok := owner.does.(*each)
		if ok && (slices.Contains(read, "rows") || slices.Contains(read, ea.as) && lastKey(branch) == AnyBranch) {
			read = append(read, ea.rows.Names()...)
			break
		}
	}
	var ids []string
	for _, other := range append([]*Step{f.p.Begin}, f.p.All()...) {
		if slices.Contains(read, other.ID) && (f.unsettled(other, branch) || unfinished(f.holding(other, branch))) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}

// unfinished says that something in a form is still to be filled in, or in its rows to be counted up.
func unfinished(d forms.Data) bool {
	for name, v := range d {
		if v == (forms.Unknown{}) || slices.ContainsFunc(d.Rows(name), unfinished) {
			return true
		}
	}
	return false
}

// undone says that somebody is meant who does a step that may still come.
func (f *foresight) undone(w *Who) bool {
	if w.Way == "did" {
		if w.Step == Start {
			return false
		}
		return slices.ContainsFunc(sortedKeys(f.ahead), func(where string) bool {
			step, _, _ := strings.Cut(where, "@")
			return step == w.Step
		})
	}
	return slices.ContainsFunc(w.Among, f.undone)
}
