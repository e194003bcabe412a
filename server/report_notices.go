package server

import (
	"context"
	"strings"

	"zongwu/forms"
	"zongwu/store"
)

// noticed is how much of a report a notice of it tells, in characters.
const noticed = 60

// tellOfReport tells everybody who looks at reports that one has come, but whoever sent it.
func (s *Server) tellOfReport(ctx context.Context, tx *store.Tx, r *store.Report) error {
	people, err := tx.People(ctx)
	if err != nil {
		return err
	}
	var to []string
	for _, p := range people {
		if p.ID != r.Reporter && (caller{Person: p}).keepsReports() {
			to = append(to, p.ID)
		}
	}
	on, err := tx.ReadLabel(ctx, store.Label{Room: r.Room, Asset: r.Asset})
	if err != nil {
		return err
	}
	return tx.InsertReportNotices(ctx, r.ID, s.reportNotice(joined(on.RoomName, on.AssetName), r.Description), to)
}

// reportNotice is what a notice of a report says, in every language.
func (s *Server) reportNotice(place, description string) forms.Text {
	what := strings.Join(strings.Fields(description), " ")
	if all := []rune(what); len(all) > noticed {
		what = string(all[:noticed]) + "…"
	}
	in := func(lang string) string {
		return s.sentence(lang, "reported.come", "{place}", place, "{what}", what)
	}
	return forms.Text{Zh: in(forms.Chinese), ZhTW: in(forms.Traditional), En: in(forms.English)}
}

// gatherReports puts what was told of several reports that nobody has looked at into one line.
func (s *Server) gatherReports(lang string, told []noticeView) []noticeView {
	first, several := -1, 0
	kept := told[:0:0]
	for _, n := range told {
		if n.What != store.NoticeOfReport || n.Read {
			kept = append(kept, n)
			continue
		}
		if several++; several == 1 {
			first = len(kept)
			kept = append(kept, n)
		}
	}
	if several > 1 {
		kept[first].Text = s.numbered(lang, "reported.several", several)
	}
	return kept
}

// href is where a notice leads, "" where there is nothing to see.
func (n noticeView) href() string {
	switch {
	case n.Number != "":
		return "/cases/" + n.Number
	case n.What == store.NoticeOfReport:
		return reportedPath
	}
	return ""
}

// seenReports marks what the caller was told of reports as read: they are looking at them. It stops no page.
func (s *Server) seenReports(ctx context.Context) {
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		return tx.ReadReportNotices(ctx, person)
	})
	if err != nil {
		s.log.WarnContext(ctx, "mark notices of reports read", "error", err)
	}
}
