// Package footprint measures what zongwu-standalone takes: memory at rest and under load, the time until it answers,
// the size of its binaries.
// footprint.go: the part; box.go: the program as a person starts it; memory.go: what the kernel says of it;
// binaries.go: building and weighing.
package footprint
