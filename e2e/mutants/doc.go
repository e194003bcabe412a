// Mutants switches off, one after the other, what must never be off (a key, a lock, a check), and runs the tests that
// must notice. The sources stay as they are: the compiler is given the changed files in the place of theirs.
//
//	make mutants                   all of them (minutes)
//	make mutants MUTANTS='lock'    those whose name contains a word
//
// Files: main.go the run and its table, mutant.go what a change is and how it is tried, switches.go the changes.
package main
