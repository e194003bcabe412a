package processes

import "slices"

// A task belongs to its seats: those its definition names, or who was given it by hand. Who may do it now follows from
// them: whose turn it is, and the deputies of those who are on leave.

// seats are those whose a task is.
func (t Task) seats() []string {
	if t.Seats != nil {
		return t.Seats
	}
	return t.Persons
}

// seat gives the task to these persons; callUp finds out who may do it then.
func (t *Task) seat(persons ...string) { t.Seats = append([]string{}, persons...) }

// StandsFor is in whose place a person would act on the task, "" in their own or not at all.
func (t Task) StandsFor(person string) string {
	own, found := contains(t.turn(), person), ""
	for _, d := range t.Deputies {
		if d.Person != person || d.Skipped != "" {
			continue
		}
		if d.For == t.Claimed {
			return d.For
		}
		if found == "" && !own {
			found = d.For
		}
	}
	return found
}

// OpenTo says whether a person may take the task's outcome now: it is their turn, or they stand in for somebody whose
// turn it is, and nobody else has claimed it. Added signers are asked whoever has.
func (t Task) OpenTo(person string) bool {
	return contains(t.Persons, person) && (t.Claimed == "" || t.Claimed == person || t.Claimed == t.StandsFor(person) ||
		t.IsAddedSigner(person))
}

// turn are those whose turn it is: added signers, and of the seats those who wait for none.
func (t Task) turn() []string {
	var asked, waiting []string
	for _, g := range t.Signers {
		if !g.Ready {
			continue
		}
		asked = append(asked, g.Person)
		if g.Place == PlaceBefore {
			waiting = append(waiting, g.By)
		}
	}
	if t.Held != nil || len(asked) > 0 && (t.How == "any" || t.How == "in_order") {
		return asked
	}
	return append(except(t.seats(), waiting), asked...)
}

// short says that too few persons are left to do a task.
func (t Task) short() bool {
	return t.Held == nil && (len(t.seats())+len(t.Queue) == 0 || t.How == "count" && len(t.seats()) < t.Need)
}

// sign notes a signature of several: whose it is, and who gave it.
func (t *Task) sign(seat, actor string) {
	t.Need--
	t.Signed = append(slices.Clone(t.Signed), seat)
	if actor != seat {
		t.Signed = append(t.Signed, actor)
	}
	left := without(t.seats(), seat)
	if t.How == "in_order" {
		left, t.Queue = t.Queue[:1], t.Queue[1:]
	}
	t.seat(left...)
}

// callUp finds out who may do a task now.
func (e *engine) callUp(t *Task) {
	s, ok := e.p.Step(t.Step)
	if !ok {
		return
	}
	seats, turn := slices.Clone(t.seats()), t.turn()
	t.Deputies = e.deputiesOf(*t, s)
	persons := append([]string{}, turn...)
	for _, d := range t.Deputies {
		if d.Skipped == "" {
			persons = append(persons, d.Person)
		}
	}
	slices.Sort(persons)
	t.Persons, t.Seats = slices.Compact(persons), nil
	if !slices.Equal(t.Persons, seats) {
		t.seat(seats...)
	}
	if t.Claimed != "" && !contains(t.Persons, t.Claimed) && !e.sits(t.Claimed, seats) {
		t.Claimed = ""
	}
	t.Aside = e.asideOf(*t, s)
	present := slices.ContainsFunc(t.Asked(), func(id string) bool { return !e.onLeave(id) })
	t.Absent = !present && len(turn) > 0
}

// sits says whether one of some seats is a person's, or that of somebody on leave whose deputy they are.
func (e *engine) sits(person string, seats []string) bool {
	return slices.ContainsFunc(seats, func(id string) bool {
		return id == person || e.onLeave(id) && e.known(id).Leave.Deputy == person
	})
}

// standsFor is in whose place the actor acts, "" for nobody's.
func (e *engine) standsFor() string {
	if e.seat == e.a.Actor {
		return ""
	}
	return e.seat
}

