package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"

	"zongwu/cases"
	"zongwu/lists"
	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
	"zongwu/trace"
)

// Config is what the server needs from whoever starts it.
type Config struct {
	Service     *cases.Service
	Store       *store.Store
	DatabaseURL string // for LISTEN, which needs a connection of its own
	// Health says how the engine behind the pages is; nil says nothing of Temporal and looks at the outbox itself.
	Health   func(context.Context) (Health, error)
	Logger   *slog.Logger         // slog.Default when nil
	Registry *prometheus.Registry // shown at /metrics; a new one when nil
	Proxies  []string             // whose X-Forwarded-For and traceparent are believed; none when empty
	Printer  *paper.Printer       // makes PDFs; what is found on the machine when nil
	Tracer   *trace.Tracer        // follows requests; nil for none
	Secure   bool                 // reached over TLS: cookies are Secure, HSTS is sent
	// Context ends when the server should let go of its event streams; context.Background when nil.
	Context context.Context //nolint:containedctx // the life of the server itself, not of one call
}

// Health is the state of what works behind the pages.
type Health struct {
	Temporal  string        // ok or away
	OutboxAge time.Duration // of the oldest transition its workflow has not been told
}

// Server answers every request. It is made by New and holds nothing of any request.
type Server struct {
	service  *cases.Service
	store    *store.Store
	lists    *lists.Service
	health   func(context.Context) (Health, error)
	telling  telling
	log      *slog.Logger
	registry *prometheus.Registry
	meters   *meters
	tracer   *trace.Tracer
	secure   bool
	printer  *paper.Printer
	origins  *http.CrossOriginProtection
	site     *pages.Site
	bodies   map[string]bodyKind // method and route → what it takes
	turns    *turns
	hashing  chan struct{} // bounds the memory that password hashing takes
	decoy    string        // a hash nobody's password has, for logins nobody has
	proxies  []string
	trusted  []netip.Prefix // the proxies, as networks
	events   *exchange
	document *document
	inner    http.Handler // everything, without packing
}

// New builds the handler of everything under the server's address.
func New(cfg Config) (http.Handler, error) {
	site, err := pages.New()
	if err != nil {
		return nil, err
	}
	s, err := build(cfg, site)
	if err != nil {
		return nil, err
	}
	engine, err := s.engine()
	if err != nil {
		return nil, err
	}
	return compressed(headToo(engine)), nil
}

// compressed packs what a browser can unpack: pages and answers, not event streams, whose every line must leave at
// once, nor what is packed already.
func compressed(next http.Handler) http.Handler {
	packed := gzhttp.GzipHandler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == eventsPath || strings.HasPrefix(r.URL.Path, "/static/") {
			next.ServeHTTP(w, r)
			return
		}
		packed.ServeHTTP(w, r)
	})
}

// headToo answers HEAD like GET; net/http leaves the body away. An event stream has no end to tell of.
func headToo(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && r.URL.Path != eventsPath {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

func build(cfg Config, site *pages.Site) (*Server, error) {
	logger := cfg.Logger
	if logger == nil {
		logger = slog.Default()
	}
	registry := cfg.Registry
	if registry == nil {
		registry = prometheus.NewRegistry()
	}
	if !site.Static.Whole() {
		logger.Warn("pages will be bare: what they load was not built", "hint", "make assets")
	}
	meters, err := newMeters(registry)
	if err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	s := &Server{
		service: cfg.Service, store: cfg.Store, health: cfg.Health, log: logger, registry: registry, meters: meters,
		secure: cfg.Secure, printer: cfg.Printer, origins: http.NewCrossOriginProtection(), site: site,
		bodies: map[string]bodyKind{}, hashing: make(chan struct{}, maxHashing), proxies: cfg.Proxies,
		turns: newTurns(), tracer: cfg.Tracer,
	}
	if s.trusted, err = networks(cfg.Proxies); err != nil {
		return nil, err
	}
	if s.printer == nil {
		s.printer = paper.Find()
	}
	if s.lists, err = lists.New(cfg.Store, cfg.Service, logger); err != nil {
		return nil, err
	}
	if s.decoy, err = lists.HashPassword(newSecret()); err != nil {
		return nil, err
	}
	if s.health == nil {
		s.health = s.ownHealth
	}
	if err := errors.Join(s.watchOutbox(), watchProcess(s.registry)); err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	ctx := cfg.Context
	if ctx == nil {
		ctx = context.Background()
	}
	s.events = newExchange(logger)
	if err := s.watchStreams(); err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	if cfg.DatabaseURL != "" {
		go s.events.listen(ctx, cfg.Store, cfg.DatabaseURL)
	}
	return s, nil
}

// engine puts the middlewares before the routes. Their order matters: what is logged is measured around everything, a
// request waits for its turn before it costs anything, a caller is known before a body is read, and a body is judged
// before a handler sees it.
func (s *Server) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.ContextWithFallback = true
	if err := engine.SetTrustedProxies(s.proxies); err != nil { // else anybody could invent an address
		return nil, fmt.Errorf("trust proxies: %w", err)
	}
	if s.tracer != nil {
		engine.Use(s.trace)
	}
	engine.Use(s.observe, s.language, s.recoverPanic, s.headers, s.sameOrigin, s.inTurn, s.authenticate, s.gate)
	engine.NoRoute(func(c *gin.Context) {
		s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusNotFound, "error.not_found"))
	})
	engine.NoMethod(func(c *gin.Context) {
		s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusMethodNotAllowed, "error.method"))
	})
	api := s.newAPI(engine)
	s.routes(engine, api)
	var err error
	if s.document, err = newDocument(api.OpenAPI()); err != nil {
		return nil, fmt.Errorf("describe interface: %w", err)
	}
	s.inner = engine
	return engine, nil
}

// newAPI sets huma up as the contract has it: our errors, no $schema members, numbers kept digit by digit.
func (s *Server) newAPI(engine *gin.Engine) huma.API {
	cfg := huma.DefaultConfig("Zongwu", "1")
	cfg.Info.Description = "A school's general affairs: cases, tasks and books."
	cfg.CreateHooks = nil // they would add $schema to every answer
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.Formats = map[string]huma.Format{
		"application/json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: decodeJSON},
		"json":             {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: decodeJSON},
	}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "the token of POST /api/v1/session"},
		"cookie": {Type: "apiKey", In: "cookie", Name: s.cookieName()},
	}
	useProblems.Do(installProblems)
	return humagin.New(engine, cfg)
}

// useProblems guards huma's two package variables: they are set once, to functions that hold no state.
var useProblems sync.Once //nolint:gochecknoglobals // guards what is global in huma itself
