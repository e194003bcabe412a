// Package paper puts a page on paper: PDF through the Chromium of the machine, and the code that leads from paper back
// to the page. It knows nothing of cases: it is given HTML that needs nothing from anywhere else.
//
//   - printer.go: Printer, which lets few browsers run at once and none for long
//   - chromium.go: how one is started, bounded and ended
//   - qr.go: QR codes as pictures
package paper
