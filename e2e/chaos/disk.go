package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// Sizes of the small disk: what it holds, and what is left of it when it is said to be full.
const (
	diskSize = 640 << 20
	diskLeft = 2 << 20
)

// disk puts the database on a small disk of its own and fills it up while people work.
func (r *run) disk(ctx context.Context, dir string) (err error) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0755", diskSize)); err != nil {
		r.say("left out: a small disk cannot be mounted here: " + err.Error())
		return nil
	}
	defer func() { err = errors.Join(err, syscall.Unmount(dir, syscall.MNT_DETACH)) }()
	return r.onSite(ctx, dir, func(s *site) error {
		return r.endure(ctx, s.place(s.toldSince), slices.Repeat([]fault{s.full()}, 3*r.times))
	})
}

// full leaves hardly anything of the disk for a while. PostgreSQL refuses what it cannot write, and where it is the log
// of transactions that it cannot write, ends: then it is started again once there is room.
func (s *site) full() fault {
	ballast := filepath.Join(s.dir, "ballast")
	return fault{
		kind: "disk full", target: "postgresql", lasts: 8 * time.Second,
		strike: func(context.Context) error {
			var now syscall.Statfs_t
			if err := syscall.Statfs(s.dir, &now); err != nil {
				return fmt.Errorf("look at the disk: %w", err)
			}
			f, err := os.Create(ballast)
			if err != nil {
				return err
			}
			free := int64(now.Bavail)*now.Bsize - diskLeft
			return errors.Join(syscall.Fallocate(int(f.Fd()), 0, 0, free), f.Close())
		},
		mend: func(ctx context.Context) error {
			if err := os.Remove(ballast); err != nil {
				return err
			}
			for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				select {
				case <-s.cluster.Done():
					return s.restartDatabase(ctx)
				default:
				}
				if s.admin.PingContext(ctx) == nil {
					return nil
				}
			}
			return errors.New("wait for the database: it neither answers nor ends")
		},
	}
}
