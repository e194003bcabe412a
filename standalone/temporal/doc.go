// Package temporal runs Temporal's server inside the program, on the PostgreSQL cluster it is given. It is what makes
// one box enough; it takes minutes to compile, so only standalone, bench and e2e import it.
//
//   - temporal.go: Start and Stop, and the file that tells tools where the server is
//   - config.go: what the server is told, and which of its settings differ from its defaults
//   - schema.go: its two databases, their schema, and the namespace with its search attributes
//   - indexes.go: those of the list of workflows, of which few are kept
//   - ports.go: free loopback ports
//   - log.go: its log, in ours
package temporal
