package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// policy lets a page load what this program itself serves, and nothing else: no scripts or styles in the text of a
// page, no foreign address, no frame around it.
const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; " +
	"frame-ancestors 'none'; form-action 'self'"

// permissions are what a browser may let a page use: where a case's forms are filled in the camera, which reads labels,
// elsewhere nothing.
func permissions(path string) string {
	camera := "camera=()"
	if strings.HasPrefix(path, "/cases/") {
		camera = "camera=(self)"
	}
	return camera + ", geolocation=(), microphone=(), payment=(), usb=()"
}

// headers puts on every answer what keeps a browser careful.
func (s *Server) headers(c *gin.Context) {
	c.Header("Content-Security-Policy", policy)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Referrer-Policy", "same-origin")
	c.Header("X-Frame-Options", "DENY")
	c.Header("Cross-Origin-Opener-Policy", "same-origin")
	c.Header("Cross-Origin-Resource-Policy", "same-origin")
	c.Header("Permissions-Policy", permissions(c.Request.URL.Path))
	if s.secure {
		c.Header("Strict-Transport-Security", "max-age=31536000")
	}
	if !strings.HasPrefix(c.Request.URL.Path, "/static/") {
		c.Header("Cache-Control", "no-store") // everything else is one person's business
	}
	c.Header("Vary", "Accept-Language, Cookie")
	c.Next()
}

// sameOrigin refuses writes that a browser sends from another site's page. A call with a token in its header cannot
// come from such a page, and a program that is no browser says nothing of its origin: both pass. A name and password
// (Basic) can: a form's address may hold them.
func (s *Server) sameOrigin(c *gin.Context) {
	if !strings.HasPrefix(strings.ToLower(c.GetHeader("Authorization")), "bearer ") {
		if err := s.origins.Check(c.Request); err != nil {
			s.abort(c, s.problem(langOf(c.Request.Context()), http.StatusForbidden, "error.origin",
				Fault{Code: "origin", Detail: s.site.Words.Say(langOf(c.Request.Context()), "error.origin")}))
			return
		}
	}
	c.Next()
}

// wantsPage says whether an answer is for a person's browser and not for a program.
func wantsPage(r *http.Request) bool {
	path := r.URL.Path
	if strings.HasPrefix(path, "/api/") || path == "/healthz" || path == "/readyz" || path == "/metrics" {
		return false
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
