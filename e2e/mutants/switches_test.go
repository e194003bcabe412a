package main

import "testing"

// TestSwitchesStand: what is switched off still stands in the sources, each of them once; whether a test notices takes
// minutes (make mutants), and a switch that no longer fits would say so only then.
func TestSwitchesStand(t *testing.T) {
	t.Chdir("../..")
	for _, m := range switches() {
		if _, err := m.overlay(t.TempDir()); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}
