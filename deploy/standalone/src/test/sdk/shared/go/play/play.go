// Package play is what the clients in Go have in common: their flags, how the checks are run, and what is printed of them
// (../../../README.md). The checks are in script.go, and speak to an SDK's version by a Client.
package play

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

const checkTime = 30 * time.Second

// ErrNotOffered says that the SDK has no such call in this version.
var ErrNotOffered = errors.New("not offered")

// Options are the flags of every client.
type Options struct{ URL, Binding, Version, Hook string }

// Old says whether the client is to speak 0.3.
func (o Options) Old() bool { return o.Version == "0.3" }

type check func(context.Context) error

type line struct {
	Check string `json:"check"`
	OK    *bool  `json:"ok"`
	Why   string `json:"why"`
}

func say(name string, ok *bool, why string) {
	printed, _ := json.Marshal(line{name, ok, why[:min(len(why), 1000)]})
	fmt.Println(string(printed))
}

func run(name string, check check) bool {
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	err := func() (err error) {
		defer func() {
			if problem := recover(); problem != nil {
				err = fmt.Errorf("panic: %v", problem)
			}
		}()
		return check(ctx)
	}()
	passed := err == nil
	switch {
	case errors.Is(err, ErrNotOffered):
		say(name, nil, err.Error())
		return true
	case err != nil:
		say(name, &passed, err.Error())
	default:
		say(name, &passed, "")
	}
	return passed
}

// Main runs the checks that the command line names, by this client, and ends the process.
func Main(client Client) {
	var options Options
	flag.StringVar(&options.URL, "url", "", "where the agent's card is")
	flag.StringVar(&options.Binding, "binding", "", "JSONRPC, HTTP+JSON or GRPC")
	flag.StringVar(&options.Version, "version", "", "1.0 or 0.3")
	flag.StringVar(&options.Hook, "hook", "", "where webhooks may go")
	names := flag.String("checks", "", "which checks to run, parted by commas")
	flag.Parse()
	script := &script{Client: client, Options: options}
	checks := script.checks()
	passed := run("connect", script.connect)
	if passed {
		for _, name := range strings.Split(*names, ",") {
			check, ok := checks[name]
			if !ok {
				check = func(context.Context) error { return errors.New("no check has this name") }
			}
			passed = run(name, check) && passed
		}
	}
	yes := true
	say("end", &yes, "")
	if !passed {
		os.Exit(1)
	}
}
