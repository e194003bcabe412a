package temporal

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// serverLog writes what Temporal's server says into the program's log: warnings and worse, since it says several lines
// a second below that. It is never left out: the server's errors are the only trace of a sick database.
type serverLog struct {
	to   *slog.Logger
	tags []tag.Tag
	// mood is shared by all loggers of a server.
	mood *mood
}

// mood says what becomes of what the server says.
type mood struct {
	mu   sync.Mutex
	now  moodKind
	held []func()
}

type moodKind int

const (
	// starting: parts that are up complain about those that are not yet. It is held back, and written if the start
	// fails.
	starting moodKind = iota
	speaking
	// stopping: the parts complain about each other's going.
	stopping
)

// mostHeld bounds what is held back of a start.
const mostHeld = 50

// become changes the mood; what was held back is written when aloud says so.
func (m *mood) become(next moodKind, aloud bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, write := range m.held {
		if aloud {
			write()
		}
	}
	m.now, m.held = next, nil
}

func (m *mood) say(write func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.now == speaking:
		write()
	case m.now == starting && len(m.held) < mostHeld:
		m.held = append(m.held, write)
	}
}

var (
	_ log.Logger     = serverLog{}
	_ log.WithLogger = serverLog{}
)

func newServerLog(to *slog.Logger) serverLog {
	return serverLog{to: to.With("part", "temporal"), mood: new(mood)}
}

// With implements log.WithLogger.
func (l serverLog) With(tags ...tag.Tag) log.Logger {
	l.tags = append(l.tags[:len(l.tags):len(l.tags)], tags...)
	return l
}

func (l serverLog) Debug(string, ...tag.Tag) {}

func (l serverLog) Info(string, ...tag.Tag) {}

func (l serverLog) Warn(msg string, tags ...tag.Tag) {
	// We leave its HTTP door shut on purpose.
	if !strings.HasPrefix(msg, "HTTP API port has not been set") {
		l.write(slog.LevelWarn, msg, tags)
	}
}

func (l serverLog) Error(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

func (l serverLog) DPanic(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

func (l serverLog) Panic(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	panic("temporal: " + msg)
}

// Fatal ends the program: the server's code after it relies on not being reached.
func (l serverLog) Fatal(msg string, tags ...tag.Tag) {
	l.mood.become(speaking, true)
	l.write(slog.LevelError, msg, tags)
	os.Exit(1)
}

func (l serverLog) write(level slog.Level, msg string, tags []tag.Tag) {
	if !l.to.Enabled(context.Background(), level) {
		return
	}
	l.mood.say(func() {
		attrs := make([]slog.Attr, 0, len(l.tags)+len(tags))
		for _, list := range [][]tag.Tag{l.tags, tags} {
			for _, t := range list {
				attrs = append(attrs, slog.Any(t.Key(), t.Value()))
			}
		}
		l.to.LogAttrs(context.Background(), level, msg, attrs...)
	})
}
