package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"
)

// serverKey is where a request's Gin context keeps the server that answers it.
const serverKey = "zongwu.server"

// installProblems makes huma's own errors (a parameter or a body's member of the wrong shape) problems like all
// others. What the contract calls a wrong shape is 400; 422 is the form's.
func installProblems() {
	huma.DefaultArrayNullable = false // a list is [] when it is empty
	huma.ValidateStrictCasing = true  // {"outcome": …, "OUTCOME": …} names one member it knows and one it does not
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
		p.Errors = shapeFaults(errs)
		return p
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, detail string, errs ...error) huma.StatusError {
		s, found := serverOf(humagin.Unwrap(ctx))
		if !found {
			return huma.NewError(status, detail, errs...)
		}
		return s.shapeProblem(ctx, status, errs)
	}
}

func serverOf(c *gin.Context) (*Server, bool) {
	value, found := c.Get(serverKey)
	if !found {
		return nil, false
	}
	s, ok := value.(*Server)
	return s, ok
}

func (s *Server) shapeProblem(ctx huma.Context, status int, errs []error) *Problem {
	lang := langOf(ctx.Context())
	for _, err := range errs {
		var told *Problem
		if errors.As(err, &told) {
			return told
		}
	}
	if status == http.StatusUnprocessableEntity || status == http.StatusBadRequest {
		return s.problem(lang, http.StatusBadRequest, "error.shape", s.sayFaults(lang, shapeFaults(errs))...)
	}
	if status >= http.StatusInternalServerError {
		s.log.ErrorContext(ctx.Context(), "answer request", "error", errors.Join(errs...))
		return s.problem(lang, status, "error.internal")
	}
	return s.problem(lang, status, "error.shape")
}

// shapeFaults turns huma's findings into faults: body.data[0].x is /data/0/x.
func shapeFaults(errs []error) []Fault {
	var faults []Fault
	for _, err := range errs {
		var detailer huma.ErrorDetailer
		if !errors.As(err, &detailer) {
			continue
		}
		d := detailer.ErrorDetail()
		pointer := pointerOf(d.Location)
		code := codeOf(d.Message)
		if code == "required" { // huma stands at the object, the contract at the member
			pointer += "/" + missingMember(d.Message)
		}
		faults = append(faults, Fault{Pointer: pointer, Code: code})
	}
	return faults
}

func pointerOf(location string) string {
	location = strings.NewReplacer("[", ".", "]", "").Replace(location)
	parts := strings.Split(location, ".")
	if len(parts) > 0 && (parts[0] == "body" || parts[0] == "query" || parts[0] == "path") {
		parts = parts[1:]
	}
	var out strings.Builder
	for _, part := range parts {
		out.WriteString("/" + escapePointer(part))
	}
	return out.String()
}

// missingMember reads the name out of huma's message about a required property.
func missingMember(message string) string {
	before, after, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	return strings.TrimSuffix(strings.TrimPrefix(message, before), after)
}

func codeOf(message string) string {
	required, _, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	oneOf, _, _ := strings.Cut(validation.MsgExpectedOneOf, "%s")
	switch {
	case message == validation.MsgUnexpectedProperty:
		return "unknown"
	case strings.HasPrefix(message, required), strings.HasPrefix(message, "required "):
		return "required"
	case strings.HasPrefix(message, oneOf):
		return "choice"
	case strings.HasPrefix(message, "expected length <="), strings.HasPrefix(message, "expected number <="),
		strings.HasPrefix(message, "expected array length <="):
		return "max"
	case strings.HasPrefix(message, "expected length >="), strings.HasPrefix(message, "expected number >="),
		strings.HasPrefix(message, "expected array length >="):
		return "min"
	default:
		return "type"
	}
}
