package server

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zongwu/lists"
)

// measured has what takes a quiet machine measured: go test ./server -run 'TestNeighbours|TestSignInTimes' -measure -v
var measured = flag.Bool("measure", false, "measure what wants a quiet machine")

// TestNeighbours: how long one school waits while another floods the server, with turns, with half of them and without;
// and how long a person waits beside a colleague's slow answers.
func TestNeighbours(t *testing.T) {
	if !*measured {
		t.Skip("a measurement: -measure")
	}
	s := newSite(t)
	s.publish(t, "memo", memo, "main", "second")
	web := httptest.NewServer(compressed(headToo(s.engine)))
	defer web.Close()
	ratios, halves := map[int][]float64{}, map[int][]float64{}
	for round := range 5 {
		for _, share := range []int{1, leastShared, 10_000} {
			if share > leastShared && round > 1 {
				continue // without turns it takes ten times as long
			}
			s.server.turns.shared = share
			alone := s.visit(t, web.URL, 200)
			stop, all := make(chan struct{}), &sync.WaitGroup{}
			for i := range 32 {
				token := s.token([]string{"head", "director", "buyer", "storekeeper"}[i%4])
				all.Go(func() { flood(web.URL, token, i, stop) })
			}
			time.Sleep(300 * time.Millisecond)
			beside := s.visit(t, web.URL, 200)
			close(stop)
			all.Wait()
			slow := s.besideSlow(t, web.URL)
			time.Sleep(remembered)
			ratios[share] = append(ratios[share], at(beside, .99)/at(alone, .99))
			halves[share] = append(halves[share], at(beside, .5)/at(alone, .5))
			t.Logf("share %d: alone p50 %.1f p99 %.1f ms; beside a flood p50 %.1f p99 %.1f ms; beside slow answers p50 %.1f p99 %.1f ms",
				share, at(alone, .5), at(alone, .99), at(beside, .5), at(beside, .99), at(slow, .5), at(slow, .99))
		}
	}
	for share, values := range ratios {
		t.Logf("share %d: p99 %.2f times, p50 %.2f times (medians)", share, at(values, .5), at(halves[share], .5))
	}
}

// besideSlow is a visit while a colleague is given an answer that takes half a second, once a second, and another school
// asks too.
func (s *site) besideSlow(t *testing.T, base string) []float64 {
	t.Helper()
	stop, all := make(chan struct{}), &sync.WaitGroup{}
	colleague := place{"second", "director@second"}
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(500 * time.Millisecond):
			}
			s.server.turns.enter(context.Background(), colleague, false)
			time.Sleep(500 * time.Millisecond)
			s.server.turns.leave(colleague, false)
		}
	})
	took := s.visit(t, base, 200)
	close(stop)
	all.Wait()
	return took
}

// flood asks as fast as it is answered.
func flood(base, token string, i int, stop chan struct{}) {
	paths := []string{"/cases", "/tasks", "/api/v1/cases", "/api/v1/items", "POST"}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	for n := i; ; n++ {
		select {
		case <-stop:
			client.CloseIdleConnections()
			return
		default:
			_, _ = send(client, base, token, paths[n%len(paths)])
		}
	}
}

func send(client *http.Client, base, token, path string) (int, error) {
	method, body := http.MethodGet, ""
	if path == "POST" {
		method, path, body = http.MethodPost, "/api/v1/cases", `{"process":"memo","data":{"text":"x"}}`
	}
	r, err := http.NewRequest(method, base+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = w.Body.Close() }()
	_, err = io.Copy(io.Discard, w.Body)
	return w.StatusCode, err
}

// visit is somebody of the second school working on, in milliseconds a request.
func (s *site) visit(t *testing.T, base string, times int) []float64 {
	t.Helper()
	token, client := s.token("head@second"), &http.Client{}
	var took []float64
	for i := range times {
		begin := time.Now()
		status, err := send(client, base, token, []string{"/tasks", "/cases", "/api/v1/me", "POST"}[i%4])
		if err != nil || status >= 400 {
			t.Fatalf("%d %v", status, err)
		}
		took = append(took, float64(time.Since(begin).Microseconds())/1000)
		time.Sleep(5 * time.Millisecond)
	}
	return took
}

func at(values []float64, part float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}

// TestSignInTimes: a login nobody has is refused no sooner and no later than a wrong password, by Mann and Whitney's test.
func TestSignInTimes(t *testing.T) {
	if !*measured {
		t.Skip("a measurement: -measure")
	}
	s := newSite(t)
	hash, err := lists.HashPassword(testPassword)
	if err != nil {
		t.Fatal(err)
	}
	s.owner(t, `UPDATE people SET password_hash = $1 WHERE id = 'head'`, hash)
	const tries = 1000
	took := map[string][]float64{}
	for i := range tries {
		if i%5 == 0 {
			s.owner(t, `DELETE FROM login_tries`)
		}
		pair := []string{"head", "nobody"}
		if i%2 == 1 {
			slices.Reverse(pair)
		}
		for _, login := range pair {
			begin := time.Now()
			s.check(t, scenario{method: post, url: "/api/v1/session", body: signInBody(login, fmt.Sprint("wrong", i)), status: 401})
			took[login] = append(took[login], float64(time.Since(begin).Microseconds())/1000)
		}
	}
	t.Logf("%d tries each: known %.2f ms, unknown %.2f ms (medians), p = %.3f", tries, at(took["head"], .5),
		at(took["nobody"], .5), mannWhitney(took["head"], took["nobody"]))
}

// mannWhitney is how likely two samples as different as these are of the same kind.
func mannWhitney(a, b []float64) float64 {
	u := 0.0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				u++
			case x == y:
				u += .5
			}
		}
	}
	n, m := float64(len(a)), float64(len(b))
	z := (u - n*m/2) / math.Sqrt(n*m*(n+m+1)/12)
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}

// TestSameWork: by construction, whoever's password it is costs the same to try as a login nobody has.
func TestSameWork(t *testing.T) {
	s := newSite(t)
	hash, err := lists.HashPassword("x")
	if err != nil {
		t.Fatal(err)
	}
	params := func(hash string) string { return strings.Join(strings.Split(hash, "$")[:4], "$") }
	if got, want := params(s.server.decoy), "$argon2id$v=19$m=19456,t=2,p=1"; got != want || params(hash) != want {
		t.Errorf("the decoy costs %s, a password %s, want %s", got, params(hash), want)
	}
}
