package temporal

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
)

const loopback = "127.0.0.1"

// freePorts finds n free loopback ports; the first is the preferred one when that is free. All are held open until the
// last is found, so that none is given twice: a taken port makes the server panic.
func freePorts(ctx context.Context, preferred, n int) (ports []int, err error) {
	var held []net.Listener
	defer func() {
		for _, l := range held {
			err = errors.Join(err, l.Close())
		}
	}()
	for len(held) < n {
		l, err := listen(ctx, preferred)
		preferred = 0
		if err != nil {
			return nil, fmt.Errorf("find free port: %w", err)
		}
		held = append(held, l)
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// listen takes the preferred port, or any when it is 0 or taken.
func listen(ctx context.Context, preferred int) (net.Listener, error) {
	var config net.ListenConfig
	if preferred != 0 {
		if l, err := config.Listen(ctx, "tcp", address(preferred)); err == nil {
			return l, nil
		}
	}
	return config.Listen(ctx, "tcp", address(0))
}

func address(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }
