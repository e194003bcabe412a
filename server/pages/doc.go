// Package pages is the room where pages are drawn: what a page shows is a view model of this package, its template
// turns it into HTML. It knows no SQL and no rules of any process; handlers in package server fill the view models.
//
//   - words.go, messages/: every word the pages and errors say, in three languages, one file an area
//   - phrase.go: moments, dates, lists of words and brackets as each language writes them
//   - site.go, functions.go, frame.go: the templates, parsed once; what templates can call; what each page is given
//   - static.go, static/: style sheets and scripts, joined, hashed and compressed when the program starts
//   - box.go, entry.go, action.go: a field, a form and an action on a page
//   - route.go: the way of a case, as a list and as a picture; beside.go: what stands beside a decision
//   - me.go, queue.go, start.go, case.go, cases.go, books.go, lists.go, admin.go, definition.go, gaps.go, schedule.go,
//     stuck.go, reports.go, labels.go, paper.go, print.go, bill.go, problem.go, login.go: what each page shows
//   - gallery.go, gallery_case.go: every part of a page on canned data
//   - templates/: the pages themselves, plain HTML forms that need no script
package pages
