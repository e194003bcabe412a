package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/definitions"
)

// mostPaths bounds how many ways through a process are walked and shown.
const mostPaths = 1000

func checkCommand() *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:   "check FILE…",
		Short: "check process definitions, draw their routes, walk every path",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			return checkFiles(cmd.OutOrStdout(), files, lang)
		},
	}
	c.Flags().StringVar(&lang, "lang", "zh-CN", "language of the titles: zh-CN, zh-TW, en")
	return c
}

// checkFiles checks them all, whatever is wrong in the first.
func checkFiles(out io.Writer, files []string, lang string) error {
	roles, err := cases.CatalogueRoles()
	if err != nil {
		return err
	}
	bad := 0
	for _, file := range files {
		good, err := checkFile(out, file, roles, lang)
		if err != nil {
			return err
		}
		if !good {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d files have problems", bad, len(files))
	}
	return nil
}

func checkFile(out io.Writer, file string, roles []processes.Role, lang string) (good bool, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return false, fmt.Errorf("read definition: %w", err)
	}
	p, problems := processes.Compile(file, text, roles)
	if p == nil {
		for _, problem := range problems.Sorted() {
			if _, err := fmt.Fprintln(out, problem); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	paths, complete := p.Paths(mostPaths)
	route := p.Route(lang, begunTitles(p, file, roles))
	_, err = fmt.Fprintf(out, "%s: %s\n\n%s\n%d paths\n", file, p.Version, route, len(paths))
	for _, path := range paths {
		_, printed := fmt.Fprintln(out, " ", path)
		err = errors.Join(err, printed)
	}
	if !complete {
		_, printed := fmt.Fprintf(out, "  … and more than %d\n", mostPaths)
		err = errors.Join(err, printed)
	}
	return true, err
}

// begunTitles is what the processes a process begins are called: by the file beside its own, else by the catalogue's.
func begunTitles(p *processes.Process, file string, roles []processes.Role) map[string]forms.Text {
	titles := map[string]forms.Text{}
	for _, id := range p.Begun() {
		name := id + ".yaml"
		text, err := os.ReadFile(filepath.Join(filepath.Dir(file), name))
		if err != nil {
			text, err = definitions.Text(name)
		}
		if err != nil {
			continue // it may be published elsewhere
		}
		if other, _ := processes.Compile(name, text, roles); other != nil {
			titles[id] = other.Title
		}
	}
	return titles
}
