package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMain is also the entry of the parts this program plays: see bePart.
func TestMain(m *testing.M) {
	if part := os.Getenv(self); part != "" {
		if err := bePart(part, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, part+":", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A short run: every process is killed, alone and together, while purchases go on.
func TestShortRun(t *testing.T) {
	var out strings.Builder
	err := command(t.Context(), []string{"--quick", "--clients", "6", "--phases", "apart"}, &out)
	t.Log(out.String())
	if err != nil {
		t.Fatal(err)
	}
}
