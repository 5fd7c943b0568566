// Command driver drives the page's own API as the page does it, which the load
// tools don't know: it stores questions, watches their runs by the event stream,
// and prints what it measured as one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
)

var verbs = map[string]func(args []string) (any, error){
	"replies": runReplies,
	"silent":  runSilent,
	"store":   runStore,
}

func main() {
	if len(os.Args) < 2 || verbs[os.Args[1]] == nil {
		fail(fmt.Errorf("usage: driver replies|silent|store [flags]"))
	}
	result, err := verbs[os.Args[1]](os.Args[2:])
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "driver:", err)
	os.Exit(1)
}

// newFlags starts the flags of a verb with those that every verb has.
func newFlags(verb string, p *person, command *string) *flag.FlagSet {
	f := flag.NewFlagSet(verb, flag.ExitOnError)
	f.StringVar(&p.base, "base", "http://127.0.0.1:8080", "the house")
	f.StringVar(&p.email, "email", "bench@example.org", "an account of it")
	f.StringVar(&p.password, "password", "bench-Passw0rd", "its password")
	f.StringVar(&p.model, "model", "fake-1", "the model to ask")
	f.StringVar(command, "probe", "", `a command that prints the house's usage, such as "proc.sh PID"`)
	return f
}

// usage is what the load tools' proc.sh prints of a process.
type usage struct {
	RSS float64 `json:"rss_mib"`
	CPU float64 `json:"cpu_s"`
}

// probe runs the command that prints a usage; without one there is none.
func probe(command string) (u usage, err error) {
	if command == "" {
		return u, nil
	}
	raw, err := exec.Command("sh", "-c", command).Output()
	if err != nil {
		return u, fmt.Errorf("probe: %w", err)
	}
	return u, json.Unmarshal(raw, &u)
}
