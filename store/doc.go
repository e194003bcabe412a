// Package store is PostgreSQL: migrations, the transaction inside one school, and the SQL of each subject beside the
// function that runs it. Balances change only through entries of the books; a case only together with its transition.
//
//	store.go         Open, InSchool, and how a statement is run
//	prepared.go      connections that keep their statements prepared
//	traced.go        how a transaction and a statement show in a trace
//	wire.go          the network under a connection, torn when nobody answers any more
//	reading.go       one transaction for all that a page reads
//	errors.go        ErrNotFound, Away (try again later), SchemaError
//	migrate.go       Migrate; migrations/*.sql
//	cases.go         a case's row, its number
//	transitions.go   Record: what happened to a case, and all that follows outside the books, in one statement
//	trail.go         how a digest is made (docs/trail.md)
//	checkpoint.go    the last digests signed together; trail_key.go the key
//	tasks.go         open tasks and who may do them; task_list.go the queue
//	outbox.go        what workflows have yet to be told; wake.go waking, listen.go being woken;
//	                 running.go open cases for the sweep
//	once.go          what cases use once in the school: invoice numbers …
//	keys.go          idempotency keys; drafts.go forms begun and not sent
//	definitions.go   processes in force, and every version there was; schedules.go cases that begin by themselves
//	post.go          Post: the books' operations by name, and the order of their locks; refusals.go their noes
//	charge.go        in which year's budget a posting counts
//	budget.go        plan, reserve, release, keep, clear; budget_spend.go spend, refund, carry
//	stock.go         opening, receive, issue: moving average, lots; stock_return.go what goes back
//	repairs.go       which cases keep a card in repair; compensations.go of which pieces somebody is to owe the price
//	assets.go        the register: what becomes of a card; receivables.go what persons owe; asset_lists.go both as
//	                 lists; bill.go a debt as its debtor is told of it; refusals_owned.go their no
//	counts.go        places frozen while they are counted, what was found there; count_lookups.go how it differs;
//	                 stock_adjust.go gains and losses; agreement.go how books, cards and things agree;
//	                 stock_take_back.go what was issued and comes back
//	payables.go      owe, invoice, pay, return; prices.go what was paid last
//	alike.go         cases that look like another; related.go those that have to do with one;
//	                 handled.go the open ones about a thing
//	quotas.go        what departments may draw of goods, and have drawn
//	lookups.go       questions definitions ask of the books: unpaid.go what can be paid, returnable.go what can go back
//	objects.go       records behind references
//	doers.go         who did steps in other cases
//	people.go        persons as processes see them, person.go one; leave.go who is away, and whether open tasks follow
//	schools.go       a school, its settings and its people, read anew only when they have changed
//	school_data.go   what a new school begins with; load.go writes it
//	save_assets.go   cards that are brought in by workbooks, and the years of life of a category
//	labels.go        what a label stands on; reports.go what was reported by one and is held for a look
//	sessions.go      who is signed in; throttle.go failed sign-ins
//	saved_views.go   lists as somebody narrowed them; preferences.go, signatures.go what people chose for themselves
//	files.go         uploads, notices.go messages to persons
//	page.go          lists by pages: case_list.go, case_query.go, case_search.go, stock_lists.go, budget_lists.go,
//	                 categories.go (of repairs), payable_lists.go, supplier_lists.go, catalogue.go; search.go how they
//	                 are searched
//	case_books.go    what a case moved in the books
//	records.go       the school's lists as the administration edits them: save_*.go their statements, disable.go what
//	                 keeps a record in use, changes.go who changed what, names.go what a list offers
//	held.go          cases that a rule holds up; stuck.go what else an operator is told of
//	metrics.go       connections, collisions and outbox as metrics
//	verify.go        what must agree in a sound database: verify_books.go, verify_owned.go, verify_counts.go,
//	                 verify_entries.go, verify_holds.go, verify_trail.go
//	arrays.go        lists as parameters; trial.go what would be, were something written
package store
