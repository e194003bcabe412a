package server

import (
	"net/http"
	"slices"
	"testing"

	"zongwu/store"
)

// filesOf are the files a card shows somebody, by number of the case and name.
func (o *bureau) filesOf(as, no string) []string {
	o.t.Helper()
	card := read[struct{ Files []store.FileOfCase }](o, as, "/api/v1/assets/"+no)
	if card.Files == nil {
		o.t.Errorf("files of %s are null", no)
	}
	var files []string
	for _, f := range card.Files {
		files = append(files, f.Number+" "+f.Name)
	}
	return files
}

func (o *bureau) wantFiles(as, no string, want ...string) {
	o.t.Helper()
	if got := o.filesOf(as, no); !slices.Equal(got, want) {
		o.t.Errorf("%s is shown %q of %s, want %q", as, got, no, want)
	}
}

// TestFilesOfAThing: its card shows the pictures and papers of the cases about it, to those who see the cases.
func TestFilesOfAThing(t *testing.T) {
	o := newBureau(t)
	o.wantFiles("director", projector)

	broken := o.uploadedBy("teacher", "摔坏.png", onePixel)
	repair := o.begins("teacher", "repair", report("wiring", object{"photos": []string{broken}}))
	photo := o.uploadedBy("storekeeper", "新貌.png", append(slices.Clone(onePixel), 0))
	change := o.begins("storekeeper", "asset_change",
		object{"kind": "hand", "asset": projector, "holder": "teacher", "photo": photo})
	first, second := repair.Number+" 摔坏.png", change.Number+" 新貌.png"
	o.wantFiles("director", projector, second, first)
	o.wantFiles("teacher", projector, first)
	o.wantFiles("storekeeper", projector, second)
	o.wantFiles("head2", projector)

	again := o.begins("teacher", "repair", report("wiring", object{"photos": []string{broken}})) // a file of two cases stands once
	o.wantFiles("director", projector, second, first)

	href := `href="/cases/` + repair.Number + `"`
	o.check(t, scenario{name: "page", as: "director", url: "/assets/" + projector, status: http.StatusOK,
		has: []string{href, `/api/v1/files/` + broken + `?inline=true`, `<img src="/api/v1/files/` + photo, "新貌.png", again.Number}})
	o.check(t, scenario{name: "page of who may not", as: "head2", url: "/assets/" + projector, status: http.StatusOK,
		hasNot: []string{"摔坏.png", "新貌.png", broken, photo}})
	o.check(t, scenario{name: "file", as: "head2", url: "/api/v1/files/" + broken, status: http.StatusNotFound})
}

// TestFilesOfWhatWasRegistered: the case that registered a thing shows its picture and papers though it named no card.
func TestFilesOfWhatWasRegistered(t *testing.T) {
	o := newBureau(t)
	photo := o.uploadedBy("storekeeper", "到货.png", onePixel)
	c := o.begins("storekeeper", "asset_change", object{"kind": "add", "no": "ZC-2026-0001", "name": "台式电脑",
		"category": "电子设备", "price": 600000, "room": "A101", "holder": "head", "photo": photo})
	o.does("director", c.Number, "confirm approve", nil)
	o.wantFiles("storekeeper", "ZC-2026-0001", c.Number+" 到货.png")
	o.wantFiles("teacher", "ZC-2026-0001")
	o.wantFiles("director", projector)
}
