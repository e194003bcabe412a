package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// heaviestPicture is what a picture in the documentation may weigh.
const heaviestPicture = 150_000

// `make screenshots` names the folder: the documentation's pictures, of a school where some things have happened. It is
// a test because it needs what tests need: a running school, a browser, and somebody who clicks.
func TestPictures(t *testing.T) {
	folder := os.Getenv("E2E_PICTURES")
	if folder == "" {
		t.Skip("E2E_PICTURES names no folder")
	}
	require.NoError(t, os.MkdirAll(folder, 0o755))
	number := eventful(t)
	phone, desk := openWindow(t, "phone", 390), openWindow(t, "desk", 1280)
	for _, p := range []struct {
		name      string
		in        *browser
		who, path string
		then      func(b *browser)
	}{
		{"queue-phone", phone, "director", "/tasks", nil},
		{"decide-phone", phone, "principal", "/tasks", nil},
		{"queue", desk, "director", "/tasks", nil},
		{"form", desk, "head", "/new/purchase", threeLines},
		{"case", desk, "head", at(number), nil},
		{"route", desk, "admin", "/admin/processes/purchase", nil},
		{"stock", desk, "director", "/stock", nil},
		{"budgets", desk, "accountant", "/budgets", nil},
		{"print", desk, "head", at(number) + "/print", nil},
	} {
		p.in.theme("light")
		p.in.as(p.who)
		p.in.open(p.path)
		if p.then != nil {
			p.then(p.in)
		}
		p.in.quiet()
		p.in.keep(filepath.Join(folder, p.name+".png"))
	}
}

// threeLines fills in a request, and waits for its sum.
func threeLines(b *browser) {
	b.request("公开课用纸、白板笔与教案本", "30201")
	for i, item := range []string{"g04", "g05"} {
		b.click("button[name=add]")
		name := "lines." + string(rune('1'+i)) + "."
		b.pick(name+"item", item)
		b.write("submit", name+"qty", "20")
	}
	b.shows("#f-total", "179.00")
	run[bool](b, `(document.activeElement.blur(), scrollTo(0, 0), true)`)
}

// eventful gives the school a morning's work and returns the number of a case that has come far.
func eventful(t *testing.T) string {
	t.Helper()
	school, _ := openSchool(t, running(t), "")
	ask := func(login, reason string, rows ...any) *client.Case {
		return as(t, school, login).post("/api/v1/cases", with(map[string]any{"reason": reason, "lines": rows}))
	}
	far := ask("head", "五年级公开课用纸、红笔和白板笔", line("g01", "12", 22_50), line("g03", "40", 1_80), line("g04", "30", 2_50))
	as(t, school, "director").post("/api/v1/tasks/"+far.Open[0].ID, map[string]any{"outcome": "approve", "comment": "同意"})
	b := openBrowser(t, "eventful", 1280)
	b.task("buyer", far.Number, "buy")
	b.choose("supplier", "s1")
	b.outcome("done")
	b.task("storekeeper", far.Number, "accept")
	b.fill("lines.0.accepted", "10", "lines.0.refused", "2", "lines.0.reason", "纸箱受潮")
	b.outcome("part")
	for _, more := range []struct{ login, reason, qty string }{
		{"head", "期末复习资料印制用纸", "40"}, {"director", "教研会资料用纸与教案本", "8"},
	} {
		c := ask(more.login, more.reason, line("g01", more.qty, 22_50), line("g05", "20", 4_20))
		if more.login == "director" {
			continue
		}
		as(t, school, "director").post("/api/v1/tasks/"+c.Open[0].ID, map[string]any{"outcome": "approve", "comment": "按定额"})
	}
	ask("head", "教研组白板笔", line("g04", "20", 2_50), line("g02", "10", 3_50))
	ask("head", "开学清洁用具", line("g07", "12", 9_50), line("g08", "12", 16_80), line("g10", "8", 15_00))
	return far.Number
}

// keep writes what the window shows, as small as it goes.
func (b *browser) keep(file string) {
	b.t.Helper()
	shown := ask(b, "take picture", chromedp.CaptureScreenshot())
	picture, err := png.Decode(bytes.NewReader(shown))
	require.NoError(b.t, err)
	var out bytes.Buffer
	require.NoError(b.t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, fewer(picture)))
	require.Less(b.t, out.Len(), heaviestPicture, file)
	require.NoError(b.t, os.WriteFile(file, out.Bytes(), 0o644))
}

// fewer is a picture in the 256 colours it has most of, so that it weighs less: the rest are grey edges of letters.
func fewer(picture image.Image) image.Image {
	size, counts := picture.Bounds(), map[color.RGBA]int{}
	for y := range size.Dy() {
		for x := range size.Dx() {
			r, g, b, _ := picture.At(x, y).RGBA()
			counts[color.RGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 255}]++
		}
	}
	often := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int { return counts[b] - counts[a] })
	palette := color.Palette{}
	for _, c := range often[:min(len(often), 256)] {
		palette = append(palette, c)
	}
	few := image.NewPaletted(size, palette)
	draw.Draw(few, size, picture, image.Point{}, draw.Src)
	return few
}
