package pages

import (
	"time"

	"zongwu/cases"
)

// QueuePage is somebody's open tasks, and what they were told.
type QueuePage struct {
	Q     string
	Items []TaskCard
	Told  []Notice
}

// TaskCard is a task in the queue.
type TaskCard struct {
	cases.TaskView
	StarterName, ClaimedBy string
}

// Notice is one message to the reader.
type Notice struct {
	At           time.Time
	Number, Text string
}
