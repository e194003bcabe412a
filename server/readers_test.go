package server

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestNobodyReads: connections that ask and never read their answers take no turn from anybody.
func TestNobodyReads(t *testing.T) {
	s := newSite(t)
	web := httptest.NewServer(compressed(headToo(s.engine)))
	t.Cleanup(web.Close)
	token := s.token("head")
	s.check(t, scenario{name: "another school asks too", as: "head@second", url: "/api/v1/me", status: 200})
	var full sync.WaitGroup
	for path, header := range map[string]string{
		"/api/openapi.json": "",
		"/new/purchase":     "Authorization: Bearer " + token + "\r\nAccept: text/html\r\n",
	} {
		for range personAtOnce - 1 {
			full.Go(func() {
				stuck(t, web.Listener.Addr().String(), "GET "+path+" HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
			})
		}
	}
	full.Wait()
	time.Sleep(1500 * time.Millisecond) // until there is no room on the way either
	for name, as := range map[string]string{"not signed in": "", "the same person": token, "a colleague": s.token("teacher")} {
		begin := time.Now()
		r, err := http.NewRequestWithContext(t.Context(), get, web.URL+"/login", nil)
		assert.NoError(t, err)
		if as != "" {
			r.URL.Path = "/api/v1/me"
			r.Header.Set("Authorization", "Bearer "+as)
		}
		w, err := http.DefaultClient.Do(r)
		if assert.NoError(t, err, name) {
			assert.Equal(t, 200, w.StatusCode, name)
			_ = w.Body.Close()
		}
		assert.Less(t, time.Since(begin), longestWait/2, name)
	}
}

// stuck sends a request many times over and reads nothing.
func stuck(t *testing.T, address, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if !assert.NoError(t, err) {
		return
	}
	t.Cleanup(func() { _ = conn.Close() })
	assert.NoError(t, conn.(*net.TCPConn).SetReadBuffer(4096))
	assert.NoError(t, conn.SetWriteDeadline(time.Now().Add(time.Second)))
	_, _ = io.Copy(conn, strings.NewReader(strings.Repeat(request, 300))) // as much as it takes
}

// TestPieces: an answer leaves whole however it is cut, and its turn ends with the first piece.
func TestPieces(t *testing.T) {
	s := newSite(t)
	body, kind := upload(t, "x.txt", []byte(strings.Repeat("纸 ", 3*pieceSize)))
	w := s.check(t, scenario{name: "upload", as: "head", method: post, url: "/api/v1/files", body: body, status: 201,
		header: map[string]string{"Content-Type": kind}})
	id, _, _ := strings.Cut(strings.TrimPrefix(w.Body.String(), `{"id":"`), `"`)
	web := httptest.NewServer(compressed(headToo(s.engine)))
	defer web.Close()
	r, err := http.NewRequestWithContext(t.Context(), get, fmt.Sprintf("%s/api/v1/files/%s", web.URL, id), nil)
	assert.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+s.token("head"))
	got, err := http.DefaultClient.Do(r)
	assert.NoError(t, err)
	defer func() { _ = got.Body.Close() }()
	read, err := io.ReadAll(got.Body)
	assert.NoError(t, err)
	assert.Equal(t, strings.Repeat("纸 ", 3*pieceSize), string(read))
}
