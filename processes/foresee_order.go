package processes

import "maps"

// behind are, by place, the places the case may come to later. A place is left out where the case goes several ways at
// once: any of them may be ahead of the others.
type behind map[string]map[string]bool

// leads says that a case that has come to one step may come to another one afterwards.
func (b behind) leads(from *Step, at string, to *Step, branch string) bool {
	later, known := b[place(from.ID, at)]
	if !known {
		return true
	}
	around, found := climb(token{step: to, branch: branch}, from.block, at)
	return !found || later[place(around.ID, at)]
}

func (b behind) equal(other behind) bool { return maps.EqualFunc(b, other, maps.Equal) }

// order notes what may come behind what on the ways found.
func (f *foresight) order(root *stretch) behind {
	all := behind{}
	root.all(func(st *stretch) {
		ways := f.oneWay(st)
		for from := range ways {
			all[from] = map[string]bool{}
			for _, to := range ways[from] {
				maps.Copy(all[from], flood(ways, to))
			}
		}
	})
	return all
}

// oneWay are the steps of a stretch with those that may follow next, nil when the case goes several ways at once.
func (f *foresight) oneWay(st *stretch) map[string][]string {
	if len(st.begun)+len(st.arriving) != 1 {
		return nil
	}
	ways := map[string][]string{}
	leave := func(s *Step) bool {
		from := place(s.ID, st.branch)
		for _, turn := range f.turns(s, st.branch) {
			if len(turn.to) > 1 {
				return false
			}
			for _, to := range turn.to {
				ways[from] = append(ways[from], place(to.ID, st.branch))
			}
		}
		return true
	}
	for _, s := range st.begun {
		if !leave(s) {
			return nil
		}
	}
	for s := range st.arrives {
		from, held := place(s.ID, st.branch), f.cond(s, st.branch)
		if held != no && !leave(s) {
			return nil
		}
		if next := s.next(); held != yes && next != nil {
			ways[from] = append(ways[from], place(next.ID, st.branch))
		}
		if ways[from] == nil { // known to be the last
			ways[from] = []string{}
		}
	}
	return ways
}
