// Package backup copies a data folder while people work on it, and makes a data folder of such a copy again. The whole
// cluster is copied at once, the product's database and Temporal's together, so that all of them stand at one moment.
//
//	backup.go    Make: the copy, complete or not there at all
//	restore.go   Restore: an empty folder becomes what the copy holds
//	manifest.go  backup.json: what a copy holds, when it was made, and by which versions
//	folder.go    folders that appear under their name only when they are whole
//
// A copy holds:
//
//	backup.json        written last: a copy without it is unfinished
//	postgres/          the database's base backup, with its own manifest of every file
//	postgres.password  the secret of the database's passwords, 0600
//	trail.key, trail.checkpoints, demo   as in the data folder, where it has them
package backup
