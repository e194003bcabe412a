package report

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// Median of the rounds; NaN when there were none, so that nobody takes it for a figure.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Percentile is the smallest value that p in a hundred do not exceed; zero when there were none.
func Percentile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return sorted[max(at, 0)]
}

// Millis of a duration.
func Millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Figure writes a number with as many decimals as it deserves: 0.012, 1.23, 12.3, 123.
func Figure(v float64) string {
	decimals := 0
	switch abs := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case abs == math.Trunc(abs) && abs < 1e15:
	case abs < 1:
		decimals = 3
	case abs < 10:
		decimals = 2
	case abs < 100:
		decimals = 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
