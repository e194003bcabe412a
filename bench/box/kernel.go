package box

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Resident is the process's own memory in MB.
func (x *Box) Resident() (float64, error) {
	return field(filepath.Join("/proc", strconv.Itoa(x.command.Process.Pid), "status"), "VmRSS:")
}

// Children are PostgreSQL's processes: how many, and their memory in MB, what they share counted once (PSS).
type Children struct {
	Processes int
	Shared    float64
}

// Children asks the kernel about them.
func (x *Box) Children() Children {
	var all Children
	for _, child := range descendants(x.command.Process.Pid) {
		share, err := field(filepath.Join("/proc", strconv.Itoa(child), "smaps_rollup"), "Pss:")
		if err != nil {
			continue // it ended meanwhile
		}
		all.Processes++
		all.Shared += share
	}
	return all
}

// field reads a line such as "VmRSS:  123 kB" in MB.
func field(path, name string) (float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == name {
			kb, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				return 0, fmt.Errorf("read memory: %w", err)
			}
			return kb * 1024 / 1e6, nil
		}
	}
	return 0, fmt.Errorf("read memory: %s has no %s", path, name)
}

// descendants are the children of a process, and theirs: PostgreSQL and what it forks.
func descendants(pid int) []int {
	lists, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "children"))
	if err != nil {
		return nil
	}
	var all []int
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // a thread that ended
		}
		for _, word := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}
