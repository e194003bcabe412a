package processes

import (
	"slices"
	"strings"

	"zongwu/forms"
)

// Where an added signer signs.
const (
	// PlaceBefore the one who asks: they sign once it is given.
	PlaceBefore = "before"
	// PlaceAfter the one who asks: what they decide takes effect once it is given.
	PlaceAfter = "after"
)

// Signer is an added signer: somebody whose signature was asked for beyond those a step names.
type Signer struct {
	Person string `json:"person"`
	By     string `json:"by"`    // whose seat asked
	Place  string `json:"place"` // before or after them
	Ready  bool   `json:"ready"` // it is their turn
}

// Held is an outcome that waits for signatures.
type Held struct {
	Outcome  string `json:"outcome"`
	Seat     string `json:"seat"`
	Actor    string `json:"actor"` // Seat, or the deputy
	Straight bool   `json:"straight,omitempty"`
}

// Consent and object are what added signers may say where a step's own outcomes are not theirs to take: where
// there is work to do or a form to fill.
const (
	outcomeConsent = "consent"
	outcomeObject  = "object"
)

// SignerOutcomes are what an added signer may say: the step's outcomes where it only asks
// yes or no of all its people, otherwise that they consent or object.
func (s *Step) SignerOutcomes() []Outcome {
	if s.Kind == KindApprove && s.Form() == "" && !s.Reserved() {
		return s.Outcomes()
	}
	return []Outcome{
		{ID: outcomeConsent, Title: forms.Text{Zh: "同意", ZhTW: "同意", En: "Consent"}, Style: "primary"},
		{ID: outcomeObject, Title: forms.Text{Zh: "有异议", ZhTW: "有異議", En: "Object"}, Style: "danger"},
	}
}

// IsAddedSigner says whether a person, themselves or as a deputy, is an added signer whose turn it is.
func (t Task) IsAddedSigner(person string) bool {
	seat := firstText(t.StandsFor(person), person)
	i := t.signerIndex(seat)
	return i >= 0 && t.Signers[i].Ready
}

func (t Task) signerIndex(person string) int {
	return slices.IndexFunc(t.Signers, func(g Signer) bool { return g.Person == person })
}

// awaits says whether it is an added signer's turn; place narrows it unless it is "".
func (t Task) awaits(place string) bool {
	return slices.ContainsFunc(t.Signers, func(g Signer) bool { return g.Ready && (place == "" || g.Place == place) })
}

// signersBut are the signers without those a seat asked for.
func (t Task) signersBut(seat string) []Signer {
	return slices.DeleteFunc(slices.Clone(t.Signers), func(g Signer) bool { return g.By == seat })
}

// callAfter makes it the turn of those asked to sign after a seat.
func (t *Task) callAfter(seat string) {
	t.Signers = slices.Clone(t.Signers)
	for i := range t.Signers {
		if t.Signers[i].By == seat && t.Signers[i].Place == PlaceAfter {
			t.Signers[i].Ready = true
		}
	}
}

// addSigner asks one more person to sign, before or after the actor.
func (e *engine) addSigner() error {
	task, step, err := e.unclaimed()
	if err != nil {
		return err
	}
	if err := e.canSign(task, step); err != nil {
		return err
	}
	task.Signers = append(slices.Clone(task.Signers), Signer{
		Person: e.a.To, By: e.seat, Place: e.a.Place, Ready: e.a.Place == PlaceBefore,
	})
	if task.Claimed = ""; task.How == "any" { // it returns to who asked, not to a colleague
		task.Claimed = e.a.Actor
	}
	e.t.Place = e.a.Place
	e.noteTask(task)
	if e.a.Place == PlaceBefore {
		e.tellSigners(task)
	}
	return nil
}

// canSign refuses a signature that cannot be asked for.
func (e *engine) canSign(task Task, step *Step) error {
	to, ok := e.find(e.a.To)
	switch {
	case step.ID == Start:
		return invalid("", "place", textNoSigner)
	case e.a.Place != PlaceBefore && e.a.Place != PlaceAfter:
		return invalid("/place", "choice", textPlace)
	case !ok:
		return invalid("/person", "reference", textNoPerson)
	case to.ID == e.a.Actor || to.ID == e.seat:
		return invalid("/person", "unique", textNotSelf)
	case e.away(step, task.Branch)[to.ID]:
		return refuse(Duty, textDutyTo(to.Name))
	case task.signerIndex(to.ID) >= 0:
		return invalid("/person", "unique", textAddedTwice)
	case task.How != "any" && contains(slices.Concat(task.seats(), task.Queue, task.Signed), to.ID):
		return invalid("/person", "unique", textSignsAlready)
	}
	return nil
}

