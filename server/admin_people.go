package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zongwu/lists"
	"zongwu/server/pages"
	"zongwu/store"
)

// pageRoles shows the roles there are and who holds them.
func (s *Server) pageRoles(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	held, err := s.lists.RolesHeld(ctx, who)
	if err != nil {
		return err
	}
	page := pages.RolesPage{}
	for _, h := range held {
		line := pages.RoleLine{Title: h.Role.Title.In(who.Lang)}
		for _, p := range h.People {
			line.People = append(line.People, pages.Link{Href: recordHref(store.ListPeople, p.ID), Label: p.Name})
		}
		page.Roles = append(page.Roles, line)
	}
	s.render(c, http.StatusOK, "adminroles", page)
	return nil
}

func (s *Server) pagePasswords(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	waiting, err := s.lists.WithoutPassword(ctx, who)
	if err != nil {
		return err
	}
	page := pages.PasswordsPage{}
	if len(waiting) > 0 {
		page.Waiting = s.numbered(who.Lang, "lists.password.waiting", len(waiting))
	}
	s.render(c, http.StatusOK, "adminpasswords", page)
	return nil
}

// postPasswords makes first passwords and shows them: this answer is the only place where they ever stand.
func (s *Server) postPasswords(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	given, left, err := s.lists.FirstPasswords(ctx, who)
	if err != nil {
		return err
	}
	page := pages.PasswordsPage{Given: given}
	if left > 0 {
		page.Left = s.numbered(who.Lang, "lists.password.left", left)
	}
	c.Header("Cache-Control", "no-store")
	s.render(c, http.StatusOK, "adminpasswords", page)
	return nil
}

// postPassword gives one person a new password.
func (s *Server) postPassword(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	word, err := s.lists.ResetPassword(ctx, who, c.Param("id"))
	if err != nil {
		return err
	}
	return s.showPassword(c, who, c.Param("id"), word)
}

// showPassword answers with a person's page and the password that was just made.
func (s *Server) showPassword(c *gin.Context, who lists.Who, person, word string) error {
	entry, err := s.lists.One(c.Request.Context(), who, store.ListPeople, person)
	if err != nil {
		return err
	}
	page, err := s.recordPage(c, who, entry)
	if err != nil {
		return err
	}
	page.Password = &pages.PasswordForm{
		Login: entry.ID, Word: word, Name: s.sentence(who.Lang, "lists.password.given", "{name}", entry.Title),
	}
	c.Header("Cache-Control", "no-store")
	s.render(c, http.StatusOK, "adminrecord", page)
	return nil
}

// pageChanges shows what the administration changed, the latest first.
func (s *Server) pageChanges(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	told, next, err := s.lists.Changes(ctx, who, c.Query("list"), c.Query("cursor"))
	if err != nil {
		return err
	}
	options := []pages.Choice{{Label: s.site.Words.Say(who.Lang, "lists.all")}}
	for _, list := range s.lists.Lists() {
		options = append(options, pages.Choice{Value: list.ID, Label: list.Title.In(who.Lang)})
	}
	page := pages.ChangesPage{Tabs: tabs(c, "list", options), Lines: s.changeLines(who.Lang, told, true)}
	s.renderList(c, http.StatusOK, "adminchanges", page, next)
	return nil
}
