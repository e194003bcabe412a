package compare

import (
	"context"

	"zongwu/bench/engine"
)

func npm(context.Context, *engine.Engine) ([]contender, error) { return nil, nil }
