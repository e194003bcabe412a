package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"slices"
	"sync"
)

// School is one school as the outside program knows it: read once, then only its sessions and files grow.
type School struct {
	Server    *Server
	Password  string
	Suffix    string // "" or "@second"
	People    []Person
	Items     []Item
	Suppliers []Supplier

	mu       sync.Mutex
	sessions map[string]*Session
	files    map[string]string
}

// OpenSchool signs in as the school's director and reads who and what there is. It fails when a person cannot sign in.
func OpenSchool(ctx context.Context, server *Server, suffix, password string) (*School, error) {
	s := &School{
		Server: server, Suffix: suffix, Password: password,
		sessions: map[string]*Session{}, files: map[string]string{},
	}
	director, err := s.As(ctx, "director"+suffix)
	if err != nil {
		return nil, err
	}
	if s.People, err = List[Person](ctx, director, "/api/v1/persons"); err != nil {
		return nil, fmt.Errorf("list persons: %w", err)
	}
	if s.Items, err = List[Item](ctx, director, "/api/v1/items"); err != nil {
		return nil, fmt.Errorf("list items: %w", err)
	}
	if s.Suppliers, err = List[Supplier](ctx, director, "/api/v1/suppliers"); err != nil {
		return nil, fmt.Errorf("list suppliers: %w", err)
	}
	if len(s.People) < 10 || len(s.Items) < 10 || len(s.Suppliers) < 3 {
		return nil, fmt.Errorf("read school: %d persons, %d items, %d suppliers", len(s.People), len(s.Items),
			len(s.Suppliers))
	}
	return s, nil
}

// SignInAll opens everybody's session and checks that each is who they should be.
func (s *School) SignInAll(ctx context.Context) error {
	for _, p := range s.People {
		session, err := s.As(ctx, p.Login)
		if err != nil {
			return err
		}
		var me struct {
			ID    ID   `json:"id"`
			Roles []ID `json:"roles"`
		}
		if err := session.Get(ctx, "/api/v1/me", &me); err != nil {
			return err
		}
		if string(me.ID) != p.ID || len(me.Roles) != len(p.Roles) {
			return fmt.Errorf("sign in as %s: I am %+v, listed as %+v", p.Login, me, p)
		}
	}
	return nil
}

// As returns a person's session, opened at the first call.
func (s *School) As(ctx context.Context, login string) (*Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if session := s.sessions[login]; session != nil {
		return session, nil
	}
	session, err := s.Server.SignIn(ctx, login, s.Password)
	if err != nil {
		return nil, err
	}
	s.sessions[login] = session
	return session, nil
}

// With lists the persons who hold a role and none of the others.
func (s *School) With(role string, without ...string) []Person {
	var found []Person
	for _, p := range s.People {
		refused := slices.ContainsFunc(without, func(r string) bool { return slices.Contains(p.Roles, r) })
		if slices.Contains(p.Roles, role) && !refused {
			found = append(found, p)
		}
	}
	return found
}

// Person finds somebody by id.
func (s *School) Person(id string) (Person, bool) {
	i := slices.IndexFunc(s.People, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return s.People[i], true
}

// Contractors are the suppliers with a contract.
func (s *School) Contractors() []Supplier {
	var found []Supplier
	for _, supplier := range s.Suppliers {
		if supplier.Contract != "" {
			found = append(found, supplier)
		}
	}
	return found
}

// File uploads a small picture as a person, once, and returns its id.
func (s *School) File(ctx context.Context, session *Session) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id := s.files[session.Login]; id != "" {
		return id, nil
	}
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		return "", fmt.Errorf("draw picture: %w", err)
	}
	id, err := Upload(ctx, session, "证明.png", content.Bytes())
	if err != nil {
		return "", err
	}
	s.files[session.Login] = id
	return id, nil
}

// Upload sends a file and returns its id.
func Upload(ctx context.Context, session *Session, name string, content []byte) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return "", fmt.Errorf("write upload: %w", err)
	}
	if _, err := part.Write(content); err != nil {
		return "", fmt.Errorf("write upload: %w", err)
	}
	if err := form.Close(); err != nil {
		return "", fmt.Errorf("write upload: %w", err)
	}
	kind := form.FormDataContentType()
	answer, err := session.Send(ctx, http.MethodPost, "/api/v1/files", kind, body.Bytes(), NewKey())
	if err != nil {
		return "", err
	}
	var stored struct {
		ID     string `json:"id"`
		Size   int    `json:"size"`
		SHA256 string `json:"sha256"`
	}
	if err := answer.Into(&stored, session.Login+": upload "+name); err != nil {
		return "", err
	}
	if stored.ID == "" || stored.Size != len(content) {
		return "", fmt.Errorf("upload %s: %d bytes became %s", name, len(content), answer.Body)
	}
	return stored.ID, nil
}

// pick takes one of a list by chance; the list is not empty.
func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// encode is for messages: a value as JSON, or why not.
func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
