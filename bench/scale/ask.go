package scale

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"time"

	"zongwu/bench/report"
	"zongwu/server"
	"zongwu/store"
)

// flatness is how much longer something may take in the largest school than in the smallest.
const flatness = 1.3

// asker is a school's server, with everybody who asks signed in.
type asker struct {
	school    *school
	handler   http.Handler
	questions []question
	tokens    map[string]string
	took      [][]time.Duration
}

func (s *school) asker(ctx context.Context) (*asker, error) {
	questions, err := s.questions(ctx)
	if err != nil {
		return nil, err
	}
	a := &asker{
		school: s, questions: questions, tokens: map[string]string{}, took: make([][]time.Duration, len(questions)),
	}
	a.handler, err = server.New(server.Config{
		Service: s.service, Store: s.store, DatabaseURL: s.cluster.URL(s.database, "zongwu_app"), Logger: s.log, Context: ctx,
	})
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		if a.tokens[q.person] != "" {
			continue
		}
		err := s.store.InSchool(ctx, schoolID, func(ctx context.Context, tx *store.Tx) error {
			a.tokens[q.person], err = tx.OpenSession(ctx, q.person, "bench", time.Hour, time.Hour)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// ask asks one question and says how long the answer took.
func (a *asker) ask(ctx context.Context, q question) (time.Duration, error) {
	path, query, _ := strings.Cut(q.path, "?")
	if values, err := url.ParseQuery(query); err == nil && query != "" {
		path += "?" + values.Encode()
	}
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	request.Header.Set("Authorization", "Bearer "+a.tokens[q.person])
	request.Header.Set("Cookie", "zongwu="+a.tokens[q.person])
	answer := httptest.NewRecorder()
	begun := time.Now()
	a.handler.ServeHTTP(answer, request)
	took := time.Since(begun)
	if answer.Code != http.StatusOK && answer.Code != http.StatusServiceUnavailable { // which is: gave up after 20 s
		return 0, fmt.Errorf("%s asks for %s: %d %.300s", q.person, path, answer.Code, answer.Body)
	}
	return took, nil
}

// fewest is how often even a slow question is asked: of less than a handful of times the middle one says little.
const fewest = 7

// rounds asks every question of every school in turn, so that an unquiet moment falls on all sizes alike.
func rounds(ctx context.Context, askers []*asker, n int, patience time.Duration) error {
	for i := range askers[0].questions {
		end := time.Now().Add(patience)
		for round := 0; round < n+1 && (round < 1+fewest || time.Now().Before(end)); round++ {
			for _, a := range askers {
				took, err := a.ask(ctx, a.questions[i])
				if err != nil {
					return err
				}
				if round > 0 { // the first warms up
					a.took[i] = append(a.took[i], took)
				}
			}
		}
	}
	return nil
}

func measure(ctx context.Context, b *report.Bench, schools []*school, log string) error {
	var askers []*asker
	for _, s := range schools {
		a, err := s.asker(ctx)
		if err != nil {
			return err
		}
		askers = append(askers, a)
	}
	n, patience := 100, 3*time.Second
	if b.Quick {
		n, patience = 3, time.Second
	}
	if err := rounds(ctx, askers, n, patience); err != nil {
		return err
	}
	table(b, askers)
	if file := os.Getenv("PLANS"); file != "" {
		return askers[len(askers)-1].writePlans(ctx, log, file)
	}
	return nil
}

func table(b *report.Bench, askers []*asker) {
	head := []string{"page or call"}
	for _, a := range askers {
		n := report.Figure(float64(a.school.cases))
		head = append(head, n+": p50 ms", "p99 ms")
	}
	head = append(head, "p50 largest/smallest")
	var rows [][]string
	steep := 0
	for i, q := range askers[0].questions {
		row := []string{q.name}
		for _, a := range askers {
			row = append(row, report.Figure(report.Millis(report.Percentile(a.took[i], 50))),
				report.Figure(report.Millis(report.Percentile(a.took[i], 99))))
		}
		first, last := askers[0].took[i], askers[len(askers)-1].took[i]
		ratio := float64(report.Percentile(last, 50)) / float64(report.Percentile(first, 50))
		if ratio > flatness {
			steep++
		}
		rows = append(rows, append(row, report.Figure(ratio)))
	}
	b.Table("Pages and calls over HTTP", head, rows)
	b.Note(fmt.Sprintf("%d of %d grow by more than %.1f from the smallest school to the largest.",
		steep, len(rows), flatness))
}
