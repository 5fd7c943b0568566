package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"
)

// person is somebody who is signed in, with a browser's cookies.
type person struct {
	base, email, password, model string
	http                         *http.Client
}

// signIn keeps up to conns connections open.
func (p *person) signIn(conns int) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	p.http = &http.Client{Jar: jar, Transport: &http.Transport{
		MaxIdleConns: conns, MaxIdleConnsPerHost: conns, DisableCompression: true,
	}}
	return p.post("/api/auth/sign-in", map[string]string{"email": p.email, "password": p.password})
}

// post sends JSON as the page does and wants a 2xx.
func (p *person) post(path string, body any) error {
	return p.postFor(nil, path, body)
}

// postFor does the same and reads the answer.
func (p *person) postFor(answer any, path string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return p.ask2xx("POST", path, "application/json", bytes.NewReader(raw), answer)
}

// ask2xx sends a request as the page does, wants a 2xx and reads its JSON, unless answer is nil.
func (p *person) ask2xx(method, path, kind string, body io.Reader, answer any) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, body)
	if err != nil {
		return err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Origin", p.base)
	req.Header.Set("X-Hearth", "1")
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %d %.120s", path, res.StatusCode, text)
	}
	if err == nil && answer != nil {
		err = json.Unmarshal(text, answer)
	}
	return err
}

// ask stores a question in a new chat and gives the id of the run that answers it.
func (p *person) ask(text string) (run string, err error) {
	run = newID()
	return run, p.post("/api/chats/"+newID()+"/messages", map[string]any{
		"id": newID(), "parent": nil,
		"parts":   []any{map[string]string{"type": "text", "text": text}},
		"replies": []any{map[string]string{"id": run, "model": p.model}},
	})
}

// newID is a UUIDv7, as the page makes them.
func newID() string {
	var id [16]byte
	rand.Read(id[6:])
	binary.BigEndian.PutUint64(id[:8], uint64(time.Now().UnixMilli())<<16|uint64(binary.BigEndian.Uint16(id[6:8])))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
