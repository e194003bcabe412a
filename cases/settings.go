package cases

import (
	"context"
	"fmt"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// ProcessSettings are the settings a process in force reads.
type ProcessSettings struct {
	Process  string
	Title    forms.Text
	Settings []processes.Setting
}

// Settings lists the settings of the processes in force, by process.
func (s *Service) Settings(ctx context.Context, tx *store.Tx) ([]ProcessSettings, error) {
	rows, err := tx.Definitions(ctx)
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	var all []ProcessSettings
	for _, row := range rows {
		p, err := s.inForce(ctx, tx, row.Process)
		if err != nil {
			return nil, err
		}
		if len(p.Settings) > 0 {
			all = append(all, ProcessSettings{Process: p.ID, Title: p.Title, Settings: p.Settings})
		}
	}
	return all, nil
}
