package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// event is one of GET /api/events.
type event struct {
	kind string
	at   time.Time
	Text string `json:"text"`
	// of an end
	Message struct {
		State string `json:"state"`
		Parts []struct {
			Text string `json:"text"`
		} `json:"parts"`
	} `json:"message"`
}

// watch reads a run's events from the beginning until `hear` has enough or the stream ends.
func (p *person) watch(ctx context.Context, run string, hear func(event) (enough bool)) error {
	req, err := http.NewRequestWithContext(ctx, "GET", p.base+"/api/events?run="+run+":1-0", nil)
	if err != nil {
		return err
	}
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 120))
		return fmt.Errorf("events: %d %s", res.StatusCode, text)
	}
	lines := bufio.NewReaderSize(res.Body, 16<<10)
	var now event
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return fmt.Errorf("the stream broke off: %w", err)
		}
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			now = event{kind: strings.TrimSpace(name), at: time.Now()}
		} else if data, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(data), &now); err != nil {
				return err
			}
			if hear(now) {
				return nil
			}
		}
	}
}
