package main

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A token of the load tools' upstream: its number, and when it was sent.
var stamp = regexp.MustCompile(`tok(\d+)@(\d{18,}) `)

type replies struct {
	person
	tokens int

	mu     sync.Mutex
	first  []time.Duration // from the question to the first token, one a reply
	added  []time.Duration // from the upstream to the reader, one a token
	ok     int
	causes map[string]int
}

// runReplies asks in new chats, so many at once, and watches each reply to its end.
func runReplies(args []string) (any, error) {
	r := &replies{causes: map[string]int{}}
	var command string
	f := newFlags("replies", &r.person, &command)
	streams := f.Int("streams", 200, "replies at once")
	chats := f.Int("chats", 400, "replies in all")
	f.IntVar(&r.tokens, "tokens", 200, "how many tokens the upstream sends for each")
	f.Parse(args)
	if err := r.signIn(2 * *streams); err != nil {
		return nil, err
	}
	before, err := probe(command)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	inParallel(*chats, *streams, func() { r.note(r.one()) })
	wall := time.Since(began)
	after, err := probe(command)
	if err != nil {
		return nil, err
	}
	tokens := float64(len(r.added))
	return map[string]any{
		"streams": *streams, "chats": *chats, "failed": *chats - r.ok, "causes": r.causes, "tokens": len(r.added),
		"tokens_per_s": math.Round(tokens / wall.Seconds()), "first": spread(r.first), "added_per_token": spread(r.added),
		"server_cpu_s_per_1000_tokens": math.Round((after.CPU-before.CPU)/tokens*1e6) / 1e3, "rss_mib": after.RSS,
	}, nil
}

// one asks and reads the whole reply. It is well when every token was shown once, in order, and the stored message is what was shown.
func (r *replies) one() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	began := time.Now()
	run, err := r.ask("Say something.")
	if err != nil {
		return err
	}
	var shown strings.Builder
	var added []time.Duration
	var first time.Duration
	next := 0
	verdict := fmt.Errorf("no end")
	err = r.watch(ctx, run, func(e event) bool {
		switch e.kind {
		case "text":
			shown.WriteString(e.Text)
			for _, found := range stamp.FindAllStringSubmatch(e.Text, -1) {
				sent, _ := strconv.ParseInt(found[2], 10, 64)
				if next == 0 {
					first = e.at.Sub(began)
				}
				if found[1] == strconv.Itoa(next) {
					next++
				}
				added = append(added, e.at.Sub(time.Unix(0, sent)))
			}
		case "end":
			verdict = r.verdict(e, shown.String(), next)
			return true
		}
		return false
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.added = append(r.added, added...)
	if next > 0 {
		r.first = append(r.first, first)
	}
	if err != nil {
		return err
	}
	return verdict
}

func (r *replies) verdict(end event, shown string, next int) error {
	stored := ""
	for _, part := range end.Message.Parts {
		stored += part.Text
	}
	switch {
	case end.Message.State != "done":
		return fmt.Errorf("ended as %s", end.Message.State)
	case next != r.tokens:
		return fmt.Errorf("%d tokens in order", next)
	case stored != shown:
		return fmt.Errorf("stored is not what was shown")
	}
	return nil
}

func (r *replies) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.ok++
	} else {
		r.causes[err.Error()]++
	}
}

// inParallel runs a job n times, at most c at once.
func inParallel(n, c int, job func()) {
	turns := make(chan struct{}, n)
	for range n {
		turns <- struct{}{}
	}
	close(turns)
	var all sync.WaitGroup
	for range min(n, c) {
		all.Add(1)
		go func() {
			defer all.Done()
			for range turns {
				job()
			}
		}()
	}
	all.Wait()
}

// spread is how durations lie, in milliseconds, by nearest rank.
func spread(samples []time.Duration) map[string]float64 {
	if len(samples) == 0 {
		return nil
	}
	slices.Sort(samples)
	at := func(share float64) float64 {
		rank := max(int(math.Ceil(share*float64(len(samples)))), 1)
		return math.Round(float64(samples[rank-1])/float64(time.Millisecond)*10) / 10
	}
	return map[string]float64{"p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1)}
}
