package server

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestTheRoomOfWhatIsPicked: picking a thing says where it stands, with scripts and without; what was typed by hand
// stays.
func TestTheRoomOfWhatIsPicked(t *testing.T) {
	o := newBureau(t)
	o.owner(t, `INSERT INTO rooms (school, id, name) VALUES ('main', 'B201', '多媒体教室')`)
	for _, c := range []struct{ room, was, chosen, name string }{
		{"", "", "A101", "一(1)班教室"}, {"B201", "", "B201", "多媒体教室"}, {"B201", "B201", "A101", "一(1)班教室"},
	} {
		block := renewed(t, o.site, "head", "/new/repair", url.Values{
			"refresh": {"1"}, "asset": {projector}, "room": {c.room}, "room.was": {c.was},
		})
		if !strings.Contains(block, `<option value="`+c.chosen+`" data-name="`+c.chosen+` `+c.name+`" selected>`) {
			t.Errorf("%+v: it is not chosen in %s", c, block)
		}
	}
	web := httptest.NewServer(o.engine)
	defer web.Close()
	head := o.browse(t, web, "head")
	head.get("/new/damage")
	form := head.form("/new/damage", "submit")
	head.set(form, map[string]string{"asset": projector, "description": "镜头碎了"})
	head.submit(form, "outcome", "submit")
	head.want(200, "一(1)班教室", projector+" ", `<a href="/assets/`+projector+`">`)
}
