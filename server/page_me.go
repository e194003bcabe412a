package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/server/pages"
	"zongwu/store"
)

const mePath = "/me"

// meState is what a form of the own page came back with.
type meState struct {
	part  string // whose form it was
	wrong []string
	leave *processes.Leave // as it was typed
	typed string           // a remark
}

func (s *Server) pageMe(c *gin.Context) error { return s.showMe(c, http.StatusOK, meState{}) }

func (s *Server) showMe(c *gin.Context, status int, state meState) error {
	ctx := c.Request.Context()
	who := me(ctx)
	page := pages.MePage{
		Name: who.Person.Name, Login: who.Person.ID, Key: newKey(ctx), Part: state.part, Wrong: state.wrong,
		TypedRemark: state.typed, MostRemarks: mostRemarks,
	}
	for _, role := range s.lists.Roles() {
		if slices.Contains(who.Person.Roles, role.ID) {
			page.Roles = append(page.Roles, role.Title.In(langOf(ctx)))
		}
	}
	var err error
	if page.Department, err = s.departmentName(ctx, who.Person.Department); err != nil {
		return err
	}
	if err := s.readMine(ctx, &page); err != nil {
		return err
	}
	leave, err := s.service.Leave(ctx, who.School, who.Person.ID, langOf(ctx))
	if err != nil {
		return err
	}
	s.fillLeave(ctx, &page, leave, state.leave)
	s.render(c, status, "me", page)
	return nil
}

// readMine reads what the own page holds of the caller, in one reading.
func (s *Server) readMine(ctx context.Context, page *pages.MePage) error {
	who := me(ctx)
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		chosen, err := tx.Preferences(ctx, who.Person.ID)
		if err != nil {
			return err
		}
		page.Remarks = s.remarksOf(langOf(ctx), chosen)
		signed, err := tx.Signatures(ctx, []string{who.Person.ID})
		if err != nil {
			return err
		}
		if len(signed) > 0 && signed[0].Drawn {
			page.Drawn = signatureAddress(signed[0].ID)
		}
		opened, err := tx.SessionsOf(ctx, who.Person.ID)
		if err != nil {
			return err
		}
		page.Sessions = s.sessionLines(langOf(ctx), opened, store.SessionID(who.token))
		people, err := tx.People(ctx)
		if err != nil {
			return err
		}
		rooms, _, err := tx.Departments(ctx, store.Query{Limit: longestList})
		page.Deputies = deputies(people, rooms, who.Person.ID)
		return err
	})
}

// deputies are the others of the school, by department.
func deputies(people []processes.Person, rooms []store.DepartmentRow, but string) []pages.PeopleOf {
	var groups []pages.PeopleOf
	for _, room := range rooms {
		group := pages.PeopleOf{Department: room.Name}
		for _, p := range people {
			if p.Department == room.ID && p.ID != but {
				group.People = append(group.People, pages.Choice{Value: p.ID, Label: p.Name})
			}
		}
		if len(group.People) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// fillLeave says how a person's leave stands, in words, and fills in its form: as it is, or as it came back.
func (s *Server) fillLeave(ctx context.Context, page *pages.MePage, is *cases.LeaveView, typed *processes.Leave) {
	lang := langOf(ctx)
	shown := is.Leave
	if typed != nil {
		shown = *typed
	}
	page.From, page.To = shown.From, shown.To
	deputy := ""
	for i := range page.Deputies {
		for j := range page.Deputies[i].People {
			option := &page.Deputies[i].People[j]
			option.Chosen = option.Value == shown.Deputy
			if option.Value == is.Deputy {
				deputy = option.Label
			}
		}
	}
	for _, w := range is.Warnings {
		page.LeaveDoubts = append(page.LeaveDoubts, sayFailure(lang, w))
	}
	if is.From == "" || is.To != "" && is.To < processes.Day(time.Now()) {
		return
	}
	key := "me.leave.is_open"
	if is.To != "" {
		key = "me.leave.is"
	}
	page.Leave = s.sentence(lang, key, "{from}", pages.Dated(lang, is.From), "{to}", pages.Dated(lang, is.To),
		"{deputy}", deputy)
}

// remarksOf are what somebody often remarks; who never chose has the usual ones.
func (s *Server) remarksOf(lang string, chosen store.Preferences) []string {
	if chosen.Remarks != nil {
		return chosen.Remarks
	}
	return []string{
		s.site.Words.Say(lang, "me.usual.agreed"), s.site.Words.Say(lang, "me.usual.seen"),
		s.site.Words.Say(lang, "me.usual.more"),
	}
}

func (s *Server) sessionLines(lang string, opened []store.OpenedSession, here string) []pages.SessionLine {
	lines := make([]pages.SessionLine, 0, len(opened))
	for _, o := range opened {
		line := pages.SessionLine{
			ID: o.ID, Device: deviceOf(o.Agent), Since: o.CreatedAt, Seen: o.IdleUntil.Add(-sessionIdle), Here: o.ID == here,
		}
		if line.Device == "" {
			line.Device = s.site.Words.Say(lang, "me.sessions.unknown")
		}
		lines = append(lines, line)
	}
	return lines
}

func signatureAddress(id int64) string { return mePath + "/signatures/" + strconv.FormatInt(id, 10) }
