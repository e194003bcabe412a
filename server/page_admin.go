package server

import (
	"context"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"

	"zongwu/cases"
	"zongwu/server/pages"
	"zongwu/store"
)

func (s *Server) adminOnly(c *gin.Context) error {
	if me(c.Request.Context()).is("admin") {
		return nil
	}
	return s.forbidden(c.Request.Context())
}

func (s *Server) pageDefinitions(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	ctx, page := c.Request.Context(), pages.AdminPage{}
	if id := c.Query("done"); id != "" {
		process, err := s.service.Process(ctx, me(ctx).School, id)
		if err != nil {
			return err
		}
		page.Done = s.sentence(langOf(ctx), "admin.published", "{process}", process.Title.In(langOf(ctx)),
			"{version}", short(process.Version))
	}
	return s.showAdmin(c, http.StatusOK, page)
}

// short is enough of a version for people to tell two apart.
func short(version string) string { return version[:min(len(version), 8)] }

func (s *Server) showAdmin(c *gin.Context, status int, page pages.AdminPage) error {
	ctx := c.Request.Context()
	items, err := s.service.Processes(ctx, me(ctx).School, viewerOf(ctx))
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	staffing, err := s.service.Staffing(ctx, me(ctx).School)
	if err != nil {
		return err
	}
	for _, item := range items {
		made := pages.ProcessBox{
			ID: item.ID, Title: item.Title, Icon: item.Icon, Category: item.Category, Version: short(item.Version),
		}
		if err := s.versionFacts(ctx, &made, names); err != nil {
			return err
		}
		made.Gaps = pages.Gaps{Lines: s.gapLines(ctx, staffing, staffing.Of(item.ID))}
		page.Processes = append(page.Processes, made)
	}
	s.render(c, status, "admin", page)
	return nil
}

// versionFacts says since when a process has been as it is and by whom, how often it was changed,
// and what is under way.
func (s *Server) versionFacts(ctx context.Context, box *pages.ProcessBox, names map[string]string) error {
	return s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		versions, err := tx.DefinitionVersions(ctx, box.ID)
		box.Open, box.Cases, box.Versions = 0, 0, len(versions)
		for _, v := range versions {
			box.Open, box.Cases = box.Open+v.Open, box.Cases+v.Cases
			if v.InForce {
				box.Since, box.By = v.At, pages.FirstOf(names[v.By], v.By)
				if v.By == cases.Catalogue {
					box.By = s.site.Words.Say(langOf(ctx), "definition.catalogue")
				}
			}
		}
		return err
	})
}

// postDefinition checks a definition, and puts it in force when that was asked for and nothing is wrong with it.
func (s *Server) postDefinition(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	text, err := definitionText(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	version, err := s.service.Check(text)
	if err == nil && c.PostForm("do") == "publish" {
		version, _, err = s.service.Publish(ctx, me(ctx).School, me(ctx).Person.ID, processOf(text), text)
	}
	if problems, wrong := cases.IsProblems(err); wrong {
		return s.showAdmin(c, http.StatusUnprocessableEntity, pages.AdminPage{
			Text: string(text), Problems: faultsOf(problemFaults(problems)),
		})
	}
	if err != nil {
		return err
	}
	if c.PostForm("do") != "publish" {
		return s.showAdmin(c, http.StatusOK, pages.AdminPage{
			Text: string(text), Done: s.sentence(langOf(ctx), "admin.sound", "{version}", short(version)),
		})
	}
	c.Redirect(http.StatusSeeOther, "/admin/processes?done="+url.QueryEscape(processOf(text)))
	return nil
}

// definitionText is the uploaded file, or what was typed when there is none.
func definitionText(c *gin.Context) ([]byte, error) {
	text := []byte(c.PostForm("text"))
	if form := c.Request.MultipartForm; form != nil && len(form.File["file"]) > 0 && form.File["file"][0].Size > 0 {
		content, err := readUpload(form.File["file"][0])
		if err != nil {
			return nil, err
		}
		text = content
	}
	if len(text) > maxBody {
		return nil, reject(http.StatusRequestEntityTooLarge, "error.large", Fault{Code: "size"})
	}
	if !utf8.Valid(text) {
		return nil, reject(http.StatusBadRequest, "error.posted", Fault{Code: "utf8"})
	}
	return text, nil
}

// processOf reads which process a definition that was checked is of.
func processOf(text []byte) string {
	var head struct {
		Process string `yaml:"process"`
	}
	if err := yaml.Unmarshal(text, &head); err != nil {
		return ""
	}
	return head.Process
}