// mayDo refuses whoever a task does not belong to.
func (e *engine) mayDo(t Task, s *Step) error {
	seats, err := e.seatsOf(t, s)
	if err != nil {
		return err
	}
	t.seat(seats...)
	if t.Held != nil && contains(seats, e.a.Actor) {
		return e.refuseWaiting(t)
	}
	if t.Held != nil {
		seats = nil
	}
	return e.sit(t, s, seats)
}

// maySign refuses whoever is not to take a task's outcome now.
func (e *engine) maySign(t Task, s *Step) error {
	seats, err := e.seatsOf(t, s)
	if err != nil {
		return err
	}
	t.seat(seats...)
	turn := t.turn()
	if _, ok := e.seatAmong(turn); !ok {
		if _, later := e.seatAmong(seats); later && t.awaits("") {
			return e.refuseWaiting(t)
		}
	}
	return e.sit(t, s, turn)
}

// sit finds whose place the actor takes: their own, or as a deputy that of somebody on leave. Duties are kept apart for
// both.
func (e *engine) sit(t Task, s *Step, turn []string) error {
	seat, ok := e.seatAmong(turn)
	if away := e.away(s, t.Branch); len(away) > 0 {
		all, err := e.candidates(s.Human.By, s, t.Branch, nil)
		if err != nil {
			return err
		}
		if away[e.a.Actor] { // those kept away before them may be why it comes to them
			delete(away, e.a.Actor)
			own, err := e.candidates(s.Human.By, s, t.Branch, away)
			if err != nil {
				return err
			}
			all, away[e.a.Actor] = append(all, own...), true
		}
		meant, asked := e.seatAmong(slices.Concat(turn, all, t.Persons))
		if asked && (away[e.a.Actor] || away[meant]) {
			return refuse(Duty, textDuty)
		}
	}
	if contains(turn, t.Claimed) && e.sits(e.a.Actor, []string{t.Claimed}) && !e.onLeave(e.a.Actor) {
		seat = t.Claimed // a colleague may be the deputy of who claimed it
	}
	if ok && seat != e.a.Actor && e.skipped(t, s, seat, e.a.Actor) != "" {
		return refuse(Duty, textDeputySigns)
	}
	if !ok {
		return e.refuseSeat(s.Human.By, s, t.Branch, textNotYours)
	}
	e.seat = seat
	return nil
}

// othersClaim says whether somebody else has claimed a task: neither the actor nor whose place the actor takes.
func (e *engine) othersClaim(t Task) bool {
	return t.Claimed != "" && t.Claimed != e.a.Actor && t.Claimed != e.seat
}

// seatAmong finds the place an actor can take among some: their own first.
func (e *engine) seatAmong(seats []string) (string, bool) {
	if contains(seats, e.a.Actor) {
		return e.a.Actor, true
	}
	if e.onLeave(e.a.Actor) {
		return "", false
	}
	i := slices.IndexFunc(seats, func(id string) bool {
		return e.onLeave(id) && e.known(id).Leave.Deputy == e.a.Actor
	})
	if i < 0 {
		return "", false
	}
	return seats[i], true
}

// seatsOf are those whose a task is. For a step any one of them may do they are found anew, so that a role given or
// taken since counts; who was named by hand, or must sign as one of several, stays named.
func (e *engine) seatsOf(t Task, s *Step) ([]string, error) {
	if t.Handed || t.How != "any" || s.ID == Start {
		return t.seats(), nil
	}
	may, err := e.candidates(s.Human.By, s, t.Branch, e.away(s, t.Branch))
	return append(may, t.Added...), err
}

// sendTask sends a message to all in whose queue an open task is, those on leave and their deputies alike.
func (e *engine) sendTask(what, task string) {
	if i := taskIndex(e.s.Open, task); i >= 0 {
		e.send(what, e.s.Open[i].Asked(), task)
	}
}
