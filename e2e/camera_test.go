package e2e

import (
	"bytes"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"testing"

	"github.com/boombuler/barcode/qr"
	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// theView is the film the browser's camera sees.
func theView() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("zongwu-view-%d.y4m", os.Getpid()))
}

// films puts labels before the camera, one after the other, each for two seconds.
func films(t *testing.T, labels ...string) {
	t.Helper()
	const width, height, frames = 640, 480, 10
	var film bytes.Buffer
	_, _ = fmt.Fprintf(&film, "YUV4MPEG2 W%d H%d F5:1 Ip A0:0 C420mpeg2\n", width, height) // into memory
	for _, label := range labels {
		code, err := qr.Encode(label, qr.M, qr.Auto)
		require.NoError(t, err)
		picture := bytes.Repeat([]byte{230}, width*height)
		size := code.Bounds().Dx()
		scale := 300 / size
		for y := range size * scale {
			for x := range size * scale {
				if code.At(x/scale, y/scale) == color.Black {
					picture[(y+80)*width+x+160] = 20
				}
			}
		}
		picture = append(picture, bytes.Repeat([]byte{128}, width*height/2)...) // no colour
		for range frames {
			film.WriteString("FRAME\n")
			film.Write(picture)
		}
	}
	require.NoError(t, os.WriteFile(theView(), film.Bytes(), 0o600))
}

// TestTheCameraReadsLabels: who counts a room turns on the telephone's camera; it reads one label after the other and says
// what became of each: a thing that is listed, one of another room, the room's own label.
func TestTheCameraReadsLabels(t *testing.T) {
	running(t)
	b := openWindow(t, "camera", 390)
	school, _ := openSchool(t, running(t), "")
	director := as(t, school, "director")
	var c struct{ Number string }
	wish := map[string]any{"process": "stocktake", "data": map[string]any{"rooms": []string{"C101"}}}
	require.NoError(t, director.Post(t.Context(), "/api/v1/cases", wish, client.NewKey(), &c))
	address := "http://" + theBox.address + "/q/"
	films(t, address+b.labelOf("assets/ZC-2019-0030"), address+b.labelOf("assets/ZC-2022-0040"), address+b.labelOf("rooms/C101"))
	b.opens("canteen", c.Number)
	b.click("[data-camera]")
	b.gone("[data-camera]")
	b.shows("[data-scan] output", "已扫 1 / 2：ZC-2019-0030 馒头成型机")
	b.shows("[data-scan] output", "账上登记在体育器材室")
	b.shows("[data-scan] output", "食堂操作间 的房间标签")
	b.look("camera")
	require.Equal(t, "ZC-2022-0040", b.value("found.2.asset"))
	b.click(".viewer button")
	b.gone(".viewer")
	b.until("the camera is let go", `!document.querySelector("video")`)
	b.settled()
	require.Equal(t, "right", run[string](b, `document.querySelector("[name='found.0.state']:checked").value`))
	require.NoError(t, director.Post(t.Context(), "/api/v1/cases/"+c.Number+"/actions",
		map[string]any{"action": "withdraw"}, client.NewKey(), nil))
}
