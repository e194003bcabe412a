package processes

import (
	"fmt"
	"slices"

	"zongwu/forms"
)

// found says how sure it is that somebody is meant.
type found int

const (
	certain found = iota // exactly these
	trusted              // only the case will tell: some of these
	shaky                // the case may tell; should it name nobody, nobody is left
)

// maxTries bounds the search; a school where it does not suffice is taken to have enough people. It is far more than a
// school needs in which some can be told apart at all.
const maxTries = 20_000

// assignment gives duties to persons.
type assignment struct {
	*duties
	list   []*duty
	strict bool // whom the case may name is not counted on where others should take their place
	given  map[string][]string
	tries  int
	far    int // the first duty that was never given to anybody
}

// missing finds the duties that stay without persons, and of each whether that is because duties are kept apart. Each
// is looked at by itself first; then one after the other is left out that cannot be given together with the rest.
func (d *duties) missing(list []*duty, strict bool) map[*duty]bool {
	apart := map[*duty]bool{}
	var left []*duty
	for _, one := range list {
		if !d.alone(one, strict) {
			apart[one] = false
			if all, _ := d.persons(one, nil, nil); len(all) > 0 {
				apart[one] = len(one.except) > 0
			}
			continue
		}
		left = append(left, one)
	}
	for {
		a := &assignment{duties: d, list: left, strict: strict, given: map[string][]string{}, tries: maxTries}
		if a.from(0) || a.tries < 0 || a.far >= len(left) {
			return apart
		}
		apart[left[a.far]] = true
		left = slices.Delete(slices.Clone(left), a.far, a.far+1)
	}
}

// alone says that a step has its persons as long as nobody but the starter is kept away.
func (d *duties) alone(one *duty, strict bool) bool {
	ids, how := d.persons(one, d.away(one, nil), nil)
	return one.enough(ids) && (how != shaky || !strict)
}

func (d *duty) enough(ids []string) bool {
	return len(ids) > 0 && (d.how.Mode != "count" || len(ids) >= d.how.Count)
}

// from gives the duties from one on to persons; false when that cannot be.
func (a *assignment) from(i int) bool {
	if a.tries--; i == len(a.list) || a.tries < 0 {
		return true
	}
	one := a.list[i]
	ids, how := a.persons(one, a.away(one, a.given), a.given)
	if !one.enough(ids) || how == shaky && a.strict {
		a.far = max(a.far, i)
		return false
	}
	done := false
	a.choices(one, ids, how, func(doers []string) bool {
		if !one.more {
			a.given[one.step.ID] = doers
		}
		done = a.from(i + 1)
		return done
	})
	if !done && !one.more {
		delete(a.given, one.step.ID)
	}
	return done
}

// choices goes through who could do a duty together until one choice will do. Who does it matters only where another
// duty hangs on it; whom the case will name is nobody in particular.
func (a *assignment) choices(one *duty, ids []string, how found, try func([]string) bool) {
	switch {
	case how != certain:
		try(nil)
	case one.how.Mode == "all" || one.how.Mode == "in_order":
		try(ids)
	default:
		n := 1
		if one.how.Mode == "count" {
			n = one.how.Count
		}
		if !one.matters {
			try(ids[:n])
			return
		}
		some(a.different(ids), n, nil, try)
	}
}

// some tries every n of some persons.
func some(ids []string, n int, taken []string, try func([]string) bool) bool {
	if n == 0 {
		return try(slices.Clone(taken))
	}
	for i := range ids {
		if len(ids)-i < n {
			return false
		}
		if some(ids[i+1:], n-1, append(taken, ids[i]), try) {
			return true
		}
	}
	return false
}

// different leaves of persons who may do the same no more than there are duties: more of them make no difference.
func (a *assignment) different(ids []string) []string {
	count := map[string]int{}
	need := 0
	for _, one := range a.list {
		need += max(one.how.Count, 1)
	}
	var left []string
	for _, id := range ids {
		kind := a.prover.sameAs(a.p, a.known(id))
		if id == a.starter {
			kind = Start
		}
		if count[kind]++; count[kind] <= need {
			left = append(left, id)
		}
	}
	return left
}

// away are those kept from a duty once some are given.
func (d *duties) away(one *duty, given map[string][]string) map[string]bool {
	return d.keptBy(one.except, given)
}

// persons are those who may do a duty once some are kept away.
func (d *duties) persons(one *duty, away map[string]bool, given map[string][]string) ([]string, found) {
	ids, how := d.may(one.by, one, away, given)
	if one.only == nil {
		return ids, how
	}
	only, sort := d.may(one.only, one, away, given)
	return slices.DeleteFunc(ids, func(id string) bool { return !contains(only, id) }), max(how, sort)
}

// may are those a way of choosing leaves once some are kept away; given is nil while nobody has been given anything.
func (d *duties) may(w *Who, one *duty, away map[string]bool, given map[string][]string) ([]string, found) {
	if len(w.Except) > 0 {
		away = with(away, d.keptBy(w.Except, given))
	}
	switch w.Way {
	case "any":
		return d.mayAny(w, one, away, given)
	case "first":
		return d.mayFirst(w, one, away, given)
	}
	ids, how := d.means(w, one, given)
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return away[id] || !d.active(id) })
	slices.Sort(ids)
	return slices.Compact(ids), how
}

