package server

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zongwu/store"
)

// reporting is what somebody reports by a label.
type reporting struct {
	Code        string   `json:"code"`
	Room        string   `json:"room,omitempty"` // the label's, where it is sent
	Asset       string   `json:"asset,omitempty"`
	Description string   `json:"description"`
	Persons     whoNamed `json:"persons,omitempty"` // who is named as having been there
	Name        string   `json:"name,omitempty"`
	Phone       string   `json:"phone,omitempty"`
	Files       []string `json:"photos,omitempty"` // uploaded before, by who is signed in

	uploads []store.ReportPhoto
}

// members are what a report is read from, by their names.
func (in *reporting) members() map[string]any {
	return map[string]any{
		"code": &in.Code, "room": &in.Room, "asset": &in.Asset, "description": &in.Description, "persons": &in.Persons,
		"name": &in.Name, "phone": &in.Phone, "photos": &in.Files,
	}
}

// whoNamed is who is named, as it was written: a text, or a list of texts.
type whoNamed string

// UnmarshalJSON reads a text, or a list of texts.
func (n *whoNamed) UnmarshalJSON(body []byte) error {
	var list []string
	if err := json.Unmarshal(body, &list); err == nil {
		*n = whoNamed(strings.Join(list, "、"))
		return nil
	}
	return json.Unmarshal(body, (*string)(n))
}

// decode reads a report sent as JSON, and names every member that is unknown or of the wrong type.
func (in *reporting) decode(body io.Reader) error {
	var sent map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&sent); err != nil {
		return reject(http.StatusBadRequest, "error.shape", Fault{Code: "type"})
	}
	var faults []Fault
	members := in.members()
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if into, known := members[name]; !known {
			faults = append(faults, Fault{Pointer: "/" + escapePointer(name), Code: "unknown"})
		} else if json.Unmarshal(sent[name], into) != nil {
			faults = append(faults, Fault{Pointer: "/" + name, Code: "type"})
		}
	}
	if len(faults) > 0 {
		return reject(http.StatusBadRequest, "error.shape", faults...)
	}
	return nil
}

// onlyReporting refuses what a form holds beyond a report.
func onlyReporting(c *gin.Context) error {
	var faults []Fault
	members := new(reporting).members()
	for _, name := range slices.Sorted(maps.Keys(c.Request.PostForm)) {
		if _, known := members[name]; !known {
			faults = append(faults, Fault{Pointer: "/" + escapePointer(name), Code: "unknown"})
		}
	}
	if len(faults) > 0 {
		return reject(http.StatusBadRequest, "error.shape", faults...)
	}
	return nil
}

// agrees refuses a report by a label that stands on what is written off, or on another room or thing than it says.
func (in *reporting) agrees(on store.Labelled) error {
	var faults []Fault
	if on.Gone {
		faults = append(faults, Fault{Pointer: "/code", Code: "written_off"})
	}
	if in.Room != "" && in.Room != on.Room {
		faults = append(faults, Fault{Pointer: "/room", Code: "other_label"})
	}
	if in.Asset != "" && in.Asset != on.Asset {
		faults = append(faults, Fault{Pointer: "/asset", Code: "other_label"})
	}
	if len(faults) > 0 {
		return reject(http.StatusUnprocessableEntity, "error.form", faults...)
	}
	return nil
}

// readReporting reads a report as it was sent; what it holds is judged by report.
func readReporting(c *gin.Context) (reporting, error) {
	var in reporting
	if media, _, _ := mime.ParseMediaType(c.ContentType()); media == "application/json" {
		return in, in.decode(c.Request.Body)
	}
	in.Code, in.Description = c.PostForm("code"), strings.ReplaceAll(c.PostForm("description"), "\r\n", "\n")
	in.Name, in.Phone = c.PostForm("name"), c.PostForm("phone")
	in.Room, in.Asset = c.PostForm("room"), c.PostForm("asset")
	in.Persons = whoNamed(strings.Join(c.PostFormArray("persons"), "、"))
	if c.Request.MultipartForm == nil {
		return in, nil
	}
	for _, field := range []string{"photos", "photo"} {
		for _, header := range c.Request.MultipartForm.File[field] {
			if header.Filename == "" && header.Size == 0 {
				continue // an input in which nothing was chosen
			}
			photo, err := readPhoto(header)
			if err != nil {
				return in, err
			}
			in.uploads = append(in.uploads, photo)
		}
	}
	return in, nil
}

func readPhoto(header *multipart.FileHeader) (store.ReportPhoto, error) {
	if header.Size > maxPhoto {
		return store.ReportPhoto{}, reject(http.StatusRequestEntityTooLarge, "error.photo_large",
			Fault{Pointer: "/photos", Code: "size"})
	}
	content, err := readUpload(header)
	return store.ReportPhoto{Name: header.Filename, Content: content}, err
}
