package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"time"
)

// runStore imports chats, each a file of its own, and measures the time from the first piece of the upload to the end of the import.
func runStore(args []string) (any, error) {
	p := &person{}
	var command string
	f := newFlags("store", p, &command)
	messages := f.Int("messages", 1000, "messages of a chat")
	runs := f.Int("runs", 7, "chats to store, the first two of which are not counted")
	f.Parse(args)
	if err := p.signIn(4); err != nil {
		return nil, err
	}
	var took []float64
	for run := 0; run < *runs; run++ {
		file, err := longChat(*messages)
		if err != nil {
			return nil, err
		}
		began := time.Now()
		if err := p.bring(file, *messages); err != nil {
			return nil, err
		}
		if run >= 2 || *runs < 3 {
			took = append(took, time.Since(began).Seconds())
		}
	}
	sort.Float64s(took)
	return map[string]any{"messages": *messages, "runs": len(took), "p50_s": math.Round(took[len(took)/2]*1000) / 1000}, nil
}

// bring uploads a file of one chat, imports it and waits until it is stored.
func (p *person) bring(file []byte, messages int) error {
	var upload struct {
		ID    string `json:"id"`
		Piece int    `json:"piece"`
	}
	err := p.postFor(&upload, "/api/uploads", map[string]any{"name": "chat.json", "type": "", "size": len(file), "use": "import"})
	if err != nil {
		return err
	}
	for at := 0; at < len(file); at += upload.Piece {
		piece := file[at:min(at+upload.Piece, len(file))]
		path := fmt.Sprintf("/api/uploads/%s?at=%d", upload.ID, at)
		if err := p.ask2xx("PUT", path, "application/octet-stream", bytes.NewReader(piece), nil); err != nil {
			return err
		}
	}
	if err := p.post("/api/import", map[string]any{"upload": upload.ID}); err != nil {
		return err
	}
	for {
		var answer struct {
			Current struct {
				State    string `json:"state"`
				Messages int    `json:"messages"`
			} `json:"current"`
		}
		if err := p.ask2xx("GET", "/api/import", "", nil, &answer); err != nil {
			return err
		}
		switch answer.Current.State {
		case "waiting", "running":
			time.Sleep(2 * time.Millisecond)
		case "done":
			if answer.Current.Messages != messages {
				return fmt.Errorf("%d of %d messages were stored", answer.Current.Messages, messages)
			}
			return nil
		default:
			return fmt.Errorf("the import ended as %s", answer.Current.State)
		}
	}
}

// longChat is a file in the house's own format, of one chat that no other file has.
func longChat(messages int) ([]byte, error) {
	words := "A reply with some words, 也有一些中文, and `code` in it. "
	now := time.Now().UnixMilli()
	var all []any
	var parent any
	for i := 0; i < messages; i++ {
		role, length := "user", 1
		if i%2 == 1 {
			role, length = "assistant", 8
		}
		id := newID()
		all = append(all, map[string]any{
			"id": id, "parent": parent, "role": role, "createdAt": now - int64(messages-i)*1000,
			"parts": []any{map[string]any{"type": "text", "text": fmt.Sprintf("%d: %s", i, bytes.Repeat([]byte(words), length))}},
		})
		parent = id
	}
	chat := map[string]any{"id": newID(), "title": "A long chat", "createdAt": now, "updatedAt": now, "messages": all}
	// a struct, since the format is to be told before the chats
	return json.Marshal(struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		Chats   []any  `json:"chats"`
	}{"hearth.chats", 1, []any{chat}})
}
