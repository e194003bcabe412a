package cases

import (
	"context"
	"fmt"
	"math"
	"sync"

	"zongwu/processes"
	"zongwu/store"
)

// maxCompiled bounds the cache; some hundred processes with their older versions fit, for all schools of a box.
const maxCompiled = 512

// compiledCache keeps compiled definitions by process and content hash. A compiled definition never changes and, the
// roles being those of the program, its key says everything it was made of: an entry can never be stale, and schools
// with the same text share one.
type compiledCache struct {
	mu      sync.Mutex
	entries map[string]*compiledEntry
	tick    uint64
}

type compiledEntry struct {
	process *processes.Process
	used    uint64
}

func (c *compiledCache) get(key string) *processes.Process {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries[key]
	if !ok {
		return nil
	}
	c.tick++
	entry.used = c.tick
	return entry.process
}

// put keeps a compiled definition; two who compiled the same at once lose a millisecond and nothing else.
func (c *compiledCache) put(key string, p *processes.Process) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = make(map[string]*compiledEntry)
	}
	if _, ok := c.entries[key]; !ok && len(c.entries) >= maxCompiled {
		c.evict()
	}
	c.tick++
	c.entries[key] = &compiledEntry{process: p, used: c.tick}
}

// evict forgets the entry not used for the longest time.
func (c *compiledCache) evict() {
	oldest, at := "", uint64(math.MaxUint64)
	for key, entry := range c.entries {
		if entry.used < at {
			oldest, at = key, entry.used
		}
	}
	delete(c.entries, oldest)
}

// version returns the compiled definition a case is pinned to.
func (s *Service) version(ctx context.Context, tx *store.Tx, process, version string) (*processes.Process, error) {
	key := process + " " + version
	if p := s.compiled.get(key); p != nil {
		return p, nil
	}
	text, err := tx.DefinitionVersion(ctx, process, version)
	if err != nil {
		return nil, fmt.Errorf("read version %s of %s: %w", version, process, err)
	}
	return s.compile(key, process, version, text)
}

// inForce returns the compiled definition in force for a process; store.ErrNotFound when the school has none.
func (s *Service) inForce(ctx context.Context, tx *store.Tx, process string) (*processes.Process, error) {
	version, err := tx.VersionInForce(ctx, process)
	if err != nil {
		return nil, err
	}
	return s.version(ctx, tx, process, version)
}

// compile makes a process of the text kept for a version. A text that is not the version's is never used: a case keeps
// the rules it began with.
func (s *Service) compile(key, process, version string, text []byte) (*processes.Process, error) {
	p, err := checked(process+".yaml", text)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", process, err)
	}
	if p.Version != version {
		return nil, fmt.Errorf("compile %s: the text kept for version %s has the hash %s", process, version, p.Version)
	}
	s.compiled.put(key, p)
	return p, nil
}
