package report

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// A Part of the benchmark stands for itself: it makes what it measures in the scratch folder and prints its tables.
type Part struct {
	Name  string // as on the command line
	Title string
	Run   func(context.Context, *Bench) error
	Apart bool // runs only when it is named
}

// Bench is one run of the command: where it prints, where its parts may write, and whether it is only a trial.
type Bench struct {
	Out      io.Writer
	Watch    io.Writer // is told how far it is; nil for nobody
	Scratch  string    // a folder of this run's own, emptied when it ends
	Profiles string    // a folder for profiles of the processor's time; none when empty
	Quick    bool      // seconds instead of minutes: shows that it works, says nothing about speed

	ratios  []string
	missing []string
}

// Heading opens a part.
func (b *Bench) Heading(title string) { b.printf("\n## %s\n", title) }

// Note prints what a reader must know to read a table rightly.
func (b *Bench) Note(text string) { b.printf("\n%s\n", text) }

// Progress says how far a long part has come, to whoever watches; it does not belong to what is printed.
func (b *Bench) Progress(text string) {
	if b.Watch != nil {
		_, _ = fmt.Fprintln(b.Watch, text)
	}
}

// Table prints Markdown that is also legible as it stands. The first column is left-aligned, figures to the right.
func (b *Bench) Table(title string, head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	b.printf("\n### %s\n\n", title)
	b.row(head, widths)
	rule := make([]string, len(head))
	for i, width := range widths {
		rule[i] = strings.Repeat("-", width-1) + map[bool]string{true: "-", false: ":"}[i == 0]
	}
	b.row(rule, widths)
	for _, row := range rows {
		b.row(row, widths)
	}
}

func (b *Bench) row(cells []string, widths []int) {
	for i, cell := range cells {
		gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if i == 0 {
			b.printf("| %s%s ", cell, gap)
		} else {
			b.printf("| %s%s ", gap, cell)
		}
	}
	b.printf("|\n")
}

// Ratio keeps a figure for the closing lines. One that is not a positive number was not measured.
func (b *Bench) Ratio(name string, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) || value < 0.005 {
		b.missing = append(b.missing, name)
		return
	}
	b.ratios = append(b.ratios, fmt.Sprintf("ratio %s %.2f", name, value))
}

// Close prints the closing lines, last of all, and fails when one could not be had.
func (b *Bench) Close() error {
	b.printf("\n")
	if b.Quick && len(b.ratios) > 0 {
		b.printf("A trial of seconds: these say that everything runs, and nothing else.\n\n")
	}
	for _, line := range b.ratios {
		b.printf("%s\n", line)
	}
	if len(b.missing) > 0 {
		return fmt.Errorf("not measured: %s", strings.Join(b.missing, ", "))
	}
	return nil
}

// printf leaves a broken output alone: there is nobody left to tell.
func (b *Bench) printf(format string, args ...any) { _, _ = fmt.Fprintf(b.Out, format, args...) }
