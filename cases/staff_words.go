package cases

import (
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/processes"
)

// Advice says what cannot be done any more, and whom to appoint.
type Advice struct {
	Text    forms.Text
	Roles   []string // appoint somebody to one of these
	Process string   // the first it is about
}

// mostNames bounds how many people, or processes, a sentence lists.
const mostNames = 5

// Advise says of gaps what nobody can do and whom to appoint: one sentence for all that one appointment would mend,
// what no case comes past first.
func (s *Staffing) Advise(gaps []Gap) []Advice {
	type group struct {
		gaps []Gap
		key  string
	}
	var groups []*group
	for _, g := range gaps {
		key := fmt.Sprint(g.Step == processes.Start, g.Scheduled, g.Absent, g.Roles, g.Departments, g.Starters)
		i := slices.IndexFunc(groups, func(other *group) bool { return other.key == key })
		if i < 0 {
			i, groups = len(groups), append(groups, &group{key: key})
		}
		groups[i].gaps = append(groups[i].gaps, g)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return rank(a.gaps) - rank(b.gaps) })
	var advice []Advice
	for _, g := range groups {
		one := Advice{Roles: g.gaps[0].Roles, Process: g.gaps[0].Process.ID}
		one.Text.Zh = s.advise(g.gaps, forms.Chinese)
		one.Text.ZhTW = s.advise(g.gaps, forms.Traditional)
		one.Text.En = s.advise(g.gaps, forms.English)
		advice = append(advice, one)
	}
	return advice
}

// rank puts what nobody can begin first, then what stops every case, what stops some, and what will pass.
func rank(gaps []Gap) int {
	switch {
	case gaps[0].Step == processes.Start:
		return 0
	case gaps[0].Absent != nil:
		return 3
	case sometimes(gaps):
		return 2
	}
	return 1
}

// sometimes says that there are cases which come past none of some gaps.
func sometimes(gaps []Gap) bool {
	return !slices.ContainsFunc(gaps, func(g Gap) bool { return !g.Sometimes })
}

// advise says one sentence or two about gaps that one appointment would mend.
func (s *Staffing) advise(gaps []Gap, lang string) string {
	first, say := gaps[0], phrasesIn(lang)
	where := s.places(gaps, lang)
	var what string
	switch {
	case first.Scheduled:
		what = say.scheduled
	case first.Step == processes.Start:
		what = say.begin
	case first.Absent != nil:
		return put(say.absent, "{where}", where, "{persons}", s.listed(first.Absent, s.people, say))
	case sometimes(gaps) && first.Starters != nil:
		what = say.sometimesOf
	case sometimes(gaps):
		what = say.sometimes
	case first.Starters != nil:
		what = say.nobodyOf
	default:
		what = say.nobody
	}
	what = put(what, "{where}", where, "{starters}", s.listed(first.Starters, s.people, say))
	return what + say.space + s.remedy(gaps, lang)
}

// remedy says whom to appoint.
func (s *Staffing) remedy(gaps []Gap, lang string) string {
	g, say := gaps[0], phrasesIn(lang)
	apart := !slices.ContainsFunc(gaps, func(g Gap) bool { return !g.Apart })
	switch {
	case len(g.Departments) > 0:
		return put(say.head, "{departments}", s.listed(g.Departments, s.units, say))
	case len(g.Roles) == 0:
		return say.more
	}
	var roles []string
	for _, role := range g.Roles {
		roles = append(roles, s.Role(role, lang))
	}
	phrase := say.appoint
	if apart {
		phrase = say.another
	}
	return put(phrase, "{roles}", strings.Join(roles, say.or))
}

// Role is what a role is called.
func (s *Staffing) Role(id, lang string) string {
	if title, known := s.roles[id]; known {
		return title.In(lang)
	}
	return id
}

