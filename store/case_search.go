package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/lib/pq"
)

// walked and walkedOfPart are how many of the newest cases are looked through before the index of words is asked: what
// is often said is found among them, and how often it is said there tells how far the index must be asked to look back.
// Those of
// somebody who sees a part lie apart from each other, and each costs more to read: hardly more than fill a page.
const (
	walked       = 800
	walkedOfPart = 60
)

// searchCases finds the newest cases with a text: among the newest of all, then by the index of words, as far back as
// it takes to fill a page going by the newest ones, and then all the way.
func (t *Tx) searchCases(ctx context.Context, q CaseQuery, after []any, n int) ([]string, error) {
	s := q.statement(after)
	many := walkedOfPart
	if q.All {
		many = walked
	}
	list := s.newest(many)
	var near nearest
	pattern := s.arg(like(q.Q))
	err := t.get(ctx, "look through newest cases", &near, `
		WITH newest AS MATERIALIZED (`+list+`)
		SELECT coalesce(array_agg(id ORDER BY created_at DESC, id DESC) FILTER (
				WHERE lower(number) LIKE `+pattern+` OR lower(title) LIKE `+pattern+` OR search LIKE `+pattern+`), '{}') AS ids,
			count(*) AS seen, min(created_at) AS oldest, max(created_at) AS newest FROM newest`, s.args...)
	if err != nil || len(near.IDs) >= n || near.Seen < many {
		return near.IDs[:min(len(near.IDs), n)], err
	}
	found := []string(near.IDs)
	for _, stretch := range near.stretches(n) {
		ids, err := t.searchStretch(ctx, q, after, stretch, n)
		if err != nil {
			return nil, err
		}
		for _, id := range ids { // the oldest that was looked through is among them
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

// nearest are the newest cases somebody sees: those with a text, how many there are, and when they began.
type nearest struct {
	IDs            pq.StringArray
	Seen           int
	Oldest, Newest sql.NullTime
}

// stretch is a part of the past; keys are its months or its years, of which a case has one in the index, none for as
// far back as there are cases.
type stretch struct {
	from, to time.Time
	keys     []stretchKey
}

type stretchKey struct {
	of string // the function that makes it
	at time.Time
}

// stretches are two parts of the past behind the newest cases: the first where n cases with the text should be, going
// by the newest, with as many to spare; and the rest. Where the newest have none of it, it is all one.
func (near nearest) stretches(n int) []stretch {
	oldest := near.Oldest.Time.UTC()
	rest := stretch{to: oldest.Add(time.Microsecond)} // the oldest one may not have been the only one of its time
	if len(near.IDs) == 0 {
		return []stretch{rest}
	}
	const mostMonths, mostYears = 4, 4
	reach := float64(near.Newest.Time.Sub(near.Oldest.Time)) / float64(len(near.IDs)) * float64(2*n)
	if reach > mostYears*365*24*float64(time.Hour) {
		return []stretch{rest}
	}
	since := oldest.Add(-time.Duration(reach))
	first := stretch{from: monthOf(since), to: rest.to}
	for at := first.from; at.Before(first.to); at = at.AddDate(0, 1, 0) {
		first.keys = append(first.keys, stretchKey{"month_key", at})
	}
	if len(first.keys) > mostMonths {
		first.keys, first.from = nil, time.Date(since.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		for at := first.from; at.Before(first.to); at = at.AddDate(1, 0, 0) {
			first.keys = append(first.keys, stretchKey{"year_key", at})
		}
	}
	rest.to = first.from
	return []stretch{first, rest}
}

func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// searchStretch lists the newest cases of a stretch that have a text. What the index finds is put in order before the
// cases are read, of which no more are than are wanted; of open cases, which it does not have, the words are read.
func (t *Tx) searchStretch(ctx context.Context, q CaseQuery, after []any, in stretch, n int) ([]string, error) {
	s := q.statement(after)
	pattern, from, to := s.arg(like(q.Q)), s.arg(in.from), s.arg(in.to)
	oneOf := make([]string, len(in.keys))
	for i, key := range in.keys {
		oneOf[i] = key.of + `(this_school(), ` + s.arg(key.at) + `)`
	}
	words := `(SELECT coalesce(array_agg(hashtext(piece)), '{}') FROM unnest(` +
		s.arg(array(pieces(lowered(q.Q)))) + `::text[]) piece)`
	during := `, ARRAY[` + strings.Join(oneOf, ", ") + `]::int[])`
	var doors []string
	for _, key := range s.sightKeys() {
		doors = append(doors, `SELECT id, begun_at FROM door_words(`+words+key+during)
	}
	query := `SELECT c.id FROM (
			SELECT id, begun_at FROM (
				` + strings.Join(doors, ` UNION `) + ` UNION
				SELECT case_id, begun_at FROM case_words WHERE open AND search LIKE ` + pattern + `
					AND begun_at < ` + to + ` AND begun_at >= ` + from + `
			) f WHERE begun_at < ` + to + ` AND begun_at >= ` + from + ` ORDER BY begun_at DESC, id DESC
		) found JOIN cases c ON c.id = found.id
		WHERE c.search LIKE ` + pattern + // what a text is made of may stand in a case without it
		s.conditions("found.begun_at", "found.id") + s.visible() + `
		ORDER BY found.begun_at DESC, found.id DESC LIMIT ` + s.arg(n)
	var ids []string
	err := t.list(ctx, "search cases", &ids, query, s.args...)
	return ids, err
}

// sightKeys are, for each way in which the viewer may come to see a case, the keys that such a case has.
func (s *caseStatement) sightKeys() []string {
	person := func() string { return ` || person_key(this_school(), ` + s.arg(s.Person) + `)` }
	department := func(id string) string { return ` || department_key(this_school(), ` + s.arg(id) + `)` }
	narrowed := ""
	if s.Department != "" {
		narrowed = department(s.Department)
	}
	sees := s.All || s.Department != "" && slices.Contains(s.Departments, s.Department)
	switch {
	case s.Took || s.Mine:
		return []string{narrowed + person()}
	case sees:
		return []string{narrowed}
	case s.Department != "":
		return []string{narrowed + person()}
	}
	ways := []string{person()}
	for _, id := range s.Departments {
		ways = append(ways, department(id))
	}
	return ways
}

// mostPieces is for how many pieces of a text the index is asked: each costs, and what a text has at its end (the
// digits in which numbers differ) tells cases apart best.
const mostPieces = 6

// pieces are of those word_keys makes of a text the fewest that it is made of whole, the last of them: for all of them,
// most of which say nothing new, the index takes thirty times as long. A longer number stands for its digits, whose
// pieces are in most numbers.
func pieces(text string) []string {
	letters := []rune(text)
	numbers := numbersIn(letters)
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
		end = until
		if !slices.ContainsFunc(numbers, func(n [2]int) bool { return n[0] <= i && until <= n[1] }) {
			all = append(all, string(letters[i:until]))
		}
	}
	all = all[max(0, len(all)-mostPieces):]
	for _, n := range numbers {
		all = append(all, string(letters[n[0]:min(n[1], n[0]+1+longestNumber)]))
	}
	return all
}

// shortestNumber and longestNumber are how many digits word_keys makes keys of.
const shortestNumber, longestNumber = 4, 12

// numbersIn are where longer numbers stand in a text, each with the sign before it; without one it may be the end of
// another number.
func numbersIn(letters []rune) [][2]int {
	digit := func(i int) bool { return letters[i] >= '0' && letters[i] <= '9' }
	var found [][2]int
	for i := 1; i < len(letters); i++ {
		if digit(i) && !digit(i-1) {
			end := i
			for end < len(letters) && digit(end) {
				end++
			}
			if end-i >= shortestNumber {
				found = append(found, [2]int{i - 1, end})
			}
		}
	}
	return found
}
