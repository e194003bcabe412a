// Package processes holds what a process is and what follows from an action. It is pure: no SQL, no clock, no network.
//
// The model and its compiler
//
//	process.go        Process, Step, Outcome: a compiled definition
//	compile.go        Compile: reads a definition, reports everything wrong at once, each at its place
//	compile_step.go   a step's keys; compile_scope.go which names its expressions see
//	values.go         expressions over a case that others read by a name
//	summary.go        what sums a case up; results.go what it comes to, and what another that waits for it learns
//	labels.go         what the label on a room or a thing fills in
//	beside.go         forms beside a decision; alike.go what makes two cases alike
//	outcome.go        an outcome only some of a step's people may take; aside.go whose queue a task then is in
//	setting.go        settings of a school that a definition reads
//	who.go            who may do a step; who_words.go that in words, phrases.go the words
//	except.go         whom separation of duties keeps away, from a step or from an outcome
//	schedule.go       cases that begin by themselves: when, which, in whose name; schedule_words.go that in words
//	check.go          unreachable steps, steps with no way to an end, circles of automatic steps
//	books.go          the signatures of the books; books_owned.go those of assets and receivables, books_counts.go of
//	                  what is counted, books_quotas.go of quotas, books_words.go what each operation does, in words
//	route.go          the route in words; called.go what expressions read is called; term_words.go by when
//	ways.go           the ways a step can go on; picture/ the route as a picture
//	roles.go          the list of roles
//	staff.go          proves that a school has enough different people for a process; staff_duties.go what a starter's
//	                  case needs people for; staff_given.go whether they can be given to different ones
//	foresee.go        which steps surely come, may come, will not, and who would have them: the question and its answer
//	foresee_ways.go   the ways a case may go; foresee_known.go what is known on them; foresee_sure.go what no way avoids
//	foresee_passed.go what will have been passed, on any way and on those that go round a step; foresee_order.go what
//	may come behind what
//	course.go         the usual way of a case, past and to come; course_draw.go what of it is shown and how that follows
//	each other; course_mend.go what nobody expected and came all the same
//
// Kinds of step, one file each: human.go (approve, task, sign), post.go, choose.go, parallel.go, each.go, wait.go,
// begin.go (kind `start`), notify.go, count.go
//
// What happens
//
//	state.go transition.go   a case, and one step of its life
//	decide.go                Decide: one function per kind of action
//	engine.go changes.go     how a case moves from step to step, and the only functions that change its state
//	vars.go branch.go        what expressions see, and the names of branches; passed.go the steps a case has passed
//	seats.go leave.go        whose a task is, and who may do it now: deputies
//	restaff.go               open tasks follow those they are for
//	signers.go copy.go       who is asked to sign beside; who is let in to read
//	sendback.go handover.go clocks.go   actions on open tasks, and clocks; term.go by when a task is due, remind.go when
//	                         of it is reminded
//	apply.go                 Apply: the fold
//	refusal.go messages.go   answers that say no, and their words
package processes
