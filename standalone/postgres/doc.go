// Package postgres runs a private PostgreSQL cluster as a child process: the database of an installation that lives in
// one folder. It needs PostgreSQL's programs on the machine and Linux; nothing else.
//
//	cluster.go   Start, Connect, Stop: the cluster's life
//	programs.go  where initdb and postgres are, and what to install when they are not
//	account.go   which user the database runs as when we are root, and how it reaches a folder root alone may enter
//	folder.go    the data folder: its lock, its password, its record for other tools
//	create.go    making the cluster the first time
//	postmaster.go starting one until it stays
//	keeper.go    the one that runs, and the next where it ends by itself
//	child.go     the child process: settings, start, readiness, stop
//	orphan.go    stopping a postmaster that an earlier, killed parent left behind
//	database.go  roles and databases
//	backup.go    copying the running cluster, proving the copy, giving it to the database's user
//
// The folder holds:
//
//	lock               locked (flock) by the process that runs the cluster, with its pid
//	postgres/          PostgreSQL's data folder, owned by the user the database runs as
//	postgres.password  the secret all passwords are derived from, 0600
//	postgres.json      where the cluster can be reached while it runs, 0600
//	log/postgres.log   what PostgreSQL says
package postgres
