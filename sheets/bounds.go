package sheets

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Bounds of a workbook that is read. They are held before excelize opens it: that keeps whole sheets in memory and
// makes every cell up to the last one, so that a small file could ask for gigabytes.
const (
	maxUnpacked = 32 << 20
	maxParts    = 2_000
	MaxRows     = 10_000 // rows with something in them
	maxRow      = 20_000 // and the last of them
	maxColumn   = 200
	maxText     = 32_767 // characters of a cell, as Excel has it
)

// Refusal is a workbook that is not taken as such; which of its cells are wrong is for others to say. Codes: workbook
// (none that can be read), locked (by a password), large, rows, columns, text.
type Refusal struct {
	Code  string
	Limit string // what would be right, where that is a number
	Where string // a cell or a row, where there is one
	cause error
}

func (r *Refusal) Error() string {
	message := "read workbook: " + r.Code
	if r.Where != "" {
		message += " at " + r.Where
	}
	if r.cause != nil {
		message += ": " + r.cause.Error()
	}
	return message
}

// Unwrap gives what the reader of the file format said.
func (r *Refusal) Unwrap() error { return r.cause }

func refuse(code string, limit int, where string) *Refusal {
	return &Refusal{Code: code, Limit: strconv.Itoa(limit), Where: where}
}

// oleHeader begins a file of Office before 2007, and of any that is locked by a password.
var oleHeader = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// bounded unpacks every part once without keeping it and refuses what is too large in any direction.
func bounded(content []byte) error {
	if bytes.HasPrefix(content, oleHeader) {
		return &Refusal{Code: "locked"}
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return &Refusal{Code: "workbook", cause: err}
	}
	if len(archive.File) > maxParts {
		return refuse("large", maxUnpacked>>20, "")
	}
	var unpacked uint64
	for _, part := range archive.File { // the true sizes: a part longer than it says does not unpack
		unpacked += part.UncompressedSize64
		if unpacked > maxUnpacked || part.UncompressedSize64 > maxUnpacked {
			return refuse("large", maxUnpacked>>20, "")
		}
	}
	for _, part := range archive.File {
		if strings.EqualFold(path.Ext(part.Name), ".xml") {
			if err := boundedPart(part); err != nil {
				return err
			}
		}
	}
	return nil
}

func boundedPart(part *zip.File) (err error) {
	file, err := part.Open()
	if err != nil {
		return &Refusal{Code: "workbook", cause: err}
	}
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			err = &Refusal{Code: "workbook", cause: closing}
		}
	}()
	decoder := xml.NewDecoder(file)
	decoder.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("read text as %s: workbooks are UTF-8", label)
	}
	var c counter
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &Refusal{Code: "workbook", cause: err}
		}
		if err := c.take(token); err != nil {
			return err
		}
	}
}

// counter is how much of a sheet, or of the shared texts, has been seen.
type counter struct {
	rows, row, column int
	filled            bool // the row has a value
	text              int  // characters within the cell or shared text
}

func (c *counter) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return c.open(t)
	case xml.CharData:
		if c.text += len([]rune(string(t))); c.text > maxText {
			return refuse("text", maxText, "")
		}
	case xml.EndElement:
		c.text = 0
	}
	return nil
}

func (c *counter) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		c.row, c.column, c.filled = c.row+1, 0, false
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
			c.row = n
		}
		if c.row > maxRow || c.row < 0 {
			return refuse("rows", MaxRows, strconv.Itoa(c.row))
		}
	case "c":
		c.column++
		if at := attribute(e, "r"); at != "" {
			column, _, err := excelize.CellNameToCoordinates(at)
			if err != nil {
				return &Refusal{Code: "workbook", cause: err}
			}
			c.column = column
		}
		if c.column > maxColumn {
			return refuse("columns", maxColumn, attribute(e, "r"))
		}
	case "v", "is", "f":
		return c.fill()
	}
	return nil
}

func (c *counter) fill() error {
	if c.filled {
		return nil
	}
	c.filled = true
	if c.rows++; c.rows > MaxRows+1 { // and the one with the columns' names
		return refuse("rows", MaxRows, strconv.Itoa(c.row))
	}
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
