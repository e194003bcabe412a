// Package client is an outside program: it knows the HTTP contract and what a purchase is, and imports nothing of the
// product. It signs in as everybody, carries purchases through every branch, many at a time, looks only at open tasks,
// keeps its own account of stock, budget and payables, and afterwards compares it with what the server says.
//
//	session.go   one person's connection: sign-in, calls with keys and patience, refusals
//	wire.go      the shapes of the contract
//	school.go    School: who is who, the goods, the suppliers, one session a person
//	scenario.go  the branches of a purchase, by name
//	purchase.go  Purchase: what a purchase must have come to after every action, by our own reckoning
//	branch.go    the part of that which is one store's acceptance
//	request.go   making up requests of a wanted size within a budget
//	walker.go    carries one purchase from its request to its end, task by task
//	answers.go   what is sent for each step
//	actions.go   sending back, withdrawing, cancelling, claiming and the like
//	account.go   the books before, the books after, and what should stand between
//	recount.go   every history against what was acknowledged: lost, doubled
//	trail.go     recomputes the hash chains
//	program.go   Run: many purchases at once
//	crew.go      one purchase after the other, for loads with a clock of their own
//	resume.go    purchases left open at every step, and carrying on what was left open, whatever happened to the server
package client
