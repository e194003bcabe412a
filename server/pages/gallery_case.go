package pages

import (
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// cards are tasks in the queue: to be decided in place, late and doubtful, somebody else's.
func (c canned) cards() []Card {
	card := func(id string) Card {
		return Card{
			ID: "gallery." + id, Number: cannedNumber, Case: "/admin/gallery", Icon: "box", Process: c.sample("process"),
			Step: c.sample("step"), Starter: c.sample("person"), Department: c.sample("department"),
			Amount: Fact{Label: c.kind("money"), Text: "1,280.00"}, Facts: []Fact{{Text: c.sample("reason")}},
			Waited: c.sample("waited"), Due: c.sample("due"), Mine: true, Action: "/admin/gallery", Back: "/admin/gallery",
		}
	}
	agree := cases.OutcomeView{ID: "approve", Title: c.sample("agree"), Style: "primary"}
	refuse := cases.OutcomeView{ID: "reject", Title: c.sample("refuse"), Style: "danger"}
	plain, late, taken := card("1"), card("2"), card("3")
	plain.Outcomes, plain.Several = []cases.OutcomeView{agree, refuse}, []string{"approve"}
	late.Flags = []string{c.sample("later")}
	late.Overdue, late.Due, late.Outcomes = true, c.sample("late"), []cases.OutcomeView{agree}
	late.Beside, late.Comment = c.beside("late"), c.sample("remark")
	late.Failures, late.Opens = []string{c.say("refused")}, true
	taken.Mine, taken.Claimed, taken.Amount = false, c.sample("other"), Fact{}
	taken.Notes = []string{c.sample("remark")}
	return []Card{plain, late, taken}
}

// beside is what stands beside a decision: something doubtful, single facts, a table.
func (c canned) beside(id string) *Beside {
	left := c.shown(id, "money")
	left.Field.Takes = &forms.Taken{Shown: "800.00", Percent: 62}
	known := &Beside{Doubts: []Doubt{{Text: c.sample("doubt"), Cases: []Link{{Href: "/cases", Label: cannedNumber}}}}}
	known.Add(left)
	known.Add(c.shown(id, "person"))
	known.Add(c.rows(id+"-table", false))
	return known
}

// caseOf is a case on its page, with everything that can stand there.
func (c canned) caseOf(route *Route) CasePage {
	due := c.now.Add(time.Hour)
	page := CasePage{
		Number: cannedNumber, Process: c.sample("process"), Icon: "box", Title: c.sample("reason"),
		Flags: []string{c.sample("refuse")}, Late: true, Sums: []Sum{{c.kind("money"), "1,280.00"}},
		State: processes.Open, Starter: c.sample("person"),
		Department: c.sample("department"), CreatedAt: c.now.AddDate(0, 0, -2), ChangedAt: c.now, Route: route,
		Lost:     &LostWord{Said: c.sample("doubt"), Comment: c.sample("remark")},
		Warnings: []string{c.sample("doubt")}, Actions: c.actions(), Paper: c.paper(),
		Files:  []FileBox{{ID: "x", Name: c.sample("file") + ".pdf", Kind: "pdf", Size: 52_000, Of: c.sample("step")}},
		Books:  []BookTable{c.book()},
		Offers: []Offer{{Title: c.sample("process"), Icon: "box", Href: "/admin/gallery"}},
		Related: []RelatedLine{
			{
				Way: c.words.Say(c.lang, "related.way.begins"), Number: cannedNumber, Href: "/admin/gallery", Icon: "box",
				Process: c.sample("process"), State: processes.Done, About: c.sample("reason"), Amount: "1,280.00",
				CreatedAt: c.now,
			},
			{
				Way: c.words.Say(c.lang, "related.way.posted_by"), Number: cannedNumber, Icon: "box",
				Process: c.sample("process"), State: processes.Open, CreatedAt: c.now,
			},
		},
		Talk: []TalkLine{
			{At: c.now, Actor: c.sample("other"), Text: c.sample("remark")},
			{At: c.now, Actor: c.sample("person"), Text: c.sample("remark"), Mine: true}, {At: c.now, Said: c.sample("late")},
		},
		Write: &ActionForm{ID: "gallery-write", Action: "/admin/gallery", Name: "comment"},
	}
	task := c.entry("task", false)
	task.Fields = []Box{c.asked("task", "longtext", false), c.asked("task", "money", false)}
	page.Tasks = []TaskBox{{
		ID: "gallery", Title: c.sample("step"), Mine: true, DueAt: &due, Overdue: true, Back: c.sample("doubt"),
		Forms: []Entry{task}, Actions: c.actions()[:1], Bar: true,
	}}
	for i, kind := range []string{"good", "bad", "back", "talk", "clock", "", "good", "good", "good"} {
		page.History = append(page.History, HistoryLine{
			At: c.now.Add(time.Duration(i-9) * time.Hour), Actor: c.sample("other"), Said: c.sample("step"),
			Comment: c.sample("remark"), Kind: kind,
		})
	}
	return page
}

// actions are an action with everything one can ask, and a bare one.
func (c canned) actions() []ActionForm {
	return []ActionForm{
		{
			ID: "gallery-act", Action: "/admin/gallery", Name: "x", Label: c.sample("later"), Icon: "user-share",
			Explain: c.say("help"), Whom: c.words.Say(c.lang, "action.back_to"),
			To:     []Choice{{Value: "a", Label: c.sample("other")}},
			Resume: true, Comment: true, Danger: true, Place: true,
		},
		{ID: "gallery-bare", Action: "/admin/gallery", Name: "y", Label: c.sample("agree"), Icon: "bell"},
	}
}

func (c canned) paper() Paper {
	lines := c.rows("paper-table", false)
	sum := c.shown("paper", "money")
	sum.Field.Capitals = forms.Money(128000).Capitals(c.lang)
	fields := []Box{c.shown("paper", "person"), c.shown("paper", "date"), c.shown("paper", "longtext"), lines, sum}
	sign := SignBox{
		Title: c.sample("step"), Name: c.sample("other"), For: c.sample("person"), Outcome: c.sample("agree"),
		Style: "primary", Comment: c.sample("remark"), At: c.now,
	}
	awaited := SignBox{Title: c.sample("later"), Persons: []string{c.sample("person"), c.sample("other")}, Awaited: true}
	refused := sign
	refused.Outcome, refused.Style, refused.For = c.sample("refuse"), "danger", ""
	return Paper{Parts: []PaperPart{
		{Title: c.sample("process"), Blocks: Ruled(fields), Signs: []SignBox{sign, refused, awaited}},
		{Title: c.sample("later"), Blocks: Ruled(fields[:2]), Void: true},
	}}
}