// signAdded takes the word of an added signer.
func (e *engine) signAdded(task Task, step *Step, signer Signer) error {
	said := step.SignerOutcomes()
	i := slices.IndexFunc(said, func(o Outcome) bool { return o.ID == e.a.Outcome })
	if i < 0 {
		return invalid("/outcome", "choice", textOutcome)
	}
	if err := noForm(e.a.Data); err != nil {
		return err
	}
	e.t.Step, e.t.Branch, e.t.Task, e.t.Outcome, e.t.For = step.ID, task.Branch, task.ID, said[i].ID, e.standsFor()
	task.Signers = slices.DeleteFunc(slices.Clone(task.Signers), func(g Signer) bool { return g.Person == signer.Person })
	v := Visit{
		Step: step.ID, Branch: task.Branch, Actor: e.a.Actor, For: e.standsFor(), Outcome: said[i].ID, Added: true,
	}
	switch {
	case i > 0 && said[i].ID != outcomeObject: // as the step's own signers': it stands at once
		return e.complete(task, step, Held{Outcome: said[i].ID, Seat: e.seat, Actor: e.a.Actor}, v)
	case i == 0 && task.Held != nil && !task.awaits(PlaceAfter):
		v.Outcome, e.outcome = task.Held.Outcome, task.Held.Outcome
		return e.complete(task, step, *task.Held, v)
	}
	v.Partial = true
	e.visit(v)
	what := "signed"
	if i > 0 {
		if what = "objected"; signer.Place == PlaceAfter {
			e.reopen(&task, signer.By)
		}
	}
	e.changeTask(task)
	if what == "objected" || signer.Place == PlaceBefore && !task.waits(signer.By) {
		e.send(what, e.withDeputy(signer.By), task.ID)
	}
	return nil
}

// waits says whether a seat waits for signatures before its own.
func (t Task) waits(seat string) bool {
	return slices.ContainsFunc(t.Signers, func(g Signer) bool { return g.By == seat && g.Place == PlaceBefore })
}

// reopen gives a task back to a seat that had signed: somebody it had asked to sign after objects, or can no longer.
func (e *engine) reopen(task *Task, seat string) {
	for i, v := range slices.Backward(e.s.Path) {
		if v.Step != task.Step || v.Branch != task.Branch || v.Undone || v.Added || firstText(v.For, v.Actor) != seat {
			continue
		}
		e.t.Changes.Undone = append(e.t.Changes.Undone, i)
		e.s.Path = markUndone(e.s.Path, []int{i})
		if contains(task.Signed, seat) {
			task.Signed = except(task.Signed, []string{seat, v.Actor})
			task.Need++
			if task.How == "in_order" {
				task.Queue = append(slices.Clone(task.seats()), task.Queue...)
				task.seat(seat)
			} else {
				task.seat(append(slices.Clone(task.seats()), seat)...)
			}
		}
		if task.How == "any" {
			task.Claimed = v.Actor
		}
		break
	}
	task.Held = nil
	task.Signers = slices.Clone(task.Signers)
	for i := range task.Signers {
		if task.Signers[i].By == seat && task.Signers[i].Place == PlaceAfter {
			task.Signers[i].Ready = false
		}
	}
}

// dropSigners takes back every signature asked for, and an outcome that waits for one.
func (e *engine) dropSigners(task *Task) {
	if task.Held != nil {
		e.reopen(task, task.Held.Seat)
	}
	task.Signers = nil
}

// signersAnew drops signers who can no longer sign; an outcome that waited for one waits for whoever took it to decide
// anew.
func (e *engine) signersAnew(task *Task, step *Step) {
	away := e.away(step, task.Branch)
	for _, g := range task.Signers {
		if e.active(g.Person) && !away[g.Person] {
			continue
		}
		i := task.signerIndex(g.Person)
		task.Signers = slices.Delete(slices.Clone(task.Signers), i, i+1)
		if g.Ready && g.Place == PlaceAfter {
			e.reopen(task, g.By)
		}
	}
}

// refuseWaiting refuses whoever has to wait for others' signatures.
func (e *engine) refuseWaiting(task Task) error {
	var names []string
	for _, g := range task.Signers {
		if g.Ready {
			names = append(names, e.name(g.Person))
		}
	}
	return refuse(Claimed, textWaiting(strings.Join(names, "、")))
}

// tellSigners tells added signers that it is their turn.
func (e *engine) tellSigners(task Task) {
	var to []string
	for _, g := range task.Signers {
		if g.Ready {
			to = append(to, e.withDeputy(g.Person)...)
		}
	}
	e.send("signer", slices.Compact(slices.Sorted(slices.Values(to))), task.ID)
}

// withDeputy is a person and, while they are on leave, their deputy.
func (e *engine) withDeputy(person string) []string {
	deputy := e.known(person).Leave.Deputy
	if e.onLeave(person) && e.active(deputy) && !e.onLeave(deputy) {
		return []string{person, deputy}
	}
	return []string{person}
}
