package server

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"github.com/gin-gonic/gin"
)

// trace begins a request's span, by its route: names, and what people search for, stand in the address asked for, and
// stay out. The answer says which trace it is.
func (s *Server) trace(c *gin.Context) {
	route := c.FullPath()
	switch route {
	case "/healthz", "/readyz", "/metrics", "/static/*file", eventsPath:
		c.Next() // asked all the time for nobody, or open for hours
		return
	case "":
		route = "none"
	}
	method := knownMethod(c.Request.Method)
	ctx, span := s.tracer.Request(c.Request.Context(), method+" "+route, s.traceFrom(c))
	if !span.On() {
		c.Next()
		return
	}
	defer span.End()
	span.Set("http.request.method", method)
	span.Set("http.route", route)
	c.Header("Traceresponse", span.Parent())
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	status := c.Writer.Status()
	span.Count("http.response.status_code", status)
	if status >= http.StatusInternalServerError {
		span.Fail(http.StatusText(status))
	}
}

// traceFrom is the trace a request says it is part of, which a proxy of ours is believed and nobody else.
func (s *Server) traceFrom(c *gin.Context) string {
	if address, err := netip.ParseAddr(c.RemoteIP()); err != nil || !s.ofProxy(address) {
		return ""
	}
	return c.GetHeader("Traceparent")
}

// ofProxy says that an address is a proxy's of ours.
func (s *Server) ofProxy(address netip.Addr) bool {
	return slices.ContainsFunc(s.trusted, func(p netip.Prefix) bool { return p.Contains(address.Unmap()) })
}

// networks reads addresses and networks of proxies.
func networks(proxies []string) ([]netip.Prefix, error) {
	all := make([]netip.Prefix, 0, len(proxies))
	for _, proxy := range proxies {
		if network, err := netip.ParsePrefix(proxy); err == nil {
			all = append(all, network.Masked())
			continue
		}
		address, err := netip.ParseAddr(proxy)
		if err != nil {
			return nil, fmt.Errorf("trust proxies: %s is neither an address nor a network", proxy)
		}
		address = address.Unmap()
		all = append(all, netip.PrefixFrom(address, address.BitLen()))
	}
	return all, nil
}
