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
	web := httptest.NewUnstartedServer(compressed(headToo(s.engine)))
	web.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateNew { // a few answers are soon all there is room for on the way
			assert.NoError(t, conn.(*net.TCPConn).SetWriteBuffer(4096))
		}
	}
	web.Start()
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
	for name, as := range map[string]string{"not signed in": "", "the same person": token, "a colleague": s.token("teacher")} {
		// What is still on the way may take its turn first; a turn that is held would be until pieceTime is over.
		assert.Eventually(t, func() bool { return looksIn(t, web.URL, as) == http.StatusOK }, pieceTime/2, 50*time.Millisecond, name)
	}
}

// looksIn asks for what anybody signed in, or nobody, may see, and tells the answer's status.
func looksIn(t *testing.T, base, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), get, base+"/login", nil)
	if !assert.NoError(t, err) {
		return 0
	}
	if token != "" {
		r.URL.Path = "/api/v1/me"
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w, err := http.DefaultClient.Do(r)
	if !assert.NoError(t, err) {
		return 0
	}
	defer func() { _ = w.Body.Close() }()
	return w.StatusCode
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
	_, _ = io.Copy(conn, strings.NewReader(strings.Repeat(request, 10))) // as much as it takes
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
