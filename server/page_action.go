package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
)

// actionForm is the form of one action, with the choices it needs.
func (s *Server) actionForm(ctx context.Context, name, action, id string, page *cases.TaskPage) pages.ActionForm {
	lang := langOf(ctx)
	f := pages.ActionForm{
		ID: "a-" + strings.ReplaceAll(id, ".", "-") + "-" + name, Action: action, Key: newKey(ctx), Name: name,
		Label: s.site.Words.Say(lang, "action."+name), Comment: true, Icon: actionIcons[name],
		Whom: s.site.Words.Say(lang, "action.to"),
	}
	if key := "action.explain." + name; s.site.Words.Has(key) {
		f.Explain = s.site.Words.Say(lang, key)
	}
	switch processes.Kind(name) {
	case processes.DoClaim, processes.DoRelease:
		f.Comment = false
	case processes.DoWithdraw, processes.DoCancel:
		f.Danger, f.Reason = true, processes.Kind(name) == processes.DoCancel
	case processes.DoTransfer:
		f.To = personChoices(page.TransferTo)
	case processes.DoReassign:
		f.To = personChoices(page.ReassignTo)
	case processes.DoAddSigner:
		f.Place, f.To = true, personChoices(page.SignerTo)
		f.Whom = s.site.Words.Say(lang, "action.signer")
	case processes.DoSendBack:
		f.Resume, f.Reason, f.Whom = true, true, s.site.Words.Say(lang, "action.back_to")
		for _, step := range page.BackTo {
			f.To = append(f.To, pages.Choice{Value: step.ID, Label: step.Title})
		}
	}
	return f
}

var actionIcons = map[string]string{
	"claim": "hand-stop", "release": "arrow-back-up", "transfer": "user-share", "reassign": "users",
	"send_back": "corner-up-left", "withdraw": "arrow-back-up", "cancel": "circle-x", "urge": "bell-ringing",
	"comment": "message", "add_signer": "user-plus", "copy": "mail",
}

func personChoices(persons []cases.PersonName) []pages.Choice {
	choices := make([]pages.Choice, 0, len(persons))
	for _, p := range persons {
		choices = append(choices, pages.Choice{Value: p.ID, Label: p.Name})
	}
	return choices
}

func (s *Server) postCaseAction(c *gin.Context) error {
	return s.postAction(c, processes.Action{
		Kind: processes.Kind(c.PostForm("action")), Persons: c.PostFormArray("to"),
	}, c.Param("number"))
}

func (s *Server) postTaskAction(c *gin.Context) error {
	return s.postAction(c, processes.Action{
		Kind: processes.Kind(c.PostForm("action")), Task: c.Param("task"), To: c.PostForm("to"),
		Resume: c.PostForm("resume"), Place: c.PostForm("place"),
	}, "")
}

// personKinds are the actions a page's form may name; starting and outcomes have forms of their own, and clocks are
// nobody's to ring.
var personKinds = []processes.Kind{
	processes.DoClaim, processes.DoRelease, processes.DoTransfer, processes.DoReassign, processes.DoSendBack,
	processes.DoWithdraw, processes.DoCancel, processes.DoUrge, processes.DoComment, processes.DoAddSigner,
	processes.DoCopy,
}

func (s *Server) postAction(c *gin.Context, action processes.Action, number string) error {
	ctx := c.Request.Context()
	if !slices.Contains(personKinds, action.Kind) {
		return unknownAction()
	}
	p, err := s.readPosted(c)
	if err != nil {
		return err
	}
	p.body = append(p.body, action.Kind...)
	action.Actor, action.Comment = me(ctx).Person.ID, p.comment
	result, err := s.service.Act(ctx, cases.Request{
		School: me(ctx).School, Case: number, Key: p.key, Body: p.body, Action: action,
	})
	if refused, is := refusalOf(err); is && refused.Reason == processes.Invalid {
		return s.showCase(c, http.StatusUnprocessableEntity, attempt{said: failureWords(langOf(ctx), refused)})
	}
	if err != nil {
		return s.outrun(c, action.Task, p.comment, err)
	}
	target := "/cases/" + url.PathEscape(result.Case.Number)
	if action.Kind == processes.DoTransfer { // whoever handed it on may see it no more
		target = "/tasks"
	}
	c.Redirect(http.StatusSeeOther, target)
	return nil
}

// failureWords is everything a refusal says, for actions that have no fields to show it at.
func failureWords(lang string, r *processes.Refusal) []string {
	var said []string
	for _, f := range r.Failures {
		said = append(said, sayFailure(lang, f))
	}
	if len(said) == 0 {
		said = append(said, r.Detail.In(lang))
	}
	return said
}
