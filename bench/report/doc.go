// Package report is what every part of the benchmark needs to tell its figures: tables, notes, and the ratios that
// stand at the very end for other programs to read. report.go: parts and tables; figures.go: medians and percentiles.
package report
