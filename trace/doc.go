// Package trace follows what a request sets off: the action, the transaction, each statement, the telling of the case's
// workflow and the activities that follow. It is off unless a collector is named, and then costs nothing: a span begins
// only under another one, and the first one is begun by a Tracer.
//
// Whoever sets an attribute says something of the program's own: a name, an id, a count, a word of a definition. What
// people type, and the text of an error, which may quote it, never stand in a span.
//
//   - tracer.go: a Tracer, and the spans that begin or join a trace
//   - span.go: a span, and those under it
//   - setup.go: a Tracer by the environment's settings
//   - sender.go: spans on their way to the collector, whether it is there or not
package trace
