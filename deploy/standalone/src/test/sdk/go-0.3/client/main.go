// All operations by the client of the last line of the official Go SDK that speaks A2A 0.3 by itself.
//
//	client --url URL --binding JSONRPC|GRPC --version 0.3 --hook URL
//
// The checks and what is printed: ../../README.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/a2aproject/a2a-go/a2a"
	"github.com/a2aproject/a2a-go/a2aclient"
	"github.com/a2aproject/a2a-go/a2aclient/agentcard"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// errNotOffered says that the SDK has no such call in this version.
var errNotOffered = errors.New("not offered")

type checks struct {
	url, binding, version, hook string
	card                        *a2a.AgentCard
	client                      *a2aclient.Client
	running, twoTurns           a2a.TaskID
}

func (c *checks) connect(ctx context.Context) error {
	card, err := agentcard.NewResolver(http.DefaultClient).Resolve(ctx, c.url)
	if err != nil {
		return err
	}
	offered := append([]a2a.AgentInterface{{Transport: card.PreferredTransport, URL: card.URL}}, card.AdditionalInterfaces...)
	at := ""
	for _, face := range offered {
		if string(face.Transport) == c.binding && at == "" {
			at = face.URL
		}
	}
	if at == "" {
		return fmt.Errorf("no %s among %v", c.binding, offered)
	}
	if c.binding == "GRPC" { // many cards of 0.3 have a scheme there, which this client would take for a name
		at = strings.TrimPrefix(at, "http://")
	}
	card.URL, card.PreferredTransport, card.AdditionalInterfaces = at, a2a.TransportProtocol(c.binding), nil
	c.card = card
	c.client, err = a2aclient.NewFromCard(ctx, card, a2aclient.WithGRPCTransport(grpc.WithTransportCredentials(insecure.NewCredentials())))
	return err
}

type line struct {
	Check string `json:"check"`
	OK    *bool  `json:"ok"`
	Why   string `json:"why"`
}

func print(check string, ok *bool, why string) {
	printed, _ := json.Marshal(line{check, ok, why[:min(len(why), 1000)]})
	fmt.Println(string(printed))
}

func run(name string, check func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
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
	if errors.Is(err, errNotOffered) {
		print(name, nil, err.Error())
		return true
	}
	if err != nil {
		print(name, &passed, err.Error())
	} else {
		print(name, &passed, "")
	}
	return passed
}

func main() {
	c := &checks{}
	flag.StringVar(&c.url, "url", "", "where the agent's card is")
	flag.StringVar(&c.binding, "binding", "", "JSONRPC or GRPC")
	flag.StringVar(&c.version, "version", "", "0.3")
	flag.StringVar(&c.hook, "hook", "", "where webhooks may go")
	flag.Parse()
	passed := run("connect", c.connect)
	if passed {
		for _, each := range c.script() {
			passed = run(each.name, each.check) && passed
		}
	}
	yes := true
	print("end", &yes, "")
	if !passed {
		os.Exit(1)
	}
}
