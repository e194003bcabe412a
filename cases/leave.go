package cases

import (
	"context"
	"fmt"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// LeaveView is a person's leave as the HTTP contract shows it.
type LeaveView struct {
	processes.Leave
	Away bool `json:"away"` // today
	// Warnings say why the deputy will not stand in, or not all the time.
	Warnings forms.Failures `json:"warnings"`
}

// Leave reads when a person is away and who stands in for them; store.ErrNotFound for somebody the school has not.
func (s *Service) Leave(ctx context.Context, school, person, lang string) (*LeaveView, error) {
	if !clean(person) {
		return nil, store.ErrNotFound
	}
	var view *LeaveView
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		w := newWorld(tx)
		who, err := w.person(ctx, person)
		if err != nil {
			return err
		}
		if who == nil {
			return store.ErrNotFound
		}
		l := who.Leave
		view = &LeaveView{Leave: l, Away: l.On(processes.Day(time.Now())), Warnings: forms.Failures{}}
		if l.From == "" || l.Deputy == "" {
			return nil
		}
		deputy, err := w.person(ctx, l.Deputy)
		if err != nil {
			return err
		}
		if text, ok := unavailable(deputy, l); ok {
			view.Warnings = append(view.Warnings, forms.Failure{
				Pointer: "/deputy", Code: "away", Detail: text.In(lang), Text: text,
			})
		}
		return nil
	})
	return view, err
}

// unavailable says why a deputy does not stand in during a leave: they have left, or are on leave themselves.
func unavailable(deputy *processes.Person, l processes.Leave) (forms.Text, bool) {
	if deputy == nil {
		return strangeDeputyText(), true
	}
	d := deputy.Leave
	apart := d.From == "" || l.To != "" && d.From > l.To || d.To != "" && d.To < l.From
	return awayDeputyText(deputy.Name, d), !apart
}

// SetLeave writes when a person is away and who stands in for them; without From they are there. A deputy stays named
// when none is given. Open tasks follow at once. A *processes.Refusal says what is wrong; store.ErrNotFound that the
// school has no such person.
func (s *Service) SetLeave(ctx context.Context, school, person string, l processes.Leave) (processes.Leave, error) {
	if !clean(person) {
		return l, store.ErrNotFound
	}
	err := s.Store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		w := newWorld(tx)
		who, err := w.person(ctx, person)
		if err != nil {
			return err
		}
		if who == nil {
			return store.ErrNotFound
		}
		if l.Deputy == "" {
			l.Deputy = who.Leave.Deputy
		}
		if l.From == "" {
			l.To = ""
		}
		if err := checkLeave(ctx, w, person, l); err != nil {
			return err
		}
		if err := tx.SetLeave(ctx, person, l); err != nil {
			return fmt.Errorf("set leave of %s: %w", person, err)
		}
		return nil
	})
	if err != nil {
		return l, err
	}
	if _, err := s.Restaff(ctx, school); err != nil {
		return l, fmt.Errorf("give tasks to the deputy: %w", err)
	}
	return l, nil
}

// checkLeave refuses a leave that cannot be: days that are none, an end before its beginning or long past, a deputy who
// is not another active person of the school.
func checkLeave(ctx context.Context, w *world, person string, l processes.Leave) error {
	var failures forms.Failures
	fail := func(pointer, code string, text forms.Text) {
		failures = append(failures, forms.Failure{Pointer: pointer, Code: code, Detail: text.Zh, Text: text})
	}
	for _, day := range []struct{ pointer, text string }{{"/from", l.From}, {"/to", l.To}} {
		t, err := time.Parse(time.DateOnly, day.text)
		if day.text != "" && (err != nil || t.Year() < 2000 || t.Year() > 2199) {
			fail(day.pointer, "type", dayText())
		}
	}
	if len(failures) == 0 && l.To != "" && (l.To < l.From || l.To < processes.Day(time.Now())) {
		fail("/to", "min", leaveOverText())
	}
	deputy, err := w.person(ctx, l.Deputy)
	if err != nil {
		return err
	}
	if code, text := wrongDeputy(person, l, deputy); code != "" {
		fail("/deputy", code, text)
	}
	if len(failures) > 0 {
		return &processes.Refusal{Reason: processes.Invalid, Detail: unreadableText(), Failures: failures}
	}
	return nil
}

// wrongDeputy says why somebody cannot be a person's deputy; no code when they can.
func wrongDeputy(person string, l processes.Leave, deputy *processes.Person) (code string, why forms.Text) {
	switch {
	case l.Deputy == "" && l.From != "":
		return "required", noDeputyText()
	case l.Deputy == person:
		return "unique", ownDeputyText()
	case deputy == nil && l.Deputy != "":
		return "reference", strangeDeputyText()
	default:
		return "", forms.Text{}
	}
}
