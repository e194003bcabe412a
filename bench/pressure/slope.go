package pressure

import "time"

// point is a figure at a moment of the run.
type point struct {
	at    time.Duration
	value float64
}

// perHour is the slope of the straight line nearest to the points (least squares); nothing where there are too few.
func perHour(points []point) float64 {
	n := float64(len(points))
	if n < 2 {
		return 0
	}
	var sumX, sumY, sumXX, sumXY float64
	for _, p := range points {
		x := p.at.Hours()
		sumX, sumY, sumXX, sumXY = sumX+x, sumY+p.value, sumXX+x*x, sumXY+x*p.value
	}
	spread := n*sumXX - sumX*sumX
	if spread == 0 {
		return 0
	}
	return (n*sumXY - sumX*sumY) / spread
}
