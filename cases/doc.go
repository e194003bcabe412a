// Package cases is the one door through which a case changes, and the reading side of the same room.
//
// An action runs in one transaction: the idempotency key is locked, then the case; the case's pinned definition and
// state are read; processes.Decide says what follows; tasks, trail, outbox, books and other cases are written; the
// answer is built. A refusal writes nothing. The package holds no SQL, no HTTP and no Temporal.
//
//	cases.go        Service, Request, Result
//	act.go          Act: the transaction around one action, idempotency keys
//	answer.go       the case as an action leaves it, for its answer
//	fault.go        the moments at which a test can make the process die
//	metrics.go      what is counted; traced.go what a trace is told of an action
//	perform.go      what an action writes, the start of a case, cases begun by a case
//	check.go        what is refused before anything is read
//	state.go        a case's state as JSON and back, typed
//	compiled.go     definitions compiled once, by content
//	world.go        what a decision may ask of the school, read in the same transaction
//	alike.go        cases that look like one; beside.go what stands beside a decision
//	once.go         what a case uses once in the school
//	sight.go        who may see a case
//	results.go      what a case came to, and what another that waited for it learns of it
//	title.go        the line that summarises a case, and what finds it
//	attachments.go  files that belong to a case
//	messages.go     what this package itself says to people
//	view.go         a case as it is read; history.go its history; actions.go what the reader may do
//	changes.go      what was different each time a form was sent anew
//	page.go         forms ready for a page, and the sheets of a case
//	signed.go       a case as its paper has it: what people filled in and signed
//	tasks.go        tasks as they are read
//	list.go         lists of cases, processes; queue.go a person's tasks; related.go cases that have to do with one;
//	                handled.go the open ones about a thing
//	veil.go         what steps submitted that somebody must not see yet
//	offers.go       what somebody may begin about a thing
//	preview.go      what an action would do
//	branches.go     what the branches of a case are called
//	route.go        the way of a case: what happened, where it stands, what lies ahead; also before it begins;
//	                tally.go in how many branches a step is done
//	definitions.go  checking and publishing definitions; definition.go one looked at, with its forms and versions
//	notices.go      messages to persons, in the words of the definition
//	leave.go        who is away; restaff.go open tasks follow those who work at the school
//	schedule.go     cases that begin by themselves; schedule_run.go one time at which they do
//	staff.go        for which steps a school has too few people; staff_words.go that in words; staff_kept.go kept
//	stuck.go        what is stuck in a school
//	settings.go     a school's settings as a case pins them; calendar.go its working time
//	verify.go       proof that cases, tasks, trail and books agree
//	conducts.go     what a case's workflow has to be told again; notices.go what persons are told of a case
package cases
