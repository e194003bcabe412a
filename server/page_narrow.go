package server

import (
	"context"
	"net/url"

	"github.com/gin-gonic/gin"

	"zongwu/server/pages"
	"zongwu/store"
)

// assetStates are the states of a card, in the order they are offered.
var assetStates = []string{"in_use", "lent", "idle", "repair", "written_off"}

// assetFilters are the values of an address that narrow the register beside a word, each with its message.
var assetFilters = [][2]string{
	{"room", "book.room"}, {"category", "book.category"}, {"state", "book.state"}, {"department", "assets.department"},
	{"holder", "book.holder"},
}

// assetQueryOf is how an address narrows the register.
func assetQueryOf(c *gin.Context) store.AssetQuery {
	return store.AssetQuery{
		Query: pageQuery(c), Room: c.Query("room"), Category: c.Query("category"), State: c.Query("state"),
		Holder: c.Query("holder"), Department: c.Query("department"),
	}
}

// assetsNarrowed are those values of an address, to be carried on to another that is narrowed alike.
func assetsNarrowed(c *gin.Context) url.Values {
	kept := url.Values{}
	for _, name := range append(assetFilters, [2]string{"q"}) {
		if value := c.Query(name[0]); value != "" {
			kept.Set(name[0], value)
		}
	}
	return kept
}

// filtersOf offers what the register can be narrowed by: of rooms, categories and people those its cards name.
func (s *Server) filtersOf(c *gin.Context) ([]pages.Narrowing, error) {
	ctx, lang := c.Request.Context(), langOf(c.Request.Context())
	choices := map[string][]pages.Choice{}
	for _, state := range assetStates {
		choices["state"] = append(choices["state"], pages.Choice{
			Value: state, Label: s.site.Words.Say(lang, "assets.state."+state),
		})
	}
	err := s.inMine(ctx, func(ctx context.Context, tx *store.Tx, _ string) error {
		found, err := tx.AssetNarrowings(ctx)
		for _, one := range found {
			choices[one.By] = append(choices[one.By], pages.Choice{Value: one.ID, Label: one.Name})
		}
		return err
	})
	filters := make([]pages.Narrowing, 0, len(assetFilters))
	for _, f := range assetFilters {
		name, chosen := f[0], c.Query(f[0])
		if len(choices[name]) > 0 || chosen != "" {
			filters = append(filters, pages.Narrowing{
				ID: name, Label: s.site.Words.Say(lang, f[1]), Choices: chooseOrKeep(choices[name], chosen),
			})
		}
	}
	return filters, err
}

// chooseOrKeep marks what is chosen; what an address chose and nothing offers stays there to be seen and taken out.
func chooseOrKeep(choices []pages.Choice, chosen string) []pages.Choice {
	for i := range choose(choices, chosen) {
		if choices[i].Chosen {
			return choices
		}
	}
	if chosen == "" {
		return choices
	}
	return append(choices, pages.Choice{Value: chosen, Label: chosen, Chosen: true})
}
