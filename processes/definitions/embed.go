// Package definitions is the catalogue: the processes every school begins with, one file each, and the list of roles.
package definitions

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// RolesFile holds the roles definitions may name.
const RolesFile = "roles.yaml"

//go:embed *.yaml
var files embed.FS

// File is one definition of the catalogue.
type File struct {
	Name string // its file name
	Text []byte
}

// Process is the id of the process the file defines: the file is named after it.
func (f File) Process() string { return strings.TrimSuffix(f.Name, path.Ext(f.Name)) }

// Catalogue returns the definitions, sorted by name, without the list of roles.
func Catalogue() ([]File, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	var list []File
	for _, entry := range entries {
		if entry.Name() == RolesFile {
			continue
		}
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		list = append(list, File{Name: entry.Name(), Text: text})
	}
	slices.SortFunc(list, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Text returns the text of one file of the catalogue.
func Text(name string) ([]byte, error) { return files.ReadFile(name) }

// Roles returns the text of the list of roles.
func Roles() ([]byte, error) { return files.ReadFile(RolesFile) }
