// Command zongwu-standalone is Zongwu in one process for a school on one box: a private PostgreSQL cluster, Temporal's
// server, the worker and the web server, with everything they keep in one data folder.
//
//	main.go      flags and the process's life
//	parts.go     the parts, started in order and stopped in the reverse order
//	data.go      the database: schema, demonstration schools, catalogue
//	log.go       what is said on the terminal and what stands in the log
//	postgres/    the database as a child process
//	temporal/    Temporal's server inside this process
//	demo/        the demonstration schools
package main
