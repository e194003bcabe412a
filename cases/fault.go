package cases

// Point is a moment of Act at which a test can make the process die.
type Point string

// The points of an Act.
const (
	BeforeTransaction Point = "before the transaction"
	BeforeCommit      Point = "before the commit"
	AfterCommit       Point = "after the commit, before the answer"
)

// at lets a test die at a point.
func (s *Service) at(p Point, r Request) error {
	if s.Fault == nil {
		return nil
	}
	return s.Fault(p, r)
}
