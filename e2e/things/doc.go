// Package things is an outside program: it knows the HTTP contract and the names of what a school does with its things,
// and imports nothing of the product but another outside program. It carries many loans, changes, damages and the like
// at once, keeps its own account of who holds what, who owes what and what left the stores, and compares it afterwards.
//
//	hall.go     Hall: a school, its things by our own account, and the cases under way
//	walk.go     carries one case from its beginning to its end, task by task
//	answers.go  what is sent for each step, by process; answers_things.go of repairs, damages, supplies and stock-takes
//	rounds.go   Run: many workers, each with a thing of its own through all that can happen to it
//	compare.go  the books against our account
package things
