package cost

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// process reads what this process has used so far.
func process() counts {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	c := counts{allocations: float64(memory.Mallocs), allocated: float64(memory.TotalAlloc)}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err == nil {
		c.self = float64(usage.Utime.Nano()+usage.Stime.Nano()) / float64(time.Millisecond)
	}
	return c
}

// tick is Linux's unit of processor time in /proc, in milliseconds.
const tick = 10

// cpuOf is the processor time of another process in milliseconds.
func cpuOf(pid int) (float64, error) {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	// The second field is a name in parentheses that may hold spaces; user and system time are the 14th and 15th.
	fields := bytes.Fields(raw[bytes.LastIndexByte(raw, ')')+1:])
	const user, system = 14 - 3, 15 - 3
	if len(fields) <= system {
		return 0, fmt.Errorf("read processor time of %d: %q", pid, raw)
	}
	sum := 0.0
	for _, field := range [][]byte{fields[user], fields[system]} {
		ticks, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return 0, fmt.Errorf("read processor time of %d: %w", pid, err)
		}
		sum += ticks * tick
	}
	return sum, nil
}
