package main

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// runSilent opens event streams on runs whose upstream says one token and then nothing, and measures what they cost while they wait.
func runSilent(args []string) (any, error) {
	p := &person{}
	var command string
	f := newFlags("silent", p, &command)
	streams := f.Int("streams", 1000, "runs, each with a stream")
	settle := f.Duration("settle", 20*time.Second, "how long to let the house's compiler finish with the beginning")
	hold := f.Duration("hold", 30*time.Second, "how long to watch the silence after that")
	f.Parse(args)
	if err := p.signIn(64); err != nil {
		return nil, err
	}
	before, err := probe(command)
	if err != nil {
		return nil, err
	}

	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	var told, broken atomic.Int64
	var first sync.WaitGroup
	first.Add(*streams)
	go inParallel(*streams, 32, func() {
		run, err := p.ask("Say little.")
		if err != nil {
			broken.Add(1)
			first.Done()
			return
		}
		go func() {
			once := sync.OnceFunc(first.Done)
			defer once()
			p.watch(ctx, run, func(e event) bool {
				if e.kind == "text" {
					told.Add(1)
					once()
				}
				return e.kind == "end"
			})
			broken.Add(1)
		}()
	})
	first.Wait()
	time.Sleep(*settle)

	quiet, err := probe(command)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	time.Sleep(*hold)
	after, err := probe(command)
	if err != nil {
		return nil, err
	}
	share := (after.CPU - quiet.CPU) / time.Since(began).Seconds() * 100
	return map[string]any{
		"streams": *streams, "told": told.Load(), "failed": broken.Load(),
		"rss_before_mib": before.RSS, "rss_mib": after.RSS, "cpu_percent": math.Round(share*10) / 10,
	}, nil
}
