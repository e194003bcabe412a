package store

import (
	"context"
	"database/sql"
	"slices"
	"time"
	"unicode"

	"github.com/lib/pq"
)

// walked is how many of the newest cases are looked through before the index of words is asked: what is often said is
// found among them, and what is not is seldom found in the index.
const walked = 800

// searchCases finds the newest cases with a text: first among the newest of all, then by the index of words, in
// stretches of time that grow, so that neither a frequent nor a rare text has much to go through.
func (t *Tx) searchCases(ctx context.Context, q CaseQuery, after []any, n int) ([]string, error) {
	s := q.statement(after)
	list := s.newest(walked)
	var near struct {
		IDs    pq.StringArray
		Seen   int
		Oldest sql.NullTime
	}
	pattern := s.arg(like(q.Q))
	err := t.get(ctx, "look through newest cases", &near, `
		WITH newest AS MATERIALIZED (`+list+`)
		SELECT coalesce(array_agg(id ORDER BY created_at DESC, id DESC) FILTER (
				WHERE lower(number) LIKE `+pattern+` OR lower(title) LIKE `+pattern+` OR search LIKE `+pattern+`), '{}') AS ids,
			count(*) AS seen, min(created_at) AS oldest FROM newest`, s.args...)
	if err != nil || len(near.IDs) >= n || near.Seen < walked {
		return near.IDs[:min(len(near.IDs), n)], err
	}
	found := []string(near.IDs)
	for _, stretch := range stretches(near.Oldest.Time) {
		ids, err := t.searchStretch(ctx, q, after, stretch, n)
		if err != nil {
			return nil, err
		}
		for _, id := range ids { // the newest of a stretch may have been looked through
			if !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
		if len(found) >= n {
			return found[:n], nil
		}
	}
	return found, nil
}

// stretch is a part of the past, newest first; key is what all its cases have in the index, nothing for the whole past.
type stretch struct {
	from, to time.Time
	key      string
}

// stretches are some months, then some years, then all the rest.
func stretches(oldest time.Time) []stretch {
	const months, years = 2, 3
	oldest = oldest.UTC()
	month := time.Date(oldest.Year(), oldest.Month(), 1, 0, 0, 0, 0, time.UTC)
	end := month.AddDate(0, 1, 0)
	var all []stretch
	for range months {
		all = append(all, stretch{month, end, "month_key"})
		month, end = month.AddDate(0, -1, 0), month
	}
	year := time.Date(end.AddDate(0, 0, -1).Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	for range years {
		all = append(all, stretch{year, end, "year_key"})
		year, end = year.AddDate(-1, 0, 0), year
	}
	return append(all, stretch{to: end})
}

// searchStretch lists the newest cases of a stretch that have a text. Of somebody who sees only what they take part in
// that is asked first: a text may stand in thousands of cases they may not see, which are then not read.
func (t *Tx) searchStretch(ctx context.Context, q CaseQuery, after []any, in stretch, n int) ([]string, error) {
	s := q.statement(after)
	keys := `(SELECT coalesce(array_agg(hashtext(piece)), '{}') FROM unnest(` +
		s.arg(array(pieces(lowered(q.Q)))) + `::text[]) piece)`
	if in.key != "" {
		keys += ` || ` + in.key + `(this_school(), ` + s.arg(in.from) + `)`
	}
	query := `WITH found AS MATERIALIZED (SELECT door_words(` + keys + `) AS id)
		SELECT c.id FROM found`
	visible := ""
	if s.Took || !s.All && len(s.Departments) == 0 {
		query += ` JOIN case_persons p ON p.case_id = found.id AND p.person = ` + s.arg(s.Person)
	} else {
		visible = s.visible()
	}
	query += ` JOIN cases c ON c.id = found.id WHERE c.created_at < ` + s.arg(in.to) +
		` AND c.created_at >= ` + s.arg(in.from) + s.conditions("c.created_at", "c.id") + visible +
		// What a text is made of may stand in a case without it: LIKE decides.
		` AND c.search LIKE ` + s.arg(like(q.Q)) + ` ORDER BY c.created_at DESC, c.id DESC LIMIT ` + s.arg(n)
	var ids []string
	err := t.list(ctx, "search cases", &ids, query, s.args...)
	return ids, err
}

// mostPieces is for how many pieces of a text the index is asked: each costs, and what a text has at its end (the
// digits in which numbers differ) tells cases apart best.
const mostPieces = 6

// pieces are of those word_keys makes of a text the fewest that it is made of whole, the last of them: for all of them,
// most of which say nothing new, the index takes thirty times as long.
func pieces(text string) []string {
	letters := []rune(text)
	var all []string
	for i, end := 0, 0; i < len(letters); i++ {
		longest := 3
		if letters[i] > unicode.MaxASCII {
			longest = 2
		}
		until := min(i+longest, len(letters))
		if until <= end || until-i == 1 && letters[i] <= unicode.MaxASCII {
			continue // within the one before; of one letter there is no key
		}
		all, end = append(all, string(letters[i:until])), until
	}
	return all[max(0, len(all)-mostPieces):]
}
