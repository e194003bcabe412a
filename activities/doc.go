// Package activities is what Temporal calls on a case's behalf. It decides nothing and holds no SQL: each activity
// takes a struct of ids and times, asks cases or store, and says what came of it in another one.
//
//   - messages.go: what workflows and activities tell each other
//   - conduct.go: several transitions as one piece of news
//   - activities.go: the activities and which of their errors are worth another try
//   - schedule.go: when a schedule runs next, and its running
//   - fault.go: where a test can make the worker die
package activities
