package activities

// Point is a moment of an activity at which a test can make the worker die.
type Point string

// The points of an activity that writes.
const (
	BeforeActing Point = "before the activity acts"
	AfterActing  Point = "after the activity acted, before the workflow knows"
)

// Fault is called with a point and the activity's name; its error ends the activity as a crash would.
type Fault func(p Point, activity string) error

// between does an activity's work between its points.
func (s *Set) between(activity string, work func() error) error {
	if s.Fault == nil {
		return work()
	}
	if err := s.Fault(BeforeActing, activity); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return s.Fault(AfterActing, activity)
}
