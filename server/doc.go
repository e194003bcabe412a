// Package server is the product over HTTP: the pages and the interface for programs, both over one service.
//
//   - server.go, serve.go: what it is made of, how it is put together, how it listens and stops
//   - routes.go: the whole URL map, and which few addresses are public
//   - register.go: how a call of the interface is declared, so that OpenAPI follows from the handler
//   - problem.go, refusals.go, shape.go: every error's one shape, the table from reasons to HTTP statuses, huma's own
//   - strict.go, gate.go, remember.go: what a body may be before anybody reads it, and what its key answered before
//   - trace.go: the first span of a request
//   - turns.go: whose request is worked on next when many come at once
//   - readers.go: whoever reads an answer slowly keeps nobody waiting
//   - headers.go, log.go: what every answer carries, what is logged of it, and what happens after a panic
//   - auth.go, session.go: who calls, signing in and out, and its limits
//   - me.go, leave.go, notices.go, processes.go, schedule.go, staff.go, cases.go, tasks.go, trail.go, files.go,
//     books.go, lists.go, events.go: the interface
//   - owned.go, page_assets.go: what the school owns and what is owed to it; page_agreement.go: how books, cards and
//     things agree; page_reports.go: the reports there are; page_bill.go: a debt on paper
//   - docs.go, health.go, metrics.go: its description, how the server is, and what is counted
//   - page_own.go, page_held.go: whose form it is that was sent; what was sent after its session had ended
//   - page_rows.go, page_unsaid.go: a form's tables, row by row; what nobody said of their rows
//   - page_related.go, page_handled.go: the cases that have to do with one; those about a thing that is reported again
//   - page_case_books.go: what a case moved in the books
//   - page_rooms.go, page_narrow.go: rooms, what stands in each, and sheets of labels; how the register is narrowed
//   - page_quotas.go: what departments may still draw of goods
//   - page_label.go, reports.go, reports_read.go, reports_docs.go, page_reported.go: labels on rooms and things, what
//     is reported by them, and the page of whoever looks at it; report_notices.go: who is told of it
//   - relabel.go: a new code for a label that leaked
//   - page_offers.go: what may be begun about what is owed
//   - page_about.go: a start form whose address says what it is about
//   - stuck.go, stuck_words.go, page_stuck.go: what does not go on, why, and what to do next
//   - page_print.go: a case on paper, for the browser's printer and as a PDF
//   - admin_*.go: the pages of whoever keeps the school's lists, its calendar and its settings, over package lists
//   - export*.go: books and lists of cases as workbooks
//   - page_me*.go, page_signature.go, device.go: one's own page, and how one signs
//   - page*.go: what each page is asked and shows; package pages draws it
package server
