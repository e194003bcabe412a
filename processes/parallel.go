package processes

import "zongwu/source"

// parallel opens several lists of steps at once and goes on when all of them are through.
type parallel struct{}

func (parallel) compile(c *compiler, s *Step, m *source.Mapping) {
	branches := m.Need("branches")
	if branches == nil {
		return
	}
	for _, n := range m.List("branches") {
		s.Blocks = append(s.Blocks, c.block(n, s))
	}
	if len(s.Blocks) < 2 {
		c.ps.At(branches, "branches", "at least two lists of steps", "parallel needs branches")
	}
}

func (parallel) enter(e *engine, s *Step, branch string) error {
	if e.busyOwner(s, branch) { // under way: it goes on as it is
		return nil
	}
	e.visit(Visit{Step: s.ID, Branch: branch})
	release := e.hold(s, branch)
	for _, b := range s.Blocks {
		if err := e.arrive(b.Steps[0], branch); err != nil {
			return err
		}
	}
	release()
	return e.settleOwner(s, branch)
}
