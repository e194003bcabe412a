package processes

import (
	"zongwu/source"
)

// ParseRoles reads a list of roles: `roles: [{id: …, title: …}]`. Everything wrong is reported at once.
func ParseRoles(file string, text []byte) ([]Role, *source.Problems) {
	ps := &source.Problems{File: file}
	c := &compiler{ps: ps}
	root := source.Parse(text, ps)
	if root == nil {
		return nil, ps
	}
	m := source.MappingOf(root, "the list of roles", ps)
	if m == nil {
		return nil, ps
	}
	var roles []Role
	seen := map[string]bool{}
	for _, n := range m.List("roles") {
		rm := source.MappingOf(n, "a role", ps)
		if rm == nil {
			continue
		}
		r := Role{ID: c.id(rm.Need("id"), "a role"), Title: c.text(rm.Need("title"))}
		rm.Done()
		if seen[r.ID] {
			ps.At(n, "duplicate", "", "role %q stands here twice", r.ID)
		}
		seen[r.ID] = true
		roles = append(roles, r)
	}
	m.Done()
	return roles, ps
}
