package report

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestClose(t *testing.T) {
	tests := []struct {
		name  string
		value float64
		line  string
		fails bool
	}{
		{"two decimals", 3.14159, "ratio answered engine/hand-written 3.14\n", false},
		{"small, yet there", 0.005, "ratio answered engine/hand-written 0.01\n", false},
		{"nothing", 0, "", true},
		{"not a number", math.NaN(), "", true},
		{"divided by nothing", math.Inf(1), "", true},
		{"would print as 0.00", 0.004, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			b := &Bench{Out: &out}
			b.Ratio("answered engine/hand-written", tt.value)
			if err := b.Close(); (err != nil) != tt.fails {
				t.Errorf("Close: %v", err)
			}
			if got := strings.TrimPrefix(out.String(), "\n"); got != tt.line {
				t.Errorf("printed %q, want %q", got, tt.line)
			}
		})
	}
}

func TestTable(t *testing.T) {
	var out strings.Builder
	(&Bench{Out: &out}).Table("Steps", []string{"who", "p50 ms"}, [][]string{{"engine", "2.6"}, {"分录", "10"}})
	want := "\n### Steps\n\n| who    | p50 ms |\n| ------ | -----: |\n| engine |    2.6 |\n| 分录     |     10 |\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestFigures(t *testing.T) {
	if got := Median([]float64{9, 1, 5}); got != 5 {
		t.Errorf("odd median %v", got)
	}
	if got := Median([]float64{4, 1, 2, 3}); got != 2.5 {
		t.Errorf("even median %v", got)
	}
	if !math.IsNaN(Median(nil)) {
		t.Error("a median of nothing is a figure")
	}
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[99-i] = time.Duration(i + 1)
	}
	for p, want := range map[float64]time.Duration{0: 1, 50: 50, 99: 99, 99.5: 100, 100: 100} {
		if got := Percentile(hundred, p); got != want {
			t.Errorf("p%v is %d, want %d", p, got, want)
		}
	}
	for v, want := range map[float64]string{0: "0", 0.0123: "0.012", 1.234: "1.23", 12.34: "12.3", 123.4: "123", 7: "7"} {
		if got := Figure(v); got != want {
			t.Errorf("Figure(%v) = %s, want %s", v, got, want)
		}
	}
}
