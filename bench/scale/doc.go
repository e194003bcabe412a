// Package scale measures the pages and calls people use most in schools of ten thousand, a hundred thousand and a
// million cases. The school is the same, only older: every working day brings as many cases as any other, what is open
// stays as it is, and only the past grows.
//
//	scale.go     the part: schools are made, questions asked of them in turn, tables printed
//	school.go    a database with one school, its people, and a process of the benchmark's own
//	cast.go      one real case of each state, made through cases.Act
//	template.go  their rows, with what differs from copy to copy cut out
//	stream.go    rows on their way into the tables, by COPY
//	seed.go      as many copies as wanted, from the oldest to the newest
//	settle.go    balances, numbers and statistics after the copying
//	questions.go what is asked, and by whom; ask.go asking it over HTTP
//	plans.go     the plans of every statement behind a question
//
// SCALE=100000 bounds the largest school, PLANS=FILE writes the plans there, SCALE_DIR=DIR keeps the schools in a
// folder and uses those it finds there.
package scale
