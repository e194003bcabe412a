package server

import (
	"context"
	"net/url"

	"zongwu/cases"
	"zongwu/server/pages"
	"zongwu/store"
)

// about is what somebody may want to begin something about: what is owed to a supplier, for a case or for all.
type about struct {
	supplier string
	number   string // of the case, "" for all of them
	owed     store.PayableRow
}

// offersAbout leads to what the reader may begin about what is owed: paying it while some of it stands on no payment,
// sending goods back while there are any. Which processes do that their definitions say, by the book they post to.
func (s *Server) offersAbout(ctx context.Context, a about) ([]pages.Offer, error) {
	kind := "supplier"
	if a.number != "" {
		kind = "case"
	}
	var operations []string
	if a.owed.Accepted-a.owed.Returned != a.owed.Invoiced {
		operations = append(operations, "payables.pay")
	}
	if a.number != "" && a.owed.Accepted > a.owed.Returned {
		operations = append(operations, "payables.return")
	}
	var offers []pages.Offer
	for _, operation := range operations {
		found, err := s.service.Offers(ctx, me(ctx).School, viewerOf(ctx), kind, operation)
		if err != nil {
			return nil, err
		}
		for _, offer := range found {
			offers = append(offers, pages.Offer{Title: offer.Title, Icon: offer.Icon, Href: a.begun(offer)})
		}
	}
	return offers, nil
}

// begun is the address of a start form that knows what it is about.
func (a about) begun(offer cases.Offer) string {
	query := url.Values{}
	set := func(kind, value string) {
		if field := offer.Fields[kind]; field != "" && value != "" {
			query.Set(field, value)
		}
	}
	set("supplier", a.supplier)
	set("case", a.number)
	return "/new/" + url.PathEscape(offer.ID) + "?" + query.Encode()
}
