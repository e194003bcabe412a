// Package footprint measures what zongwu-standalone takes: memory at rest and under load, the time until it answers,
// the size of its binaries.
// footprint.go: the part; memory.go: what is taken when; binaries.go: building and weighing.
package footprint
