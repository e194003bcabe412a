package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"zongwu/calendar"
	"zongwu/forms"
	"zongwu/lists"
	"zongwu/server/pages"
	"zongwu/store"
)

// Years the calendar can show.
const firstYear, lastYear = 2000, 2199

// showCalendar shows a year as months, in which a day is made a holiday or a workday.
func (s *Server) showCalendar(c *gin.Context, status int, who lists.Who, page pages.CalendarPage) error {
	ctx := c.Request.Context()
	number := yearAsked(c)
	year, err := s.lists.Year(ctx, who, number)
	if err != nil {
		return err
	}
	page.Today = time.Now().In(calendar.Zone).Format(time.DateOnly)
	page.Edit = recordHref(store.ListCalendar, store.ListCalendar)
	page.Year = s.yearView(who.Lang, number, year)
	for _, day := range year.Own {
		page.Own = append(page.Own, pages.OwnDay{
			Day: pages.Dated(who.Lang, day.Day), Name: day.Name, Date: day.Day, Works: day.Works,
		})
	}
	page.Facts = s.calendarFacts(who.Lang, number, year)
	entry, err := s.lists.One(ctx, who, store.ListCalendar, store.ListCalendar)
	if err != nil {
		return err
	}
	page.Title, page.Icon = entry.Title, entry.List.Icon
	if c.Query("done") == "saved" {
		page.Done = s.site.Words.Say(who.Lang, "lists.saved")
	}
	page.History = s.changeLines(who.Lang, entry.History, false)
	s.render(c, status, "admincalendar", page)
	return nil
}

// yearAsked is the year of the address; the year of a day that was just decided about; else this one.
func yearAsked(c *gin.Context) int {
	for _, asked := range []string{c.Query("year"), c.PostForm("off"), c.PostForm("work"), c.PostForm("from")} {
		text, _, _ := strings.Cut(asked, "-")
		if year, err := strconv.Atoi(text); err == nil && year >= firstYear && year <= lastYear {
			return year
		}
	}
	return time.Now().In(calendar.Zone).Year()
}

func (s *Server) yearView(lang string, number int, year *lists.Year) pages.YearView {
	view := pages.YearView{Number: number, Title: s.sentence(lang, "lists.year", "{year}", strconv.Itoa(number))}
	if number > firstYear {
		view.Previous = "/admin/lists/calendar?year=" + strconv.Itoa(number-1)
	}
	if number < lastYear {
		view.Next = "/admin/lists/calendar?year=" + strconv.Itoa(number+1)
	}
	if !calendar.Known(number) {
		view.Unknown = s.sentence(lang, "calendar.unknown", "{year}", strconv.Itoa(number))
	}
	view.Weekdays = strings.Split(s.site.Words.Say(lang, "lists.week"), "")
	for _, m := range year.Months {
		name := s.numbered(lang, "lists.month", m.Number)
		if lang == forms.English {
			name = time.Month(m.Number).String()
		}
		view.Months = append(view.Months, pages.MonthView{
			Number: m.Number, Name: name, Works: s.numbered(lang, "lists.workdays", m.Works), Weeks: m.Weeks,
		})
	}
	return view
}

// calendarFacts are the terms and closures that touch a year, and the working hours.
func (s *Server) calendarFacts(lang string, number int, year *lists.Year) []pages.Fact {
	var facts []pages.Fact
	add := func(key string, all []string) {
		if len(all) > 0 {
			facts = append(facts, pages.Fact{Label: s.site.Words.Say(lang, key), Text: pages.Joined(lang, all)})
		}
	}
	during := func(all []calendar.Period) (texts []string) {
		first, last := strconv.Itoa(number)+"-01-01", strconv.Itoa(number)+"-12-31"
		for _, p := range all {
			if p.From <= last && p.To >= first {
				texts = append(texts, p.Name+" "+pages.Dated(lang, p.From)+"–"+pages.Dated(lang, p.To))
			}
		}
		return texts
	}
	add("calendar.terms", during(year.Terms))
	add("calendar.closures", during(year.Closed))
	var hours []string
	for _, h := range year.Hours {
		hours = append(hours, h.From+"–"+h.To)
	}
	add("calendar.hours", hours)
	return facts
}

// postDays makes one day, or the days of a stretch, holidays or workdays.
func (s *Server) postDays(c *gin.Context) error {
	ctx := c.Request.Context()
	who, err := s.adminOf(ctx)
	if err != nil {
		return err
	}
	page := pages.CalendarPage{From: c.PostForm("from"), To: c.PostForm("to"), Name: c.PostForm("name")}
	from, to, name := page.From, page.To, strings.TrimSpace(page.Name)
	works := c.PostForm("do") == "work"
	for _, button := range []string{"off", "work"} {
		if day := c.PostForm(button); day != "" {
			from, to, name, works = day, day, "", button == "work"
		}
	}
	refused, err := s.lists.SetDays(ctx, who, from, to, name, works)
	if err != nil {
		return err
	}
	if page.Refused = refused; refused != "" {
		return s.showCalendar(c, http.StatusUnprocessableEntity, who, page)
	}
	address := "/admin/lists/calendar?year=" + strconv.Itoa(yearAsked(c))
	if _, month, named := strings.Cut(from, "-"); named && len(month) > 1 {
		address += "#m" + month[:2]
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil
}
