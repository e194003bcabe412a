package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/processes/picture"
	"zongwu/server/pages"
)

func (s *Server) pageDefinition(c *gin.Context) error {
	if err := s.adminOnly(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	d, err := s.service.Definition(ctx, me(ctx).School, viewerOf(ctx), c.Param("id"), c.Query("version"))
	if err != nil {
		return err
	}
	lang, p := langOf(ctx), d.Process
	year := time.Now().In(pages.China()).Format("2006")
	page := pages.DefinitionPage{
		ID: p.ID, Title: p.Title.In(lang), Icon: p.Icon, Category: p.Category.In(lang), Version: short(p.Version),
		Number: s.sentence(lang, "definition.number", "{number}", p.CaseNumber(year, 1)),
		Text:   string(d.Text),
	}
	for _, row := range d.Versions {
		line := pages.VersionLine{
			Version: row.Version, Short: short(row.Version), By: pages.FirstOf(d.Names[row.By], row.By), At: row.At,
			InForce: row.InForce, Shown: row.Version == p.Version, Cases: row.Cases, Open: row.Open,
		}
		if row.By == cases.Catalogue {
			line.By = s.site.Words.Say(lang, "definition.catalogue")
		}
		page.InForce = page.InForce || line.InForce && line.Shown
		page.Versions = append(page.Versions, line)
	}
	if page.InForce {
		if page.Gaps, err = s.gapsOf(ctx, p.ID); err != nil {
			return err
		}
		if page.Schedule, err = s.scheduleBox(ctx, p.ID, c.Query("ran")); err != nil {
			return err
		}
	}
	for _, setting := range p.Settings {
		page.Settings = append(page.Settings, pages.SettingLine{
			Name: setting.Name, Label: pages.FirstOf(setting.Label.In(lang), setting.Name),
			Value: valueWords(lang, setting.Default),
		})
	}
	for i, form := range d.Forms {
		fields, err := s.boxes(ctx, form.View, "form"+strconv.Itoa(i)+"-")
		if err != nil {
			return err
		}
		page.Forms = append(page.Forms, pages.SpecimenForm{Steps: form.Steps, Fields: fields})
	}
	if page.Route, err = s.definitionRoute(ctx, d); err != nil {
		return err
	}
	s.render(c, http.StatusOK, "definition", page)
	return nil
}

// valueWords writes a setting's value as people read it.
func valueWords(lang string, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case forms.Money:
		return x.In(lang)
	}
	return fmt.Sprint(v)
}

// definitionRoute is the way of a process before there is any case.
func (s *Server) definitionRoute(ctx context.Context, d *cases.Definition) (*pages.Route, error) {
	p := d.Process
	g, err := s.guide(ctx, &cases.Route{Process: p})
	if err != nil {
		return nil, err
	}
	made := &pages.Route{ID: "route", Title: g.say("route.steps")}
	style := picture.Style{Lang: g.lang, Caption: g.meant, Course: d.Course}
	g.draw(made, style, func(n picture.Node) pages.RouteNode {
		if n.Shape == picture.Stop {
			return g.node(n)
		}
		return pages.RouteNode{Says: pages.Joined(g.lang, append(slices.Clone(n.Lines), n.Caption))}
	})
	for _, step := range append([]*processes.Step{p.Begin}, p.All()...) {
		title := p.Ordinal(step) + " " + p.Heading(step).In(g.lang)
		stop := pages.RouteStop{State: "plain", Title: title, Notes: p.Tells(step, g.lang, d.Begun), Brief: true}
		if step.When != nil {
			stop.State, stop.Word = "maybe", g.say("route.conditional")
		}
		made.Stops = append(made.Stops, stop)
	}
	return made, nil
}

// meant is who is meant to do a step, and how many of them sign.
func (g *guide) meant(step *processes.Step) string {
	if step.Human == nil {
		return g.say("route.engine")
	}
	who := step.Human.By.In(g.lang, g.route.Process, g.role)
	if how := step.Human.How.In(g.lang); how != "" {
		who += pages.Bracketed(g.lang, how)
	}
	return who
}
