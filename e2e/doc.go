// Package e2e tests the product as it is shipped: the standalone program in a process of its own on an empty folder,
// driven from outside over HTTP and through a browser.
//
//	client/            the outside program: knows the HTTP contract only, keeps its own account
//	things/            another outside program: all a school does with what it owns, many of each at once
//	box_test.go        builds the programs once, starts, kills and stops the process
//	carry_test.go      purchases through every branch in both schools; books, trails and verify agree
//	bad_input_test.go  each bad input gets its error and changes nothing
//	definition_test.go processes of testdata/ that are no purchase
//	race_test.go       double clicks and two hands on one task
//	kill_test.go       SIGKILL at random moments: nothing lost, nothing twice; stopping in time
//	killer_test.go     kills meanwhile
//	things_test.go     twenty of each of those, the process killed meanwhile
//	listen_test.go     who listens where
//	restore_test.go    backed up while people work, restored elsewhere, carried on there
//	upgrade_test.go   an earlier revision's folder goes on under this one, for make upgrade-rehearsal
//	browser_test.go    a browser without JavaScript, window_test.go one with; pages_test.go a purchase through pages
//	owned_test.go      what the school owns, through pages: a loan on a telephone, the register, a write-off
//	owned_supply_test.go  goods asked for and issued, a term's supplies, a room's list, on telephones
//	owned_damage_test.go  from a broken thing's label to the last fen, on telephones
//	camera_test.go  labels read by the camera of a telephone, which sees a film
//	owned_stocktake_test.go  three rooms counted side by side, on telephones
//	face_test.go       axe-core on every page; weight_test.go: what pages weigh, and that none needs what is forbidden
//	acts_test.go       how often one has to press or type until a thing is done; keyboard_test.go: without a mouse
//	pictures_test.go   the pictures of the documentation, for make screenshots
//	alive_test.go      pages that follow what happens, lost connections, sessions that end
//
// Tests share one process and one folder and run in the order of the files' names; each leaves it running and takes
// its own snapshot of the books first. E2E_SCREENSHOTS names a folder for pictures of the pages, E2E_SEED the chance.
package e2e
