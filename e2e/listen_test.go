package e2e

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// S19: the web address is the only one at which anything listens that is not this machine's own, and that one only
// when the operator says so. Asked is the kernel, for every process of the program.
func TestListensOnLoopbackAlone(t *testing.T) {
	if theBox.foreign {
		t.Skip("somebody else's process")
	}
	running(t)
	_, port, err := net.SplitHostPort(theBox.address)
	require.NoError(t, err)
	web, err := strconv.ParseUint(port, 10, 16)
	require.NoError(t, err)
	t.Run("told nothing else", func(t *testing.T) {
		all := listeners(t, theBox.command.Process.Pid)
		require.Contains(t, all, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(web)))
		// PostgreSQL, Temporal's services and the web address: fewer would mean that this test sees little.
		require.GreaterOrEqual(t, len(all), 5)
		for _, address := range all {
			require.Truef(t, address.Addr().IsLoopback(), "%v listens, of %v", address, all)
		}
		t.Logf("%d listen: %v", len(all), all)
	})
	t.Run("told to be reached", func(t *testing.T) {
		// Demonstration schools, whose password everybody knows, are served on loopback only.
		b := &box{
			programs: theBox.programs, data: filepath.Join(filepath.Dir(theBox.data), "reached"), empty: true,
			address: fmt.Sprintf("0.0.0.0:%d", web),
		}
		require.NoError(t, theBox.stop(syscall.SIGTERM))
		_, err := b.start()
		require.NoError(t, err)
		all := listeners(t, b.command.Process.Pid)
		require.NoError(t, b.stop(syscall.SIGTERM))
		_, err = theBox.start()
		require.NoError(t, err)
		var reached []netip.AddrPort
		for _, address := range all {
			if !address.Addr().IsLoopback() {
				reached = append(reached, address)
			}
		}
		require.Lenf(t, reached, 1, "of %v", all)
		require.Equal(t, uint16(web), reached[0].Port())
		require.True(t, reached[0].Addr().IsUnspecified())
	})
}

// listeners are the addresses at which a process and all it started take connections or packets from the network.
func listeners(t *testing.T, pid int) []netip.AddrPort {
	t.Helper()
	sockets := map[string]bool{}
	processes := family(pid)
	for _, p := range processes {
		open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p))
		require.NoError(t, err)
		for _, fd := range open {
			if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, "socket:[") {
				sockets[strings.Trim(to, "socket:[]")] = true
			}
		}
	}
	require.Greater(t, len(processes), 3, "PostgreSQL's processes are part of it")
	var all []netip.AddrPort
	for file, waiting := range map[string]string{"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"} {
		for _, s := range table(t, filepath.Join("/proc", strconv.Itoa(pid), "net", file)) {
			if s.state == waiting && sockets[s.inode] {
				all = append(all, s.local)
			}
		}
	}
	slices.SortFunc(all, netip.AddrPort.Compare)
	return all
}

type socket struct {
	local        netip.AddrPort
	state, inode string
}

// table reads a table such as /proc/net/tcp.
func table(t *testing.T, path string) []socket {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	var all []socket
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 10 || words[0] == "sl" {
			continue
		}
		all = append(all, socket{local: addressOf(t, words[1]), state: words[3], inode: words[9]})
	}
	require.NoError(t, lines.Err())
	return all
}

// addressOf reads "0100007F:1F90": groups of four bytes in the order of a little-endian machine.
func addressOf(t *testing.T, text string) netip.AddrPort {
	t.Helper()
	address, port, found := strings.Cut(text, ":")
	require.True(t, found, text)
	raw, err := hex.DecodeString(address)
	require.NoError(t, err)
	for i := 0; i+3 < len(raw); i += 4 {
		slices.Reverse(raw[i : i+4])
	}
	ip, ok := netip.AddrFromSlice(raw)
	require.True(t, ok, text)
	n, err := strconv.ParseUint(port, 16, 16)
	require.NoError(t, err)
	return netip.AddrPortFrom(ip.Unmap(), uint16(n))
}

// family is a process and all it started.
func family(pid int) []int {
	all := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // a thread that ended
		}
		for _, word := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(all, family(child)...)
			}
		}
	}
	return all
}

// A socket that listens elsewhere is found: the test above would see it.
func TestListenersAreSeen(t *testing.T) {
	for _, at := range []string{"0.0.0.0:0", "127.0.0.1:0", "[::1]:0", "[::]:0"} {
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", at)
		require.NoError(t, err)
		t.Cleanup(func() { _ = l.Close() })
		want := l.Addr().(*net.TCPAddr).AddrPort()
		found := false
		for _, s := range table(t, "/proc/self/net/tcp") {
			found = found || s.state == "0A" && s.local == want
		}
		for _, s := range table(t, "/proc/self/net/tcp6") {
			found = found || s.state == "0A" && s.local == want
		}
		require.Truef(t, found, "%v", want)
	}
}
