package server

import (
	"net/http"
	"testing"
)

// TestWhatIsLookedIntoIsMovedKnowingly: who moves a thing that is reported as gone, and who approves that, is told which
// case looks into it; afterwards nothing is said.
func TestWhatIsLookedIntoIsMovedKnowingly(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	gone := o.begins("teacher", "damage", object{"asset": projector, "description": "找不到了", "unusable": true})
	move := object{"kind": "move", "asset": projector, "room": "B201"}
	words := "它在维修，或者损坏、遗失还没有查明。东西不在的，请等查明以后再办"
	o.check(t, scenario{name: "form", as: "storekeeper", method: post, url: "/new/asset_change", status: http.StatusOK,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		body:   "refresh=1&kind=move&asset=" + projector, has: []string{gone.Number, words}})
	warned := func(c purchased) (pointers []string, kept any) {
		t.Helper()
		view := read[struct {
			Warnings []struct{ Pointer string }
			Data     object
		}](o, "storekeeper", "/api/v1/cases/"+c.Number)
		for _, w := range view.Warnings {
			pointers = append(pointers, w.Pointer)
		}
		return pointers, view.Data["kept"]
	}
	c := o.begins("storekeeper", "asset_change", move)
	if at, by := warned(c); len(at) != 1 || at[0] != "/asset" || by != gone.ID {
		t.Errorf("warned at %q of %v", at, by)
	}
	o.check(t, scenario{name: "approval", as: "director", url: "/cases/" + c.Number,
		status: http.StatusOK, has: []string{gone.Number}})
	o.does("director", c.Number, "confirm reject", nil)
	o.does("director", gone.Number, "establish nothing", nil)
	c = o.begins("storekeeper", "asset_change", move)
	if at, by := warned(c); len(at) != 0 || by != nil {
		t.Errorf("once it is found: warned at %q of %v", at, by)
	}
	o.booksAgree()
}
