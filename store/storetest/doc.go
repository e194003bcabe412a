// Package storetest gives tests a real PostgreSQL: one cluster a test process, one migrated database a test.
//
//	cluster.go   initdb and postgres in a temporary folder, as another user when root runs the test
//	storetest.go New: a database of its own for a test, with a small school; Furnished: with what a process's tests begin
//	             with as well; Copy: one as another test left it
//	school.go    the small school's data
package storetest