func (d *duties) mayAny(w *Who, one *duty, away map[string]bool, given map[string][]string) ([]string, found) {
	var ids, open []string
	known, worst := false, trusted
	for _, a := range w.Among {
		some, how := d.may(a, one, away, given)
		if how == certain {
			known, ids = true, append(ids, some...)
			continue
		}
		open, worst = append(open, some...), max(worst, how)
	}
	if len(ids) == 0 && len(open) > 0 {
		if known {
			worst = shaky
		}
		ids = open
	} else {
		worst = certain
	}
	slices.Sort(ids)
	return slices.Compact(ids), worst
}

func (d *duties) mayFirst(w *Who, one *duty, away map[string]bool, given map[string][]string) ([]string, found) {
	var open []string
	known, how := false, certain
	for _, a := range w.Among {
		ids, sort := d.may(a, one, away, given)
		if sort == certain {
			if known = true; len(ids) > 0 {
				return ids, certain
			}
			continue
		}
		how = max(how, sort)
		if open == nil {
			open = ids
		}
	}
	if open != nil && known {
		how = shaky
	}
	return open, how
}

// means are the persons one simple way of choosing names.
func (d *duties) means(w *Who, one *duty, given map[string][]string) ([]string, found) {
	everyone := func() []string { return d.peopleWhere(func(Person) bool { return true }) }
	switch w.Way {
	case "starter":
		return []string{d.starter}, certain
	case "everyone":
		return everyone(), certain
	case "did":
		return d.meansDid(w, one, given)
	case "has": // whoever could be given it before
		return d.meansHas(w, one)
	case "did_in": // in other cases
		return everyone(), trusted
	case "field":
		if id, known := d.textOf(w.Expr, one); known {
			return []string{id}, certain
		}
		return everyone(), trusted
	case "answers_for":
		return d.meansAnswering(w, one)
	case "head_of":
		department, known := d.textOf(w.Expr, one)
		if known {
			return d.peopleWhere(func(p Person) bool { return contains(p.HeadOf, department) }), certain
		}
		return d.peopleWhere(func(p Person) bool { return len(p.HeadOf) > 0 }), trusted
	}
	if w.When != nil {
		return d.holding(w, one), trusted
	}
	return d.holding(w, one), certain
}

// meansHas are those who could have another step to do.
func (d *duties) meansHas(w *Who, one *duty) ([]string, found) {
	i := slices.IndexFunc(d.all, func(other *duty) bool { return other.step.ID == w.Step && other != one })
	if i < 0 || d.all[i].by.Way == "has" {
		return d.peopleWhere(func(Person) bool { return true }), trusted
	}
	ids, _ := d.persons(d.all[i], d.away(d.all[i], nil), nil)
	return ids, trusted
}

// holding are those with a role, of the store, trade or department that is meant where that is known.
func (d *duties) holding(w *Who, one *duty) []string {
	store, storeKnown := d.textOf(w.Store, one)
	trade, tradeKnown := d.textOf(w.Trade, one)
	department, departmentKnown := d.textOf(w.Department, one)
	return d.peopleWhere(func(p Person) bool {
		return contains(p.Roles, w.Role) &&
			(w.Store == nil || !storeKnown || keeps(p.Stores, store)) &&
			(w.Trade == nil || !tradeKnown || trade == "" || keeps(p.Trades, trade)) &&
			(w.Department == nil || !departmentKnown || p.Department == department)
	})
}

// meansAnswering are those who answer for somebody, as soon as it is known for whom.
func (d *duties) meansAnswering(w *Who, one *duty) ([]string, found) {
	d.prepare(one.step, one.branch)
	ids, err := d.answering(w.Expr, one.step, one.branch)
	if err == nil {
		return ids, certain
	}
	if !notKnown(err) {
		d.failed = fmt.Errorf("find who may do %s: %w", one.step.ID, err)
	}
	return d.peopleWhere(func(Person) bool { return true }), trusted
}

// meansDid are those who did another step; while nothing is given, all who may do it. Who will have done one in another
// case nobody knows.
func (d *duties) meansDid(w *Who, one *duty, given map[string][]string) ([]string, found) {
	if w.Step == Start {
		return []string{d.starter}, certain
	}
	if ids, done := given[w.Step]; done && len(ids) > 0 {
		return ids, certain
	}
	i := slices.IndexFunc(d.all, func(other *duty) bool {
		return w.Way == "did" && other.step.ID == w.Step && other != one
	})
	if i < 0 || given != nil || d.all[i].by.Way == "did" {
		return d.peopleWhere(func(Person) bool { return true }), trusted
	}
	return d.persons(d.all[i], d.away(d.all[i], nil), nil)
}

// textOf evaluates what is known of an expression as soon as somebody begins.
func (d *duties) textOf(x *forms.Expr, one *duty) (text string, known bool) {
	if x == nil {
		return "", true
	}
	d.prepare(one.step, one.branch)
	text, err := d.text(x, one.step, one.branch)
	if err != nil && !notKnown(err) {
		d.failed = fmt.Errorf("find who may do %s: %w", one.step.ID, err)
	}
	return text, err == nil
}
