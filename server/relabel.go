package server

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
)

// keepsLabels says whether the caller has new labels made; whoever does prints them, as the office does.
func (c caller) keepsLabels() bool  { return c.is("director", "deputy_director", "storekeeper") }
func (c caller) printsLabels() bool { return c.office() || c.keepsLabels() }

// relabelInput names the code a label has: whoever acts on what they no longer see is told.
type relabelInput struct {
	OneInput
	Key  string `header:"Idempotency-Key" doc:"1 to 128 printable ASCII characters"`
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64" doc:"the code it has, unknown from then on"`
	}
}

// relabelRoom gives a room a label with a new code.
func (s *Server) relabelRoom(ctx context.Context, in *relabelInput) (*oneOutput[store.RoomRow], error) {
	if err := s.relabel(ctx, store.Label{Room: in.ID}, in.Body.Code); err != nil {
		return nil, err
	}
	return s.getRoom(ctx, &in.OneInput)
}

// relabelAsset gives a thing of the register a label with a new code.
func (s *Server) relabelAsset(ctx context.Context, in *relabelInput) (*oneOutput[store.AssetRow], error) {
	if err := s.relabel(ctx, store.Label{Asset: in.ID}, in.Body.Code); err != nil {
		return nil, err
	}
	return oneOf(ctx, s, in.ID, assets)
}

// relabel has a new code made for a label. A key that was used for the same before makes no other one.
func (s *Server) relabel(ctx context.Context, label store.Label, old string) error {
	if !me(ctx).keepsLabels() {
		return s.forbidden(ctx)
	}
	if err := s.standsHere(ctx, label); err != nil {
		return err
	}
	_, err := once(ctx, s, func(ctx context.Context, tx *store.Tx, person string) (string, error) {
		return tx.RenewLabel(ctx, label, old, person)
	})
	if errors.Is(err, store.ErrOtherLabel) {
		return reject(http.StatusConflict, "error.other_label", Fault{Pointer: "/code", Code: "closed"})
	}
	return err
}

// standsHere finds what a label stands on among what the caller's school has.
func (s *Server) standsHere(ctx context.Context, label store.Label) (err error) {
	if label.Asset != "" {
		_, err = oneOf(ctx, s, label.Asset, assets)
	} else {
		_, err = oneOf(ctx, s, label.Room, rooms)
	}
	return err
}

func (s *Server) postRelabelRoom(c *gin.Context) error {
	return s.relabelled(c, store.Label{Room: c.Param("id")}, roomHref(c.Param("id")))
}

func (s *Server) postRelabelAsset(c *gin.Context) error {
	return s.relabelled(c, store.Label{Asset: c.Param("id")}, assetHref(c.Param("id")))
}

// relabelled leads back to the thing's page, where the label stands that is to be printed. Whoever presses twice, or
// comes after somebody else, sees there what label it has now.
func (s *Server) relabelled(c *gin.Context, label store.Label, back string) error {
	said := "relabel.done"
	err := s.relabel(c.Request.Context(), label, c.PostForm("code"))
	var refused *rejection
	if errors.As(err, &refused) && refused.status == http.StatusConflict {
		said, err = refused.detail, nil
	}
	if err != nil {
		return err
	}
	s.sayNext(c, s.site.Words.Say(langOf(c.Request.Context()), said))
	c.Redirect(http.StatusSeeOther, back)
	return nil
}

// labelBox is the label of a room or a thing on its page: whoever prints labels sees it, and may have a new code made.
func (s *Server) labelBox(c *gin.Context, label store.Label, code string) (*pages.LabelBox, error) {
	ctx := c.Request.Context()
	which, action := url.Values{"of": {"rooms"}, "id": {label.Room}}, roomHref(label.Room)
	if label.Asset != "" {
		which, action = url.Values{"of": {"assets"}, "id": {label.Asset}}, assetHref(label.Asset)
	}
	box := &pages.LabelBox{Href: "/q/" + url.PathEscape(code)}
	if !me(ctx).printsLabels() {
		return box, nil
	}
	drawn, err := paper.QR(s.addressOf(c, box.Href))
	if err != nil {
		return nil, err
	}
	box.Drawn, box.Print = template.URL(drawn), "/labels?"+which.Encode() //nolint:gosec // a picture we drew
	if me(ctx).keepsLabels() {
		box.Action, box.Code = action+"/label", code
	}
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		changed, err := tx.LabelRenewed(ctx, label)
		if changed != nil {
			box.Since = joined(pages.Moment(langOf(ctx), changed.At), changed.Name)
		}
		return err
	})
	return box, err
}