// places names the steps, by process: 物资采购（询价、采购）、付款（经手）.
func (s *Staffing) places(gaps []Gap, lang string) string {
	say := phrasesIn(lang)
	var order []*processes.Process
	steps := map[*processes.Process][]string{}
	for _, g := range gaps {
		if steps[g.Process] == nil {
			order = append(order, g.Process)
		}
		steps[g.Process] = append(steps[g.Process], s.stepOf(g, lang))
	}
	var all []string
	for _, p := range order {
		text := p.Title.In(lang)
		if gaps[0].Step != processes.Start {
			text += say.open + strings.Join(steps[p], say.comma) + say.shut
		}
		all = append(all, text)
	}
	return strings.Join(all, say.comma)
}

// stepOf is what the step of a gap is called; of one that begins another process, what that process is.
func (s *Staffing) stepOf(g Gap, lang string) string {
	for _, p := range s.Processes {
		if p.ID == g.Gap.Process {
			return put(phrasesIn(lang).begun, "{process}", p.Title.In(lang))
		}
	}
	step, ok := g.Process.Step(g.Step)
	if !ok {
		return g.Step
	}
	return step.Title.In(lang)
}

// listed names some, and says how many more there are.
func (s *Staffing) listed(ids []string, names map[string]string, say phrases) string {
	var all []string
	for _, id := range ids[:min(len(ids), mostNames)] {
		if name := names[id]; name != "" {
			id = name
		}
		all = append(all, id)
	}
	text := strings.Join(all, say.comma)
	if len(ids) > mostNames {
		text += put(say.others, "{n}", fmt.Sprint(len(ids)))
	}
	return text
}

func put(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

// phrases are what sentences about gaps are made of.
type phrases struct {
	begin, scheduled, nobody, nobodyOf, sometimes, sometimesOf, absent string
	appoint, another, head, more                                       string
	begun, or, comma, open, shut, space, others                        string
}

func phrasesIn(lang string) phrases {
	switch lang {
	case forms.English:
		return phrases{
			begin:       "Nobody can begin: {where}.",
			scheduled:   "Nobody is there in whose name it begins by itself: {where}.",
			nobody:      "Nobody can do: {where}.",
			nobodyOf:    "In cases begun by {starters}, nobody can do: {where}.",
			sometimes:   "In some cases nobody can do: {where}.",
			sometimesOf: "In some cases begun by {starters}, nobody can do: {where}.",
			absent:      "On leave, and nobody stands in: {where} ({persons}).",
			appoint:     "Appoint: {roles}.", another: "Appoint one more: {roles}.",
			head: "Name a head for: {departments}.", more: "More people are needed.",
			begun: "{process}, which follows", or: " or ", comma: ", ", open: " (", shut: ")", space: " ",
			others: " and others, {n} in all",
		}
	case forms.Traditional:
		return phrases{
			begin:       "沒有人能發起：{where}。",
			scheduled:   "按時自動發起時沒有人可作發起人：{where}。",
			nobody:      "沒有人能辦理：{where}。",
			nobodyOf:    "{starters}發起的單據，沒有人能辦理：{where}。",
			sometimes:   "部分單據沒有人能辦理：{where}。",
			sometimesOf: "{starters}發起的部分單據，沒有人能辦理：{where}。",
			absent:      "都在請假，也沒有代理人：{where}（{persons}）。",
			appoint:     "請指定{roles}。", another: "請再指定一位{roles}。",
			head: "請指定部門負責人：{departments}。", more: "需要更多人員。",
			begun: "後續的{process}", or: "或", comma: "、", open: "（", shut: "）", others: "等{n}人",
		}
	}
	return phrases{
		begin:       "没有人能发起：{where}。",
		scheduled:   "按时自动发起时没有人可作发起人：{where}。",
		nobody:      "没有人能办理：{where}。",
		nobodyOf:    "{starters}发起的单据，没有人能办理：{where}。",
		sometimes:   "部分单据没有人能办理：{where}。",
		sometimesOf: "{starters}发起的部分单据，没有人能办理：{where}。",
		absent:      "都在请假，也没有代理人：{where}（{persons}）。",
		appoint:     "请指定{roles}。", another: "请再指定一位{roles}。",
		head: "请指定部门负责人：{departments}。", more: "需要更多人员。",
		begun: "后续的{process}", or: "或", comma: "、", open: "（", shut: "）", others: "等{n}人",
	}
}
