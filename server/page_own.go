package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// What a page's script says of itself. Forms without scripts say the same by their key.
const (
	// personHeader names whose page sends: a session of somebody else's is none for it.
	personHeader = "Zongwu-Person"
	// sendHeader asks for where to go next as a header of its own: a script cannot see a redirect.
	sendHeader = "Zongwu-Send"
	nextHeader = "Zongwu-Next"
)

// newKey is a fresh idempotency key for a form drawn for the caller. Its end tells whose form it is, so that what one
// person typed is never sent in the name of the next one to sign in.
func newKey(ctx context.Context) string {
	secret := newSecret()
	return secret + "." + markOf(secret, me(ctx))
}

// newSecret is 128 random bits.
func newSecret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

func markOf(secret string, who caller) string {
	sum := sha256.Sum256([]byte(secret + "\n" + reference(who)))
	return hex.EncodeToString(sum[:8])
}

// reference names a person among those of all schools.
func reference(who caller) string { return who.School + "/" + who.Person.ID }

// marked says that a key is one of ours and tells whose; programs may send what keys they like.
func marked(key string) (secret, mark string, is bool) {
	secret, mark, is = strings.Cut(key, ".")
	return secret, mark, is && len(secret) == 32 && len(mark) == 16
}

// ownForm refuses a form that was drawn for somebody else.
func ownForm(c *gin.Context) error {
	secret, mark, is := marked(c.PostForm("key"))
	if is && mark != markOf(secret, me(c.Request.Context())) {
		return reject(http.StatusConflict, "error.other_person", Fault{Code: "person", Detail: "error.other_person"})
	}
	return nil
}

// otherPage says that a script's page belongs to somebody else than who is signed in by now.
func otherPage(r *http.Request, who caller) bool {
	named, err := url.QueryUnescape(r.Header.Get(personHeader))
	return err != nil || named != "" && named != reference(who)
}

// askedByScript says that a page's script waits for the answer: it can ask for the password itself.
func askedByScript(r *http.Request) bool {
	return r.Header.Get(personHeader) != "" || r.Header.Get("HX-Request") != ""
}

// nextForScripts turns a redirect into a header for a script that asked for one.
func nextForScripts(c *gin.Context) {
	if c.GetHeader(sendHeader) == "" || c.Writer.Status() != http.StatusSeeOther || c.Writer.Written() {
		return
	}
	header := c.Writer.Header()
	header.Set(nextHeader, header.Get("Location"))
	header.Del("Location")
	c.Status(http.StatusNoContent)
}
