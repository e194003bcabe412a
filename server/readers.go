package server

import (
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// An answer leaves piece by piece, and whoever reads it must take each in time. That is 2 KB a second: the slowest of
// lines does better, and a connection that is never read from ends.
const (
	pieceSize = 64 << 10
	pieceTime = 30 * time.Second
)

// outgoing is the writer of an answer under way. What costs the machine is done when the first byte leaves: from then
// on it waits for its reader, whom nobody else waits for. Otherwise a few connections that ask for pages and never read
// them would hold all turns there are, a school's or those of everybody not signed in.
type outgoing struct {
	gin.ResponseWriter
	turn    *turnOf
	control *http.ResponseController
}

func newOutgoing(w gin.ResponseWriter, turn *turnOf) *outgoing {
	return &outgoing{ResponseWriter: w, turn: turn, control: http.NewResponseController(w)}
}

// Unwrap leads http.ResponseController to the connection.
func (o *outgoing) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *outgoing) Write(p []byte) (int, error) {
	return o.inPieces(len(p), func(from, to int) (int, error) { return o.ResponseWriter.Write(p[from:to]) })
}

// WriteString is Write without a copy.
func (o *outgoing) WriteString(text string) (int, error) {
	return o.inPieces(len(text), func(from, to int) (int, error) { return o.ResponseWriter.WriteString(text[from:to]) })
}

func (o *outgoing) inPieces(size int, write func(from, to int) (int, error)) (int, error) {
	o.turn.answer()
	for sent := 0; ; {
		if err := o.control.SetWriteDeadline(time.Now().Add(pieceTime)); err != nil &&
			!errors.Is(err, http.ErrNotSupported) { // a recorder's answer has no reader to wait for
			return sent, err
		}
		n, err := write(sent, min(sent+pieceSize, size))
		if sent += n; err != nil || sent >= size {
			return sent, err
		}
	}
}
