package server

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"zongwu/cases"
	"zongwu/server/pages"
	"zongwu/store"
)

// hands are the signatures people draw once and sign with from then on.
type hands struct {
	number string // of the case they stand on
	all    []store.Signature
}

// signedByHand reads who signed a case, and how they sign.
func (s *Server) signedByHand(ctx context.Context, number string) ([]cases.Signed, hands, error) {
	h := hands{number: number}
	signed, err := s.service.Signed(ctx, me(ctx).School, viewerOf(ctx), number)
	if err != nil {
		return nil, h, err
	}
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		var err error
		h.all, err = tx.Signatures(ctx, signers(signed))
		return err
	})
	return signed, h, err
}

func signers(signed []cases.Signed) []string {
	var persons []string
	for _, one := range signed {
		persons = append(persons, one.Person)
	}
	return persons
}

// put has a box show the signature its person had at the time; who had drawn none signs by name.
func (h hands) put(box *pages.SignBox, person string) {
	at := slices.IndexFunc(h.all, func(one store.Signature) bool { // the latest come first
		return one.Person == person && !one.At.After(box.At)
	})
	if at < 0 || !h.all[at].Drawn || box.DrawnID != "" {
		return
	}
	box.Hand = h.all[at].ID
	address := "/cases/" + url.PathEscape(h.number) + "/signatures/" + strconv.FormatInt(box.Hand, 10)
	box.Drawn = template.URL(address) //nolint:gosec // an address of ours
}

// pageSignature sends a drawn signature: one's own, and on a case those of whom it was signed by.
func (s *Server) pageSignature(c *gin.Context) error {
	ctx := c.Request.Context()
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return store.ErrNotFound
	}
	number := c.Param("number")
	persons := []string{me(ctx).Person.ID}
	if number != "" {
		signed, err := s.service.Signed(ctx, me(ctx).School, viewerOf(ctx), number)
		if err != nil {
			return err
		}
		persons = signers(signed)
	}
	var picture []byte
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		var whose string
		if whose, picture, err = tx.SignaturePicture(ctx, id); err != nil {
			return err
		}
		if !slices.Contains(persons, whose) {
			return store.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "image/png", picture)
	return nil
}
