package processes

import (
	"net/url"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// each opens one branch for every key among the rows (every store, every room, every row), and goes on when all
// branches are through. Inside, `key` is the branch's key and `rows` are its rows, as they are now.
type each struct {
	rows, key *forms.Expr
	rowsNode  *yaml.Node
	keyNode   *yaml.Node
}

func (ea *each) compile(c *compiler, s *Step, m *source.Mapping) {
	ea.rowsNode, ea.keyNode = m.Need("rows"), m.Get("key")
	if steps := m.Need("steps"); steps != nil {
		s.Blocks = []*Block{c.block(steps, s)}
	}
}

// compileRows runs before the inner steps' forms are compiled, because they may continue the rows.
func (ea *each) compileRows(c *compiler, s *Step) {
	if ea.rowsNode == nil {
		return
	}
	scope := c.scope(s)
	if ea.rows = c.expr(ea.rowsNode, scope, forms.Type{}); ea.rows == nil {
		return
	}
	scope = c.rowScope(ea.rowsNode, ea.rows, scope)
	if ea.keyNode != nil {
		ea.key = c.expr(ea.keyNode, scope, forms.TextType)
	}
}

func (ea *each) enter(e *engine, s *Step, branch string) error {
	if e.busyOwner(s, branch) { // under way: it goes on as it is
		return nil
	}
	e.visit(Visit{Step: s.ID, Branch: branch})
	groups, err := ea.groups(e, s, branch)
	if err != nil {
		return err
	}
	release := e.hold(s, branch)
	for _, g := range groups {
		e.forget(s.Blocks[0], join(branch, g.key))
		if err := e.arrive(s.Blocks[0].Steps[0], join(branch, g.key)); err != nil {
			return err
		}
	}
	release()
	return e.settleOwner(s, branch)
}

// group is one branch: its key and rows.
type group struct {
	key  string
	rows []forms.Data
}

// groups sorts the rows by their keys, in the order the keys first appear; without a key expression each row's id.
func (ea *each) groups(e *engine, s *Step, branch string) ([]group, error) {
	rows, err := e.rows(ea.rows, s, branch)
	if err != nil {
		return nil, err
	}
	var groups []group
	place := map[string]int{}
	for _, row := range rows {
		key := row.Text("id")
		if ea.key != nil {
			v, err := e.eval(ea.key, s, branch, row)
			if err != nil {
				return nil, err
			}
			key, _ = v.(string)
		}
		key = url.PathEscape(key)
		i, ok := place[key]
		if !ok {
			i = len(groups)
			place[key] = i
			groups = append(groups, group{key: key})
		}
		groups[i].rows = append(groups[i].rows, row)
	}
	return groups, nil
}
